import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import { recordedAt, withGround } from '../../test/importing/import-ground.js'
import type { ImportProgress } from './import-files.js'

/** Purchases that have no number of their own. */
const sales = `
name: shop
source: shop
currency: EUR
inputs:
  sales:
    file: sales.csv
    customer: customer
    events:
      - type: PurchaseCompleted
        at: day
        channel: { column: via }
        data:
          total: total
          units: units
          lines: { constant: [] }
          by: by
`
const header = 'customer,day,total,units,via,by\n'

/** Orders with joined rows, at local times. */
const orders = `
name: orders
source: shop
zone: Europe/Berlin
currency: EUR
inputs:
  orders:
    file: orders.csv
    rowId: order
    joins:
      account: { file: accounts.csv, on: account }
      holder: { file: holders.csv, on: { account.holder: id } }
      items: { file: items.csv, on: { order: number }, many: true }
    customer: holder.person
    events:
      - type: OrderPlaced
        at: [placed, noted]
        data:
          order: { template: 'O-{order}' }
          goods: { sum: [items.price] }
          lines: { each: items, fields: { product: product, units: units, price: price } }
          promisedBy: promised
      - type: OrderCancelled
        when: { status: { not: [open, sent] }, noted: { present: true } }
        at: noted
        data:
          order: { template: 'O-{order}' }
          reason: { column: status, cases: { x: withdrawn }, otherwise: other }
`
const orderFiles = {
  'orders.csv':
    'order,account,placed,noted,status,promised\n1,a,2024-07-01 00:30,,open,2024-07-09 00:00:00\n2,a,,2024-01-01,x,\n3,b,2024-01-05 10:00,2024-01-06,z,\n',
  'accounts.csv': 'account,holder\na,7\nb,8\n',
  'holders.csv': 'id,person\n7,Ann\n8,Bob\n',
  'items.csv': 'number,product,units,price\n1,cup,2,8.00\n3,jug,1,30\n1,tea,1,12.50\n',
}

/** The totals of the purchases that were imported, by customer. */
const totals = (events: readonly { readonly stream: string; readonly data: object }[], customer: string): number[] =>
  events
    .filter(({ stream }) => stream === customerStream(customerIdOf('shop', customer)))
    .map(({ data }) => (data as { total: { amount: number } }).total.amount)

const reasons = (rejects: readonly { readonly line: number; readonly field?: string; readonly reason: string }[]) =>
  rejects.map(({ line, field, reason }) => [line, field, reason])

