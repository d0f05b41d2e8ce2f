import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordedEvent } from '../../domain/event.js'
import { withGround } from './import-ground.js'

/** Where the real files lie on a machine that has them; they are not part of the project. */
const folder = process.env['TOUCHLEDGER_REAL_DATA'] ?? '../shared/data'
const there = existsSync(join(folder, 'CDNOW_master.txt'))
if (!there) console.warn(`The real files are not in ${folder}: their totals are not checked`)

/** Imports real files twice, and answers the first report and the events. */
const imported = (mapping: string, path: string) =>
  withGround({}, async ({ run, events }) => {
    const report = await run(mapping, { path: join(folder, path) })
    expect(await run(mapping, { path: join(folder, path) })).toMatchObject({
      rows: report.rows,
      appended: 0,
      rejected: 0,
    })
    return { report, events: await events() }
  })

const ofType = (events: readonly RecordedEvent[], type: string) => events.filter((event) => event.type === type)
const sum = (events: readonly RecordedEvent[], field: string): number =>
  events.reduce((total, { data }) => total + (data as Record<string, { amount: number } | undefined>)[field]!.amount, 0)
const counted = (values: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1
  return counts
}
const field = (events: readonly RecordedEvent[], name: string) =>
  events.map(({ data }) => (data as Record<string, unknown>)[name])
const customers = (events: readonly RecordedEvent[]) => new Set(events.map(({ stream }) => stream)).size

const onRealFiles = there ? describe : describe.skip

onRealFiles('the real files give their true totals', () => {
  test('CDNOW: every purchase once, those that repeat another one too', async () => {
    const { report, events } = await imported('cdnow', 'CDNOW_master.txt')
    expect(report).toMatchObject({ rows: 69_659, rejected: 0 })
    expect(events).toHaveLength(69_659)
    expect(sum(events, 'total')).toBe(250_031_563)
    expect(customers(events)).toBe(23_570)
    const times = events.map(({ metadata }) => metadata.occurredAt).sort()
    expect([times[0], times.at(-1)]).toEqual(['1997-01-01T00:00:00.000Z', '1998-06-30T00:00:00.000Z'])
  })

  test('CDNOW sample: a file without a header', async () => {
    const { report, events } = await imported('cdnow-sample', 'CDNOW_sample.txt')
    expect(report).toMatchObject({ rows: 6_919, rejected: 0 })
    expect(customers(events)).toBe(2_357)
  })

  test('Olist orders: orders, items, payments and reviews', async () => {
    const { report, events } = await imported('olist-orders', 'olist-orders')
    expect(report).toMatchObject({ rows: 8_135 + 8_924 + 8_225, rejected: 0 })
    expect(counted(events.map(({ type }) => type))).toEqual({
      OrderPlaced: 8_135,
      OrderApproved: 7_989,
      OrderShipped: 6_353,
      // Those with an instant, six of which were cancelled later, and eight without one.
      OrderFulfilled: 5_172 + 6,
      OrderCancelled: 625 + 609,
      PaymentReceived: 8_924,
      SurveyAnswered: 8_225,
    })
    const placed = ofType(events, 'OrderPlaced')
    expect(customers(placed)).toBe(8_016)
    expect(sum(placed, 'goods')).toBe(109_326_435)
    expect(sum(placed, 'shipping')).toBe(17_228_839)
    expect(field(placed, 'lines').flat()).toHaveLength(8_365)
    expect(sum(ofType(events, 'PaymentReceived'), 'amount')).toBe(142_860_281)
    const cancelled = ofType(events, 'OrderCancelled')
    expect(counted(field(cancelled, 'reason'))).toEqual({ canceled: 625, unavailable: 609 })
    expect(field(cancelled, 'reversedRevenue').filter((money) => money !== undefined)).toHaveLength(6)
    const promised = new Map(
      placed.map(({ data }) => {
        const { order, promisedBy } = data as { order: string; promisedBy: string }
        return [order, promisedBy]
      }),
    )
    const onTheDayOrLater = ofType(events, 'OrderFulfilled').filter(
      ({ data, metadata }) => metadata.businessDay!.date >= promised.get((data as { order: string }).order)!,
    )
    // 415 came after the promised day had begun; eight have that day for want of their own.
    expect(onTheDayOrLater).toHaveLength(415 + 8)
    expect(counted(field(ofType(events, 'SurveyAnswered'), 'score'))).toEqual({
      1: 2638,
      2: 382,
      3: 667,
      4: 1184,
      5: 3354,
    })
  })

  test('Olist funnel: leads and what was won', async () => {
    const { report, events } = await imported('olist-funnel', 'olist-funnel')
    expect(report).toMatchObject({ rows: 8_842, rejected: 0 })
    const leads = ofType(events, 'LeadCaptured')
    const won = ofType(events, 'LeadConverted')
    expect([leads.length, won.length]).toEqual([8_000, 842])
    expect(counted(field(leads, 'origin'))).toMatchObject({ 'organic search': 2296, email: 493, undefined: 60 })
    expect(new Set(field(won, 'developedBy')).size).toBe(32)
    expect(new Set(field(won, 'by')).size).toBe(22)
    expect(counted(field(won, 'segment'))).toMatchObject({ 'home decor': 105, 'health beauty': 93 })
    const contacted = new Map(leads.map(({ stream, metadata }) => [stream, Date.parse(metadata.occurredAt)]))
    const days = won
      .map(({ stream, metadata }) => (Date.parse(metadata.occurredAt) - contacted.get(stream)!) / 86_400_000)
      .sort((a, b) => a - b)
    expect(days[days.length / 2]).toBeCloseTo(14.72, 2)
    expect(days.filter((between) => between < 0)).toHaveLength(1)
  })

  test('BPI 2013: every status change of every case', async () => {
    const { report, events } = await imported('bpi2013', 'bpi2013')
    expect(report).toMatchObject({ rows: 65_533, rejected: 0 })
    expect(customers(events)).toBe(1)
    expect(new Set(field(events, 'case')).size).toBe(7_554)
    expect(new Set(field(events, 'by')).size).toBe(1_440)
    expect(counted(events.map(({ type }) => type))).toEqual({
      CaseWorkStarted: 30_239,
      CaseAssigned: 3_221,
      CaseWaiting: 4_217 + 1_533 + 493 + 313 + 101,
      CaseQueued: 11_544 + 5,
      CaseResolved: 6_115 + 2_035,
      CaseClosed: 5_716,
      CaseCancelled: 1,
    })
  })
})
