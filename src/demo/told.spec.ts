import type { LedgerEvent } from '../../domain/catalogue.js'
import type { HistoryEvent } from '../../projections/read-model.js'
import { told } from './told.js'

/** A history in which each event happens a day after the one before, recorded in the order given. */
const historyOf = (
  ...events: readonly (LedgerEvent & { readonly day: string; readonly channel?: string })[]
): HistoryEvent[] =>
  events.map(({ day, channel, ...event }, index) => ({
    ...event,
    id: `event-${index}`,
    stream: 'customer-a',
    customer: 'a',
    revision: index,
    position: index + 1,
    metadata: {
      occurredAt: `${day}T12:00:00.000Z`,
      recordedAt: '2026-01-01T00:00:00.000Z',
      actor: 'import:demo',
      correlationId: 'c',
      causationId: 'c',
      schemaVersion: 1,
      ...(channel !== undefined && { channel }),
    },
  }))

const lines = (history: HistoryEvent[]): string[] => told(history).map(({ day, text }) => `${day} ${text}`)
const euros = (amount: number) => ({ amount, currency: 'EUR' })

describe('a history is told', () => {
  test('an order in one sentence, with the days it took', () => {
    const history = historyOf(
      { day: '2025-03-01', type: 'OrderPlaced', data: { order: 'O-1', goods: euros(318_00), by: 'rep-07' } },
      { day: '2025-03-02', type: 'OrderApproved', data: { order: 'O-1' } },
      { day: '2025-03-03', type: 'OrderShipped', data: { order: 'O-1' } },
      { day: '2025-03-05', type: 'OrderFulfilled', data: { order: 'O-1', revenue: euros(318_00) } },
      { day: '2025-03-20', type: 'PaymentReceived', data: { order: 'O-1', amount: euros(318_00) } },
    )
    expect(lines(history)).toEqual(['2025-03-01 ordered for EUR 318.00, delivered after 4 days (rep-07)'])
  })

  test('in the order things happened, however they arrived', () => {
    const history = historyOf(
      { day: '2025-05-10', type: 'PurchaseCompleted', data: { total: euros(24_90) }, channel: 'shop' },
      { day: '2025-04-02', type: 'RefundIssued', data: { amount: euros(5_00), reason: 'billed twice' } },
    )
    expect(lines(history)).toEqual([
      '2025-04-02 refunded EUR 5.00: billed twice',
      '2025-05-10 bought for EUR 24.90 (shop)',
    ])
  })

  test('with a promise, what became of it, and what the customer said', () => {
    const nps = { survey: 'relationship-2025', measure: 'nps' as const, scale: { min: 0, max: 10 } }
    const sentences = told(
      historyOf(
        {
          day: '2025-01-01',
          type: 'CommitmentMade',
          data: { commitment: 'V-1', promise: 'a visit', dueBy: '2025-01-09' },
        },
        { day: '2025-01-10', type: 'CommitmentBroken', data: { commitment: 'V-1', reason: 'ill' } },
        { day: '2025-01-11', type: 'CaseOpened', data: { case: 'K-1', subject: 'nobody came' } },
        { day: '2025-01-12', type: 'ConcessionGranted', data: { cost: euros(30_00), reason: 'promise not kept' } },
        { day: '2025-01-13', type: 'SurveyAnswered', data: { ...nps, score: 6 } },
        { day: '2025-01-14', type: 'SurveyAnswered', data: { ...nps, score: 7, comment: 'better' } },
      ),
    )
    expect(sentences.map(({ text, mood }) => [text, mood])).toEqual([
      ['promised: a visit, by 2025-01-09', undefined],
      ['promise broken: ill', 'bad'],
      ['case opened: nobody came', 'bad'],
      ['concession of EUR 30.00: promise not kept', undefined],
      ['answered 6 of 10 in a survey', 'bad'],
      ['answered 7 of 10 in a survey: “better”', 'good'],
    ])
  })

  test('with who looks after the customer, and contacts from both sides', () => {
    expect(
      lines(
        historyOf(
          { day: '2024-01-01', type: 'CustomerAssigned', data: { to: 'rep-07' } },
          {
            day: '2024-09-30',
            type: 'CustomerAssigned',
            data: { to: 'rep-03', from: 'rep-07', reason: 'rep-07 left the company' },
          },
          {
            day: '2024-10-02',
            type: 'InteractionRecorded',
            data: { direction: 'outbound', subject: 'says hello', outcome: 'nobody there', by: 'rep-03' },
            channel: 'phone',
          },
          { day: '2024-10-03', type: 'InteractionRecorded', data: { direction: 'inbound' }, channel: 'email' },
        ),
      ),
    ).toEqual([
      '2024-01-01 rep-07 looks after the customer',
      '2024-09-30 handed over from rep-07 to rep-03: rep-07 left the company',
      '2024-10-02 company by phone: says hello, nobody there (rep-03)',
      '2024-10-03 customer by email',
    ])
  })

  test('with revenue that a cancellation takes back', () => {
    expect(
      lines(
        historyOf(
          { day: '2025-01-01', type: 'OrderCancelled', data: { order: 'O-1', reason: 'out of stock' } },
          {
            day: '2025-01-02',
            type: 'OrderCancelled',
            data: { order: 'O-2', reason: 'returned whole', reversedRevenue: euros(649_00) },
          },
        ),
      ),
    ).toEqual([
      '2025-01-01 order cancelled: out of stock',
      '2025-01-02 order cancelled: returned whole; EUR 649.00 of revenue taken back',
    ])
  })
})
