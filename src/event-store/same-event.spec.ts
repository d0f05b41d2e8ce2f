import type { NewEvent } from '../../domain/event.js'
import { sameEvent } from './same-event.js'

type Content = Pick<NewEvent, 'type' | 'data' | 'metadata'>

const stored: Content = {
  type: 'PurchaseCompleted',
  data: { total: { amount: 29_33, currency: 'USD' }, lines: [{ product: 'P-1' }, { product: 'P-2' }] },
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt: '1997-01-02T00:00:00.000Z',
    actor: 'import:cdnow',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
  },
}

const withMetadata = (metadata: object): Content => ({ ...stored, metadata: { ...stored.metadata, ...metadata } })

test('an event is the same as itself', () => expect(sameEvent(stored, structuredClone(stored))).toBe(true))

test('a retry is recorded later', () =>
  expect(sameEvent(stored, withMetadata({ recordedAt: '2026-01-01T00:00:00.000Z' }))).toBe(true))

test('a retry of what occurred when it was recorded also occurs later', () => {
  const at = (instant: string) => withMetadata({ occurredAt: instant, recordedAt: instant })
  expect(sameEvent(at('2026-01-01T00:00:00.000Z'), at('2026-01-01T00:00:07.000Z'))).toBe(true)
})

test('a retry says when it occurred, also where that was the instant of recording', () => {
  const at = (recordedAt: string) => withMetadata({ occurredAt: '2026-01-01T00:00:00.000Z', recordedAt })
  expect(sameEvent(at('2026-01-01T00:00:00.000Z'), at('2026-01-01T00:00:07.000Z'))).toBe(true)
})

test('what occurred when it was recorded did not occur at another instant that is reported', () => {
  const now = withMetadata({ occurredAt: '2026-01-01T00:00:00.000Z', recordedAt: '2026-01-01T00:00:00.000Z' })
  const reported = withMetadata({ occurredAt: '2026-01-01T00:00:01.000Z', recordedAt: '2026-01-01T00:00:07.000Z' })
  expect(sameEvent(now, reported)).toBe(false)
  expect(sameEvent(reported, now)).toBe(false)
})

test('the order of fields does not matter', () => {
  const data = {
    lines: [{ product: 'P-1' }, { product: 'P-2' }],
    total: { currency: 'USD', amount: 29_33 },
  }
  const metadata = Object.fromEntries(Object.entries(stored.metadata).reverse()) as unknown as NewEvent['metadata']
  expect(sameEvent(stored, { ...stored, data, metadata })).toBe(true)
})

test('a field that is undefined is a field that is absent', () =>
  expect(sameEvent(stored, withMetadata({ channel: undefined }))).toBe(true))

test.each([
  ['of another type', { ...stored, type: 'OrderPlaced' }],
  ['with another amount', { ...stored, data: { ...stored.data, total: { amount: 29_34, currency: 'USD' } } }],
  ['with a field more', { ...stored, data: { ...stored.data, units: 1 } }],
  ['with a field less', { ...stored, data: { lines: [{ product: 'P-1' }, { product: 'P-2' }] } }],
  [
    'with its lines in another order',
    { ...stored, data: { ...stored.data, lines: [{ product: 'P-2' }, { product: 'P-1' }] } },
  ],
  ['that occurred at another instant', withMetadata({ occurredAt: '1997-01-01T00:00:00.001Z' })],
  ['by another actor', withMetadata({ actor: 'somebody' })],
  ['of another schema version', withMetadata({ schemaVersion: 2 })],
  ['with metadata that the stored one lacks', withMetadata({ channel: 'web' })],
])('an event %s is another', (_, other) => {
  expect(sameEvent(stored, other)).toBe(false)
  expect(sameEvent(other, stored)).toBe(false)
})
