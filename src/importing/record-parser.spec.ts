import { longestRecord, RecordParser, type Layout, type SourceRecord } from './record-parser.js'

const csv: Layout = { format: 'csv', delimiter: ',' }

/** Parses bytes that come in pieces of a length. */
const parse = (content: string | Buffer, pieceLength = Infinity, layout: Layout = csv): SourceRecord[] => {
  const text = Buffer.from(content).toString('latin1')
  const parser = new RecordParser(layout)
  const records: SourceRecord[] = []
  for (let at = 0; at < text.length; at += pieceLength) {
    const piece = text.slice(at, at + pieceLength)
    for (const record of parser.records(piece, !/[\u0080-\u00ff]/.test(piece), false)) records.push(record)
  }
  records.push(...parser.records('', true, true))
  return records
}
const fields = (records: readonly SourceRecord[]) => records.map((record) => record.problem ?? record.fields)
const lines = (records: readonly SourceRecord[]) => records.map(({ line }) => line)

test('fields are divided at the delimiter, records at line breaks of either kind', () => {
  expect(fields(parse('a,b\r\n1,\n,2\r\n'))).toEqual([
    ['a', 'b'],
    ['1', ''],
    ['', '2'],
  ])
})

test('a last line needs no line break', () => {
  expect(fields(parse('a,b\n1,2'))).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(fields(parse('a\n"x"'))).toEqual([['a'], ['x']])
})

test('quotes keep delimiters, line breaks and doubled quotes', () => {
  expect(fields(parse('1,"a, b\r\nc ""d""",2\n3,"",4\n'))).toEqual([
    ['1', 'a, b\r\nc "d"', '2'],
    ['3', '', '4'],
  ])
})

test('a quote inside a field that does not start with one is a character', () => {
  expect(fields(parse('1,5" disk,x\n2,y,z\n'))).toEqual([
    ['1', '5" disk', 'x'],
    ['2', 'y', 'z'],
  ])
})

test('a record has the line on which it starts, after line breaks in quotes and blank lines too', () => {
  expect(lines(parse('a,b\n1,"x\ny\nz"\n\n2,w\n"p\nq",3\n4,5'))).toEqual([1, 2, 6, 7, 9])
})

test('text after a closing quote spoils its record and no other', () => {
  const records = parse('1,"a"b\n2,c\n')
  expect(fields(records)).toEqual(['text follows a closing quote', ['2', 'c']])
  expect(records[0]!.raw).toBe('1,"a"b')
})

test('a quote that is never closed spoils the line that opens it and no other', () => {
  expect(fields(parse('1,a\n2,"b\n3,c\n'))).toEqual([
    ['1', 'a'],
    expect.stringContaining('a quote is not closed'),
    ['3', 'c'],
  ])
})

test.each(['"', ''])('a row that is too long is given up and the next one read (quote: %j)', (quote) => {
  const long = 'x'.repeat(longestRecord + 10)
  const records = parse(`1,a\n2,${quote}${long}${quote}\n3,c\n`, 100_000)
  expect(fields(records)).toEqual([['1', 'a'], expect.stringContaining('longer than'), ['3', 'c']])
  expect(lines(records)).toEqual([1, 2, 3])
})

test.each([10_000, Infinity])(
  'a quote that spans more than a row may have spoils its first line (pieces of %d)',
  (length) => {
    const line = 'b'.repeat(1_000)
    const records = parse(`1,"a\n${`${line}\n`.repeat(1_100)}"\n2,c\n`, length)
    expect(fields(records.slice(0, 2))).toEqual([expect.stringContaining('a quote is not closed'), [line]])
    expect(records.at(-1)).toMatchObject({ line: 1_103, fields: ['2', 'c'] })
  },
)

test('bytes that are no UTF-8 spoil their row and no other', () => {
  const records = parse(
    Buffer.concat([Buffer.from('é,1\n'), Buffer.from([0xff, 0x2c, 0x32, 0x0a]), Buffer.from('ü,3\n')]),
  )
  expect(fields(records)).toEqual([['é', '1'], 'the row is not valid UTF-8', ['ü', '3']])
})

test('blanks and tabs divide fields where there are no delimiters', () => {
  const layout: Layout = { format: 'whitespace', delimiter: ',' }
  expect(fields(parse(' 00004  19970101\t2   "x \r\n\n 1 2', Infinity, layout))).toEqual([
    ['00004', '19970101', '2', '"x'],
    ['1', '2'],
  ])
})

test('it does not matter where the pieces of a file end', () => {
  const content = 'a,b,c\r\n1,"x ""y""\r\nz",é\r\n\r\n2,"",ü"\r\n3,"no"pe,4\n5,ñ,"6"'
  const whole = parse(content)
  expect(fields(whole)).toHaveLength(5)
  for (let length = 1; length < 12; length++) expect(parse(content, length)).toEqual(whole)
})