describe('a row', () => {
  test('becomes an event of its customer, told by whom and from where', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,12.30,2,web,rep-1\n` }, async ({ run, events }) => {
      await run(sales)
      const [event] = await events()
      expect(event).toMatchObject({
        stream: customerStream(customerIdOf('shop', 'C1')),
        type: 'PurchaseCompleted',
        data: { total: { amount: 1230, currency: 'EUR' }, units: 2, lines: [], by: 'rep-1' },
        metadata: {
          occurredAt: '2024-01-31T00:00:00.000Z',
          recordedAt,
          actor: 'import:shop',
          source: 'shop',
          channel: 'web',
          schemaVersion: 1,
        },
      })
      expect(event!.metadata.businessDay).toBeUndefined()
    }))

  test('links its customer to the record in the source once, before the first event', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,1,1,,\nC1,2024-02-01,1,1,,\n` }, async ({ run, store }) => {
      const report = await run(sales)
      const types: string[] = []
      for await (const { type, data } of store.readAll()) {
        types.push(type)
        if (type === 'SourceRecordLinked') expect(data).toEqual({ source: 'shop', externalId: 'C1' })
      }
      expect(types).toEqual(['SourceRecordLinked', 'PurchaseCompleted', 'PurchaseCompleted'])
      expect(report).toMatchObject({ rows: 2, events: 3, appended: 3 })
    }))

  test('whose values are empty has no such fields; an amount of zero is kept', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,0.00,,  ,\n` }, async ({ run, events }) => {
      await run(sales)
      const [event] = await events()
      expect(event!.data).toEqual({ total: { amount: 0, currency: 'EUR' }, lines: [] })
      expect(event!.metadata).not.toHaveProperty('channel')
    }))

  test('may tell several events of one type', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,5,,,\n` }, async ({ run, events }) => {
      const event = '{ type: PurchaseCompleted, at: day, data: { total: total } }'
      const twice = sales.replace(/events:[^]*/, `events: [${event}, ${event}]\n`)
      expect(await run(twice)).toMatchObject({ rows: 1, rejected: 0, appended: 3 })
      expect(totals(await events(), 'C1')).toEqual([500, 500])
    }))

  test('with nothing for the fields of an object has no such object', () =>
    withGround({ 'leads.csv': 'id,at,type,size\n1,2024-01-31,shop,\n2,2024-01-31,,\n' }, async ({ run, events }) => {
      await run(`
name: leads
source: shop
inputs:
  leads:
    file: leads.csv
    customer: id
    events:
      - type: LeadConverted
        at: at
        data: { lead: id, details: { fields: { type: type, size: size } } }
`)
      expect((await events()).map(({ data }) => data)).toEqual([
        { lead: '1', details: { type: 'shop' } },
        { lead: '2' },
      ])
    }))

  test('that repeats another one is an event of its own', () =>
    withGround({ 'sales.csv': header + 'C1,2024-01-31,5,1,,\n'.repeat(3) }, async ({ run, events }) => {
      expect(await run(sales)).toMatchObject({ rows: 3, appended: 4 })
      expect(totals(await events(), 'C1')).toEqual([500, 500, 500])
      expect(await run(sales)).toMatchObject({ rows: 3, appended: 0 })
    }))

  test('that repeats another one under the same name is the same', () =>
    withGround({ 'sales.csv': header + 'C1,2024-01-31,5,1,,\n'.repeat(3) }, async ({ run, events }) => {
      const named = sales.replace('    customer:', '    rowId: [customer, day]\n    customer:')
      expect(await run(named)).toMatchObject({ rows: 3, appended: 2, rejected: 0 })
      expect(await events()).toHaveLength(1)
    }))

  test('that was imported before with another content is rejected, and what is recorded stays', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,5,1,,\n` }, async ({ run, write, events, rejects }) => {
      const named = sales.replace('    customer:', '    rowId: [customer, day]\n    customer:')
      await run(named)
      write({ 'sales.csv': `${header}C1,2024-01-31,6,1,,\nC2,2024-01-31,7,1,,\n` })
      expect(await run(named)).toMatchObject({ rows: 2, rejected: 1, appended: 2 })
      expect(totals(await events(), 'C1')).toEqual([500])
      expect(totals(await events(), 'C2')).toEqual([700])
      expect(rejects('shop')).toMatchObject([{ line: 2, reason: expect.stringContaining('another content') }])
    }))

  test('gets a new event when a mapping or an export says more, and keeps the others', () =>
    withGround(orderFiles, async ({ run, write, events }) => {
      await run(orders)
      const before = (await events()).length
      write({ 'orders.csv': orderFiles['orders.csv'].replace('10:00,2024-01-06,z', '10:00,2024-01-06,x') })
      const approved = '      - type: OrderApproved\n        at: [placed, noted]\n        data: { order: order }\n'
      const more = orders.replace('      - type: OrderPlaced', `${approved}      - type: OrderPlaced`)
      // The reason of one cancellation changed: that row is rejected whole.
      expect(await run(more)).toMatchObject({ appended: 2, rejected: 1 })
      expect(await events()).toHaveLength(before + 2)
    }))
})

describe('a row is rejected, and the others are not, when', () => {
  const good = 'C9,2024-01-01,1,1,,\n'
  test.each([
    ['its number has a comma', 'C1,2024-01-31,"12,3",1,,', 'total', '"12,3" is not a decimal number such as 29.33'],
    ['its number has an exponent', 'C1,2024-01-31,1e5,1,,', 'total', '"1e5" is not a decimal number such as 29.33'],
    [
      'its amount has too many decimals',
      'C1,2024-01-31,1.234,1,,',
      'total',
      '"1.234" has more decimals than EUR has (2)',
    ],
    [
      'its amount is too large',
      'C1,2024-01-31,99999999999999,1,,',
      'total',
      '"99999999999999" is larger than can be kept exactly',
    ],
    ['its amount is missing', 'C1,2024-01-31,,1,,', 'PurchaseCompleted.total', 'is required'],
    ['its count is no whole number', 'C1,2024-01-31,1,1.5,,', 'units', 'is not a whole number'],
    ['its count is negative', 'C1,2024-01-31,1,-1,,', 'PurchaseCompleted.units', 'must be >= 0'],
    ['its day is not in the calendar', 'C1,1997-02-30,1,1,,', 'day', 'is no date that exists'],
    ['its hour is not on the clock', 'C1,1997-02-03 25:00,1,1,,', 'day', 'is no date that exists'],
    ['its day is missing', 'C1,,1,1,,', 'day', 'is empty, and needed for the instant of the event'],
    ['it names no customer', ' ,2024-01-31,1,1,,', 'customer', 'is empty: the row names no customer'],
    ['its customer is no identifier', `${'C'.repeat(201)},2024-01-31,1,1,,`, 'customer', 'is no identifier'],
    ['it has too few fields', 'C1,2024-01-31,1', undefined, 'has 3 fields where 6 are needed'],
    ['it has too many fields', 'C1,2024-01-31,1,1,,,', undefined, 'has 7 fields where 6 are needed'],
    [
      'its text is longer than the field may be',
      `C1,2024-01-31,1,1,,${'r'.repeat(201)}`,
      'PurchaseCompleted.by',
      'must not',
    ],
  ])('%s', (_, row, field, reason) =>
    withGround({ 'sales.csv': `${header}${good}${row}\n${good}` }, async ({ run, events, rejects }) => {
      expect(await run(sales)).toMatchObject({ rows: 3, rejected: 1, completed: true })
      expect(await events()).toHaveLength(2)
      expect(reasons(rejects('shop'))).toEqual([[3, field, expect.stringContaining(reason)]])
      expect(rejects('shop')[0]!.raw).toBe(row)
    }),
  )

  test('its bytes are no UTF-8', () => {
    const bad = Buffer.concat([Buffer.from('C1,2024-01-31,1,1,,'), Buffer.from([0xe9, 0x0a])])
    const file = Buffer.concat([Buffer.from(header + good), bad, Buffer.from('Zoë,2024-01-01,1,1,,\n')])
    return withGround({ 'sales.csv': file }, async ({ run, events, rejects }) => {
      expect(await run(sales)).toMatchObject({ rows: 3, rejected: 1 })
      expect(reasons(rejects('shop'))).toEqual([[3, undefined, 'the row is not valid UTF-8']])
      expect(totals(await events(), 'Zoë')).toEqual([100])
    })
  })

  test('its quotes are wrong', () =>
    withGround(
      { 'sales.csv': `${header}C1,2024-01-31,1,1,"a"b,\n${good}C2,2024-01-31,1,1,"a,\n${good}` },
      async ({ run, rejects }) => {
        expect(await run(sales)).toMatchObject({ rows: 4, rejected: 2 })
        expect(reasons(rejects('shop'))).toEqual([
          [2, undefined, 'text follows a closing quote'],
          [4, undefined, expect.stringContaining('a quote is not closed')],
        ])
      },
    ))

  test('it is longer than a row may be', () =>
    withGround(
      { 'sales.csv': `${header}${good}C1,2024-01-31,1,1,,${'r'.repeat(2_000_000)}\n${good}` },
      async ({ run, rejects }) => {
        const heard: ImportProgress[] = []
        const report = await run(sales, { onProgress: (progress) => heard.push(progress) })
        expect(report).toMatchObject({ rows: 3, rejected: 1 })
        expect(heard.at(-1)!.bytesRead).toBe(heard.at(-1)!.bytesTotal)
        expect(reasons(rejects('shop'))).toEqual([[3, undefined, expect.stringContaining('longer than 1048576 bytes')]])
      },
    ))

  test('the line is told where it starts, behind quoted line breaks', () =>
    withGround(
      { 'sales.csv': `${header}C1,2024-01-31,1,1,,"a\nb\nc"\r\n\r\nC1,x,1,1,,\n` },
      async ({ run, rejects, events }) => {
        await run(sales)
        expect((await events())[0]!.data).toMatchObject({ by: 'a\nb\nc' })
        expect(reasons(rejects('shop'))).toEqual([[6, 'day', expect.any(String)]])
      },
    ))
})

