/**
 * Whether and when there was contact with a customer, and what it bought: what a score needs beside the stored documents.
 * Folded when it is asked for, never stored; grows with the days of contact.
 */
import { touchpointTypes } from '../../domain/catalogue.js'
import { dayOf } from '../../domain/event.js'
import type { Day } from '../../domain/time.js'
import type { HistoryEvent, ReadModel } from '../read-model.js'

export interface ContactDocument {
  lastDay: Day | null
  /** Touchpoints by business day. */
  days: Record<Day, number>
  /** Products that were bought or ordered, each with 1. */
  products: Record<string, 1>
}

const note = (document: ContactDocument, event: HistoryEvent): void => {
  const day = dayOf(event)
  document.days[day] = (document.days[day] ?? 0) + 1
  if (document.lastDay === null || day > document.lastDay) document.lastDay = day
  if (event.type === 'PurchaseCompleted' || event.type === 'OrderPlaced')
    for (const { product } of event.data.lines ?? []) document.products[`=${product}`] = 1
}

export const contact: ReadModel<ContactDocument> = {
  name: 'contact',
  version: 1,
  documentOf: 'customer',
  initial: () => ({ lastDay: null, days: {}, products: {} }),
  evolve: Object.fromEntries(touchpointTypes.map((type) => [type, note])),
}
