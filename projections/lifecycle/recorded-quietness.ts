/** Quietness as it was recorded, kept beside the lifecycle that follows from the facts; and what contradicts it. */
import type { CustomerEvent } from '../../domain/customer/customer.events.js'
import type { Day } from '../../domain/time.js'
import type { HistoryEvent } from '../read-model.js'

/** A recorded event that says the customer went quiet, and was not taken back. */
export interface RecordedQuietness {
  /** The event’s id. */
  event: string
  quietSince: Day
  wentQuietOn: Day
  /** Why it is wrong by what is known now; null where it is right. */
  contradiction: string | null
}

type WentQuiet = HistoryEvent<Extract<CustomerEvent, { type: 'CustomerWentQuiet' }>>
type Corrected = HistoryEvent<Extract<CustomerEvent, { type: 'CustomerQuietnessCorrected' }>>

/** The latest ones; what was recorded earlier stays history. */
const recordsKept = 100

/** Where quiet days were counted from, and the day from which they are counted anew. */
export interface QuietPeriod {
  since: Day
  until: Day
}

const activeOn = (day: Day, type: string): string => `active on ${day} (${type}), as is known now`

/** Notes what was recorded; `period` is the one that quiet days are counted in now, `before` the one that ended last. */
export const noteQuietness = (
  records: RecordedQuietness[],
  { id, data: { quietSince, wentQuietOn } }: WentQuiet,
  period: { readonly day: Day; readonly cause: { readonly type: string } } | null,
  before: QuietPeriod | null,
): void => {
  // Something of that very instant may stand before it in the log, and then has ended the period already.
  const isRight =
    period?.day === quietSince || (before !== null && before.since === quietSince && before.until >= wentQuietOn)
  const contradiction = isRight
    ? null
    : period
      ? activeOn(period.day, period.cause.type)
      : 'without a purchase, as is known now'
  records.push({ event: id, quietSince, wentQuietOn, contradiction })
  if (records.length > recordsKept) records.shift()
}

/** Forgets what was taken back. */
export const forgetQuietness = (records: RecordedQuietness[], { data: { corrects } }: Corrected): void => {
  const index = records.findIndex(({ event }) => event === corrects)
  if (index >= 0) records.splice(index, 1)
}

/** A quiet period has ended: whatever was recorded of it for a later day is wrong. */
export const contradictQuietness = (
  records: RecordedQuietness[],
  { since, until }: QuietPeriod,
  type: string,
): void => {
  for (const record of records)
    if (record.quietSince === since && until < record.wentQuietOn) record.contradiction ??= activeOn(until, type)
}