test('a row says its currency itself where the mapping says so, and sums may be of columns', () =>
  withGround(
    {
      'sales.csv':
        'id,customer,day,net,tax,code\n1,C1,2024-01-31,10.00,1.90,EUR\n2,C1,2024-01-31,1000,100,JPY\n' +
        '3,C1,2024-01-31,10,1,ABC\n4,C1,2024-01-31,10,1,\n5,C1,2024-01-31,80000000000000,20000000000000,EUR\n' +
        ',C1,2024-01-31,10,1,EUR\n',
    },
    async ({ run, events, rejects }) => {
      const mapping = sales
        .replace('currency: EUR', 'currency: { column: code }')
        .replace('    customer:', '    rowId: id\n    customer:')
        .replace(/channel:[^]*/, 'data: { total: { sum: [net, tax] } }\n')
      expect(await run(mapping)).toMatchObject({ rows: 6, rejected: 4 })
      expect((await events()).map(({ data }) => data)).toEqual([
        { total: { amount: 1190, currency: 'EUR' } },
        { total: { amount: 1100, currency: 'JPY' } },
      ])
      expect(reasons(rejects('shop'))).toEqual([
        [4, 'code', 'is not an ISO 4217 currency such as EUR'],
        [5, 'code', 'is not an ISO 4217 currency such as EUR'],
        [6, 'net', 'adds up to more than can be kept exactly'],
        [7, 'rowId', 'is empty: nothing names the row'],
      ])
    },
  ))

