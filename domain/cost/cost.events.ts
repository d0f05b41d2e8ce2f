/** Events of costs that are shared out among customers. They are about no one customer and stand in one stream of their own. */
import { Type } from 'typebox'
import { event, type EventOf } from '../event.js'
import { Count, Label, Reference, Staff } from '../fields.js'
import { Price } from '../money.js'
import { DayField } from '../time.js'

/** The stream in which costs wait to be shared out. */
export const costPoolsStream = 'cost-pools'

/** What a cost can be shared out by. */
export const costKeys = ['touchpoint', 'case minute', 'order'] as const
export type CostKey = (typeof costKeys)[number]

export const costEvents = {
  CostPoolRecorded: event({
    means: 'A cost came about in a period, of winning or of serving customers together.',
    touchpoint: false,
    reportable: false,
    data: {
      pool: Reference,
      from: DayField,
      /** The last day of the period. */
      until: DayField,
      cost: Price,
      /** What it is shared out by. */
      key: Type.Enum([...costKeys]),
      purpose: Type.Enum(['win', 'serve']),
      reason: Type.Optional(Label),
      by: Type.Optional(Staff),
    },
  }),
  CostAllocationBegun: event({
    means: 'The cost is being shared out by what the log held up to a position, and by nothing later.',
    touchpoint: false,
    reportable: false,
    data: { pool: Reference, position: Count },
  }),
  CostPoolAllocated: event({
    means: 'The whole cost was allocated to customers.',
    touchpoint: false,
    reportable: false,
    data: {
      pool: Reference,
      /** Those to whom a part of it was allocated. */
      customers: Count,
      /** What it was shared out by, of all customers: touchpoints, whole case minutes, orders. */
      units: Count,
    },
  }),
  CostPoolWithdrawn: event({
    means: 'The cost was recorded wrongly: it is not shared out any more, and what was allocated of it is taken back.',
    touchpoint: false,
    reportable: false,
    data: { pool: Reference, reason: Label, by: Type.Optional(Staff) },
  }),
  CostPoolReversed: event({
    means: 'All parts of a withdrawn cost that had been allocated were taken back.',
    touchpoint: false,
    reportable: false,
    data: {
      pool: Reference,
      /** Parts that were taken back. */
      parts: Count,
    },
  }),
}
export type CostEvent = EventOf<typeof costEvents>
