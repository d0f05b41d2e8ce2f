import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DomainError } from '../../domain/errors.js'
import { loadMapping } from './mapping.js'

const folder = mkdtempSync(join(tmpdir(), 'touchledger-mapping-'))
afterAll(() => rmSync(folder, { recursive: true }))

const right = `name: shop
source: shop
currency: EUR
inputs:
  sales:
    file: sales.csv
    customer: customer
    events:
      - type: PurchaseCompleted
        at: day
        data:
          total: amount
`

const load = (text: string) => {
  const file = join(folder, 'shop.yaml')
  writeFileSync(file, text)
  return loadMapping(file)
}

/** What is said of the right mapping with one part replaced. */
const wrong = async (part: string, by: string): Promise<DomainError> => {
  expect(right).toContain(part)
  const error: unknown = await load(right.replace(part, by)).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(DomainError)
  return error as DomainError
}

test('a mapping that is right is read', async () => {
  expect(await load(right)).toMatchObject({ name: 'shop', source: 'shop', inputs: { sales: { file: 'sales.csv' } } })
})

test('every mapping that comes with the project is right', async () => {
  const names = readdirSync('mappings').map((file) => file.replace(/\.yaml$/, ''))
  expect(names).toEqual(expect.arrayContaining(['bpi2013', 'cdnow', 'cdnow-sample', 'olist-funnel', 'olist-orders']))
  for (const name of names) expect((await loadMapping(name)).name).toBe(name)
})

const amount = 'total: amount'
test.each([
  ['a name with other characters', 'name: shop', 'name: The Shop', 'name', 1, 'lower-case letters'],
  ['a source with a colon', 'source: shop', "source: 'a:b'", 'source', 2, 'without a colon'],
  ['an unknown key', 'file: sales.csv', 'fil: sales.csv', 'inputs.sales.fil', 6, 'there are file, format'],
  ['a missing key', '        at: day\n', '', 'inputs.sales.events.0', 9, 'at must be given'],
  ['an input without a right name', '  sales:', '  Sales!:', 'inputs.Sales!', 6, 'lower-case letters'],
  [
    'an unknown format of files',
    'file: sales.csv',
    'file: x\n    format: xls',
    'inputs.sales.format',
    7,
    'csv, whitespace',
  ],
  [
    'a delimiter of two characters',
    'file: sales.csv',
    "file: x\n    delimiter: ';;'",
    'inputs.sales.delimiter',
    7,
    '1 char',
  ],
  ['a quote as delimiter', 'file: sales.csv', "file: x\n    delimiter: '\"'", 'inputs.sales.delimiter', 7, 'no quote'],
  ['a column named twice', 'file: sales.csv', 'file: x\n    columns: [a, a]', 'inputs.sales.columns', 7, 'a twice'],
  ['an unknown event type', 'PurchaseCompleted', 'Purchase', 'inputs.sales.events.0.type', 9, 'PurchaseCompleted'],
  ['an unknown field', amount, 'sum: amount', 'inputs.sales.events.0.data.sum', 12, 'there are purchase, total'],
  [
    'a missing field',
    amount,
    'units: n',
    'inputs.sales.events.0.data',
    12,
    'total must be given for PurchaseCompleted',
  ],
  ['an unknown currency', 'EUR', 'EUX', 'currency', 3, 'ISO 4217'],
  ['money without a currency', 'currency: EUR\n', '', 'inputs.sales.events.0.data.total', 11, 'needs a currency'],
  ['an unknown zone', 'currency: EUR', 'currency: EUR\nzone: Mars/Base', 'zone', 4, 'Europe/Berlin'],
  [
    'an unknown format of instants',
    'at: day',
    'at: { column: day, format: foo }',
    'inputs.sales.events.0.at.format',
    10,
    'yyyy',
  ],
  ['an instant from nowhere', 'at: day', 'at: { zone: UTC }', 'inputs.sales.events.0.at', 10, 'name the column'],
  ['an unknown way to a value', amount, 'total: { col: amount }', 'inputs.sales.events.0.data.total', 12, 'constant'],
  [
    'a constant that does not fit',
    amount,
    'total: { constant: 3 }',
    'inputs.sales.events.0.data.total.constant',
    12,
    '3 must',
  ],
  ['a template for money', amount, "total: { template: '{a}' }", 'inputs.sales.events.0.data.total', 12, 'takes money'],
  [
    'a format for money',
    amount,
    'total: { column: a, format: x }',
    'inputs.sales.events.0.data.total.format',
    12,
    'for days',
  ],
  [
    'a sum of what is not joined',
    amount,
    'total: { sum: a }\n          lines: { each: b, fields: {} }',
    'inputs.sales.events.0.data.lines.each',
    13,
    'joined as b',
  ],
  [
    'a condition that is none',
    'at: day',
    'at: day\n        when: { a: { is: b } }',
    'inputs.sales.events.0.when.a.is',
    11,
    'present',
  ],
  [
    'a case that does not fit',
    amount,
    `${amount}\n          units: { column: n, cases: { x: y } }`,
    'inputs.sales.events.0.data.units.cases.x',
    13,
    '"y" must',
  ],
  [
    'a type among cases that is unknown',
    'PurchaseCompleted',
    '{ column: t, cases: { a: Foo } }',
    'inputs.sales.events.0.type.cases.a',
    9,
    'no event type Foo',
  ],
  [
    'a type that is no part of a customer’s history',
    'PurchaseCompleted',
    'CustomersMerged',
    'inputs.sales.events.0.type',
    9,
    'decided in the stream identities',
  ],
  [
    'a type among cases that misses a field',
    'PurchaseCompleted',
    '{ column: t, cases: { a: PurchaseCompleted, b: CaseOpened } }',
    'inputs.sales.events.0.data',
    12,
    'case must be given for CaseOpened',
  ],
])('%s is refused where it stands, with what would be right', async (_, part, by, path, line, right) => {
  const error = await wrong(part, by)
  expect(error).toMatchObject({ code: 'mapping-invalid', facts: { path, line } })
  expect(error.message).toContain(right)
  expect(error.message).toContain(`shop.yaml, line ${line}, ${path}: `)
})

test('many joined rows can be summed up and listed, but not be read as one', async () => {
  const joined = right.replace(
    '    customer:',
    '    joins: { items: { file: i.csv, on: id, many: true } }\n    customer:',
  )
  await load(joined.replace('total: amount', 'total: { sum: items.price }'))
  await expect(load(joined.replace('total: amount', 'total: items.price'))).rejects.toThrow('in a sum or in each')
})

test('what is no YAML is refused as a whole', async () => {
  expect((await wrong('total: amount', 'total: [')).code).toBe('mapping-unreadable')
})

test('a name that no mapping has is answered with the names there are', async () => {
  await expect(loadMapping('nothing')).rejects.toMatchObject({
    code: 'mapping-unknown',
    message: expect.stringContaining('cdnow'),
  })
  await expect(loadMapping('./nothing.yaml')).rejects.toMatchObject({ code: 'mapping-unknown' })
})
