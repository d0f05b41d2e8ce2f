/** Events to append: purchases as an importer makes them, each with an id of its own. */
import { randomUUID } from 'node:crypto'
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import type { NewEvent } from '../../domain/event.js'

export const purchase = (): NewEvent => ({
  id: randomUUID(),
  type: 'PurchaseCompleted',
  data: { total: { amount: 2_933, currency: 'USD' }, units: 2 },
  metadata: {
    occurredAt: '1997-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    actor: 'bench',
    channel: 'web',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    schemaVersion: 1,
  },
})

/** The streams of so many customers of a source. */
export const streamsOf = (source: string, customers: number): readonly string[] =>
  Array.from({ length: customers }, (_, number) => customerStream(customerIdOf(source, String(number))))