describe('rejected rows', () => {
  test('are kept with file, line, field, value, reason and the row itself', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,"1,5",1,,\n` }, async ({ folder, run, rejects }) => {
      const report = await run(sales)
      expect(report.rejectsFile).toMatch(/rejects\/shop\.ndjson$/)
      expect(rejects('shop')).toEqual([
        {
          file: join(folder, 'sales.csv'),
          line: 2,
          field: 'total',
          value: '1,5',
          reason: '"1,5" is not a decimal number such as 29.33',
          raw: 'C1,2024-01-31,"1,5",1,,',
        },
      ])
    }))

  test('of an earlier import are gone when there are none any more', () =>
    withGround({ 'sales.csv': `${header}C1,x,1,1,,\n` }, async ({ run, write, rejects }) => {
      await run(sales)
      expect(rejects('shop')).toHaveLength(1)
      write({ 'sales.csv': `${header}C1,2024-01-31,1,1,,\n` })
      expect(await run(sales)).not.toHaveProperty('rejectsFile')
      expect(rejects('shop')).toEqual([])
    }))

  test('can be repaired and imported: only they are added', () =>
    withGround({ 'sales.csv': `${header}C1,2024-01-31,1,1,,\nC1,x,2,1,,\nC1,2024-01-31,1,1,,\n` }, async (ground) => {
      await ground.run(sales)
      ground.write({ 'sales.csv': `${header}C1,2024-01-31,1,1,,\nC1,2024-02-01,2,1,,\nC1,2024-01-31,1,1,,\n` })
      expect(await ground.run(sales)).toMatchObject({ rejected: 0, appended: 1 })
      expect(totals(await ground.events(), 'C1').sort()).toEqual([100, 100, 200])
    }))
})

describe('a file', () => {
  const two = `${sales}  more: { file: more.csv, customer: c, events: [{ type: OrderApproved, at: a, data: { order: o } }] }\n`
  const row = 'C1,2024-01-31,1,1,,\n'
  test.each([
    ['with a mark at its start', `\ufeff"customer"${header.slice(8)}${row}`, 1],
    ['with CRLF and without a line break at its end', `${header}${row}`.trimEnd().replaceAll('\n', '\r\n'), 1],
    ['with blank lines', `\n${header}\n${row}\n\n`, 1],
    ['with nothing in it', '', 0],
    ['with a header only', header, 0],
  ])('%s is read', (_, content, rows) =>
    withGround({ 'sales.csv': content }, async ({ run, events }) => {
      expect(await run(sales)).toMatchObject({ rows, rejected: 0, completed: true })
      expect(await events()).toHaveLength(rows)
    }),
  )

  test('that is packed is read', () =>
    withGround({ 'sales.csv.gz': gzipSync(header + row) }, async ({ run }) => {
      expect(await run(sales)).toMatchObject({ rows: 1, appended: 2 })
    }))

  test('may be given by itself when it is the only one', () =>
    withGround({ 'june.csv': header + row }, async ({ folder, run }) => {
      expect(await run(sales, { path: join(folder, 'june.csv') })).toMatchObject({ rows: 1, appended: 2 })
    }))

  test.each([
    ['is missing', {}, 'import-file-missing', /sales\.csv/],
    [
      'lacks a column',
      { 'sales.csv': 'customer,date\n' },
      'mapping-invalid',
      /sales\.csv has no column .*; it has customer, date/,
    ],
    ['has a column twice', { 'sales.csv': `day,${header}${row}` }, 'mapping-invalid', /two columns named day/],
    ['is UTF-16', { 'sales.csv': Buffer.from(`\ufeff${header}`, 'utf16le') }, 'import-file-unreadable', /UTF-16/],
    [
      'is packed and damaged',
      { 'sales.csv.gz': gzipSync(header + row).subarray(0, 30) },
      'import-file-unreadable',
      /sales\.csv\.gz/,
    ],
  ])('that %s stops the import before anything is written', (_, files, code, message) =>
    withGround(files as Record<string, string>, async ({ run, store }) => {
      await expect(run(sales)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
      expect(await store.head()).toBe(0)
    }),
  )

  test('that lacks a column stops the inputs before it, too', () =>
    withGround({ 'sales.csv': header + row, 'more.csv': 'c,a\n' }, async ({ run, store }) => {
      await expect(run(two)).rejects.toThrow('more.csv has no column o')
      expect(await store.head()).toBe(0)
    }))

  test('cannot stand for the folder of several', () =>
    withGround({ 'a.csv': header }, async ({ folder, run }) => {
      await expect(run(two, { path: join(folder, 'a.csv') })).rejects.toMatchObject({ code: 'import-path-unfit' })
    }))
})

describe('joined rows', () => {
  test('are found by their keys, one or many, through one another', () =>
    withGround(orderFiles, async ({ run, events }) => {
      expect(await run(orders)).toMatchObject({ rows: 3, rejected: 0 })
      const placed = (await events()).filter(({ type }) => type === 'OrderPlaced')
      expect(placed.map(({ stream }) => stream)).toEqual(
        ['Ann', 'Ann', 'Bob'].map((person) => customerStream(customerIdOf('shop', person))),
      )
      expect(placed.map(({ data }) => data)).toEqual([
        {
          order: 'O-1',
          goods: { amount: 2050, currency: 'EUR' },
          lines: [
            { product: 'cup', units: 2, price: { amount: 800, currency: 'EUR' } },
            { product: 'tea', units: 1, price: { amount: 1250, currency: 'EUR' } },
          ],
          promisedBy: '2024-07-09',
        },
        { order: 'O-2', goods: { amount: 0, currency: 'EUR' }, lines: [] },
        {
          order: 'O-3',
          goods: { amount: 3000, currency: 'EUR' },
          lines: [{ product: 'jug', units: 1, price: { amount: 3000, currency: 'EUR' } }],
        },
      ])
    }))

  test('give conditions, cases and instants of the zone their due', () =>
    withGround(orderFiles, async ({ run, events }) => {
      await run(orders)
      const all = await events()
      expect(all.filter(({ type }) => type === 'OrderCancelled').map(({ data }) => data)).toEqual([
        { order: 'O-2', reason: 'withdrawn' },
        { order: 'O-3', reason: 'other' },
      ])
      expect(all.map(({ metadata }) => [metadata.occurredAt, metadata.businessDay?.date])).toEqual([
        ['2024-06-30T22:30:00.000Z', '2024-07-01'],
        ['2023-12-31T23:00:00.000Z', '2024-01-01'],
        ['2023-12-31T23:00:00.000Z', '2024-01-01'],
        ['2024-01-05T09:00:00.000Z', '2024-01-05'],
        ['2024-01-05T23:00:00.000Z', '2024-01-06'],
      ])
    }))

  test('that cannot be read are rejected and counted, though they are no rows of an input', () => {
    const items = `${orderFiles['items.csv']}1,pot\n,cup,1,1\n`
    const accounts = `${orderFiles['accounts.csv']}a,9\na,7\n`
    return withGround({ ...orderFiles, 'items.csv': items, 'accounts.csv': accounts }, async ({ run, rejects }) => {
      expect(await run(orders)).toMatchObject({ rows: 3, rejected: 3 })
      expect(reasons(rejects('orders'))).toEqual([
        [4, 'account', expect.stringContaining('the first one counts')],
        [5, undefined, 'has 2 fields where 4 are needed'],
        [6, 'number', expect.stringContaining('is empty')],
      ])
    })
  })

  test('that are missing leave a row without customer, which says where it was sought', () =>
    withGround({ ...orderFiles, 'accounts.csv': 'account,holder\nb,8\n' }, async ({ run, rejects }) => {
      expect(await run(orders)).toMatchObject({ rows: 3, rejected: 2 })
      expect(rejects('orders')[0]).toMatchObject({ field: 'customer', reason: expect.stringContaining('holders.csv') })
    }))

  test('with an empty value spoil a sum', () => {
    const items = orderFiles['items.csv'].replace('12.50', '')
    return withGround({ ...orderFiles, 'items.csv': items }, async ({ run, rejects }) => {
      expect(await run(orders)).toMatchObject({ rejected: 1 })
      expect(reasons(rejects('orders'))).toEqual([[2, 'items.price', 'is empty, and needed for a sum']])
    })
  })

  test('of one row are the same list in any order of their file', () =>
    withGround(orderFiles, async ({ run, write }) => {
      await run(orders)
      const [head, ...rows] = orderFiles['items.csv'].trim().split('\n')
      write({ 'items.csv': `${[head, ...rows.reverse()].join('\n')}\n` })
      expect(await run(orders)).toMatchObject({ rejected: 0, appended: 0 })
    }))

  test('that lack their key stop the import where the join stands', () =>
    withGround({ ...orderFiles, 'items.csv': 'product,units,price\n' }, async ({ run }) => {
      await expect(run(orders)).rejects.toMatchObject({
        message: expect.stringContaining('items.csv has no column number'),
        facts: { path: 'inputs.orders.joins.items.on' },
      })
    }))

  test('that lack a column stop the import', () =>
    withGround({ ...orderFiles, 'items.csv': 'number,product,units\n' }, async ({ run }) => {
      await expect(run(orders)).rejects.toThrow('items.csv has no column price; it has number, product, units')
    }))
})

/** Enough rows for several batches: customers of many purchases, some of them equal. */
const manyRows = Array.from(
  { length: 6_000 },
  (_, index) => `C${(index * 7) % 900},2024-0${1 + (index % 9)}-1${index % 7},${index % 50}.50,${index % 3},web,\n`,
)

/** The rows in another order, the same each time. */
const shuffled = (rows: readonly string[]): string[] =>
  rows
    .map((row, index) => [(index * 7_919) % rows.length, row] as const)
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row)

test('rows in any order are the same events', async () => {
  const asWritten = await withGround({ 'sales.csv': header + manyRows.join('') }, async ({ run, facts }) => {
    await run(sales)
    return facts()
  })
  const other = shuffled(manyRows)
  expect(other).not.toEqual(manyRows)
  await withGround({ 'sales.csv': header + other.join('') }, async ({ run, facts }) => {
    await run(sales)
    const again = await facts()
    expect(again.size).toBe(6_900)
    expect(again).toEqual(asWritten)
  })
})

test('importing again adds nothing, in another order neither', () =>
  withGround({ 'sales.csv': header + manyRows.join('') }, async ({ run, write }) => {
    expect(await run(sales)).toMatchObject({ rows: 6_000, events: 6_900, appended: 6_900 })
    expect(await run(sales, { clock: () => '2027-05-05T00:00:00.000Z' })).toMatchObject({ events: 6_900, appended: 0 })
    write({ 'sales.csv': header + shuffled(manyRows).join('') })
    expect(await run(sales)).toMatchObject({ rows: 6_000, events: 6_900, appended: 0, rejected: 0 })
  }))

test('an import that is stopped says so, and the next one completes it', () =>
  withGround({ 'sales.csv': header + manyRows.join('') }, async ({ run, store, events }) => {
    const stop = new AbortController()
    const stopped = await run(sales, {
      signal: stop.signal,
      onProgress: ({ appended }) => {
        if (appended > 0) stop.abort()
      },
    })
    expect(stopped.completed).toBe(false)
    expect(stopped.appended).toBeGreaterThan(0)
    expect(stopped.appended).toBeLessThan(6_900)
    expect(await store.head()).toBe(stopped.appended)
    expect(await run(sales)).toMatchObject({ completed: true, appended: 6_900 - stopped.appended })
    expect(await events()).toHaveLength(6_000)
  }))

test('progress ends with all bytes and rows', () =>
  withGround(orderFiles, async ({ run }) => {
    const heard: ImportProgress[] = []
    await run(orders, { onProgress: (progress) => heard.push(progress) })
    const bytes = Object.values(orderFiles).join('').length
    expect(heard.at(-1)).toEqual({
      input: 'orders',
      bytesRead: bytes,
      bytesTotal: bytes,
      rows: 3,
      appended: 7,
      rejected: 0,
    })
  }))

test('two mappings of one source may link the same customer', () =>
  withGround({ 'sales.csv': `${header}C1,2024-01-31,1,1,,\n` }, async ({ run }) => {
    await run(sales)
    const other = sales.replace('name: shop', 'name: branch').replace('  sales:', '  branch-sales:')
    expect(await run(other)).toMatchObject({ rejected: 0, events: 2, appended: 1 })
  }))

test('the example of the documentation does what it says', () => {
  const [orderRows, itemRows] = blocks('csv')
  return withGround({ 'orders.csv': orderRows!, 'items.csv': itemRows! }, async ({ run, events }) => {
    expect(await run(blocks('yaml')[0]!)).toMatchObject({ rows: 1, rejected: 0 })
    const [placed, shipped] = await events()
    expect(placed).toMatchObject({
      type: 'OrderPlaced',
      stream: customerStream(customerIdOf('shop', 'C1')),
      data: { goods: { amount: 2050, currency: 'EUR' } },
      metadata: { occurredAt: '2024-01-31T17:05:00.000Z' },
    })
    expect(shipped).toMatchObject({ type: 'OrderShipped', metadata: { occurredAt: '2024-02-02T08:00:00.000Z' } })
  })
})

/** The code blocks of docs/mapping.md in a language. */
const blocks = (language: string): string[] =>
  [...readFileSync('docs/mapping.md', 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([^\`]*)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  )
