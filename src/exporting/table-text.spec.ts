import fc from 'fast-check'
import { RecordParser } from '../importing/record-parser.js'
import type { Cell } from './table.js'
import { headOf, lineOf } from './table-text.js'

const columns = ['a', 'b', 'c']
const csv = { format: 'csv' } as const
const rowOf = ([a, b, c]: readonly [Cell, Cell, Cell]) => ({ a, b, c })
const lineFor = (...cells: [Cell, Cell, Cell]): string => lineOf(columns, rowOf(cells), csv)

/** As this ledger itself reads CSV. */
const read = (text: string): (readonly string[])[] => {
  const bytes = Buffer.from(text).toString('latin1')
  const parser = new RecordParser({ format: 'csv', delimiter: ',' })
  return [...parser.records(bytes, false, true)].map(({ fields }) => fields)
}

test('CSV has a line of column names, and rows in their order whatever else is known', () => {
  expect(headOf(columns, csv)).toBe('a,b,c\r\n')
  expect(lineOf(columns, { d: 'no column', c: 3, b: 2, a: 1 }, csv)).toBe('1,2,3\r\n')
})

test('only what would be misread stands in quotes; nothing is not the empty text', () => {
  expect(lineFor('plain words', 'a,b', 'say "yes"')).toBe('plain words,"a,b","say ""yes"""\r\n')
  expect(lineFor('two\nlines', null, '')).toBe('"two\nlines",,""\r\n')
  expect(lineFor(-5, true, { city: 'Porto' })).toBe('-5,true,"{""city"":""Porto""}"\r\n')
})

test('what is written as CSV is read back as it was', () => {
  // Lines of nothing but blanks are no records to whoever reads CSV.
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '=', 'x'), maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText, anyText), { maxLength: 5 }), (rows) => {
      const text = headOf(columns, csv) + rows.map((row) => lineOf(columns, rowOf(row), csv)).join('')
      expect(read(text)).toEqual([columns, ...rows])
    }),
  )
})

test('what a spreadsheet would compute is guarded where that is asked for, numbers never', () => {
  const guarded = { ...csv, guardFormulas: true }
  for (const text of ['=1+1', '+49', '-x', '@SUM(A1)'])
    expect([text, read(lineOf(columns, rowOf([text, -1, 'x=1']), guarded))]).toEqual([
      text,
      [[`'${text}`, '-1', 'x=1']],
    ])
  expect(lineFor('=1+1', 0, '')).toBe('=1+1,0,""\r\n')
})

test('NDJSON is one object per line, without a line of names', () => {
  const ndjson = { format: 'ndjson' } as const
  expect(headOf(columns, ndjson)).toBe('')
  expect(lineOf(columns, { d: 1, c: { city: 'Porto' }, b: null, a: 'x\ny' }, ndjson)).toBe(
    '{"a":"x\\ny","b":null,"c":{"city":"Porto"}}\n',
  )
})
