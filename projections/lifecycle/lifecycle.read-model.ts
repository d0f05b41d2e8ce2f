/** The lifecycle: which stage the relationship is in, since when, and which event brought it there (R6). */
import type { CustomerEvent } from '../../domain/customer/customer.events.js'
import type { Stage } from '../../domain/customer/stage.js'
import { dayOf } from '../../domain/event.js'
import { dayNumber, dayOfNumber, type Day, type Instant } from '../../domain/time.js'
import type { HistoryEvent, ReadModel } from '../read-model.js'
import {
  contradictQuietness,
  forgetQuietness,
  noteQuietness,
  type QuietPeriod,
  type RecordedQuietness,
} from './recorded-quietness.js'

/** When a stage begins. The field names the stages and no thresholds: these are our choice, and configuration. */
export interface LifecycleRules {
  readonly version: number
  /** Days with a purchase that make an existing customer. */
  readonly existingFromPurchaseDays: number
  /** Days with a purchase that make a loyal supporter. */
  readonly loyalFromPurchaseDays: number
  /** Days without a purchase after which a customer counts as lost. */
  readonly lostAfterDays: number
}

export const defaultLifecycleRules: LifecycleRules = {
  version: 1,
  existingFromPurchaseDays: 2,
  loyalFromPurchaseDays: 5,
  lostAfterDays: 365,
}

/** The event that caused a change of stage; for a change by quietness, the one that the quiet days are counted from. */
export interface Cause {
  id: string
  type: string
  position: number
}

export interface StageChange {
  stage: Stage
  at: Instant
  reason: string
  cause: Cause
}

export interface LifecycleDocument {
  stage: Stage | null
  /** The latest hundred changes. */
  changes: StageChange[]
  changesInAll: number
  purchaseDays: number
  lastPurchaseDay: Day | null
  /** What quiet days are counted from: the last purchase, or what a person said of the stage since. Null without a purchase. */
  quietSince: { day: Day; cause: Cause } | null
  /** The quiet days before those that are counted now. */
  quietBefore: QuietPeriod | null
  /** What was recorded of quietness and not taken back. The stages follow from the facts alone, recorded or not. */
  recordedQuietness: RecordedQuietness[]
}

type StageWord = Extract<CustomerEvent, { type: 'LifecycleStageChanged' }>

const changesKept = 100
/** Stages that a purchase leads out of, back to the company. */
const gone: readonly (Stage | null)[] = ['lost', 'given up']
/** Stages before the first deal. */
const notYet: readonly (Stage | null)[] = [null, 'potential']

const causeOf = ({ id, type, position }: HistoryEvent): Cause => ({ id, type, position })

const move = (document: LifecycleDocument, stage: Stage, at: Instant, reason: string, cause: Cause): void => {
  if (document.stage === stage) return
  document.stage = stage
  document.changes.push({ stage, at, reason, cause })
  document.changesInAll += 1
  if (document.changes.length > changesKept) document.changes.shift()
}

/** Counts quiet days from a day on; the same day again changes only what they are counted from. */
const countFrom = (document: LifecycleDocument, day: Day, cause: Cause): void => {
  const since = document.quietSince?.day
  if (since !== undefined && day > since) {
    document.quietBefore = { since, until: day }
    contradictQuietness(document.recordedQuietness, document.quietBefore, cause.type)
  }
  document.quietSince = { day, cause }
}

/** The change that quietness brings by a day, if it does. A customer is quiet from the end of a day. */
export const quietChange = (
  { stage, quietSince }: Pick<LifecycleDocument, 'stage' | 'quietSince'>,
  by: Day,
  rules: LifecycleRules,
): StageChange | undefined => {
  if (!quietSince || gone.includes(stage)) return undefined
  const lostOn = dayNumber(quietSince.day) + rules.lostAfterDays + 1
  if (dayNumber(by) < lostOn) return undefined
  return {
    stage: 'lost',
    at: `${dayOfNumber(lostOn)}T00:00:00.000Z`,
    reason: `no purchase for ${rules.lostAfterDays} days (rules version ${rules.version})`,
    cause: quietSince.cause,
  }
}

/**
 * The lifecycle at an instant, with the loss that quietness has brought by then.
 * Only for an instant that is not before the document’s last event.
 */
export const stageAt = (
  document: LifecycleDocument,
  asOf: Instant,
  rules: LifecycleRules,
): { stage: Stage | null; since: Instant | null; changes: StageChange[]; changesInAll: number } => {
  const quiet = quietChange(document, asOf.slice(0, 10), rules)
  const changes = quiet ? [...document.changes, quiet] : document.changes
  return {
    stage: quiet?.stage ?? document.stage,
    since: changes.at(-1)?.at ?? null,
    changes,
    changesInAll: document.changesInAll + (quiet ? 1 : 0),
  }
}

/** The read model by the given rules. */
export const lifecycle = (rules: LifecycleRules): ReadModel<LifecycleDocument> => {
  const deal = (document: LifecycleDocument, event: HistoryEvent): void => {
    if (notYet.includes(document.stage))
      move(document, 'first deal', event.metadata.occurredAt, 'first deal', causeOf(event))
  }

  const quieten = (document: LifecycleDocument, by: Day): void => {
    const quiet = quietChange(document, by, rules)
    if (quiet) move(document, quiet.stage, quiet.at, quiet.reason, quiet.cause)
  }

  const purchase = (document: LifecycleDocument, event: HistoryEvent): void => {
    const day = dayOf(event)
    const at = event.metadata.occurredAt
    const cause = causeOf(event)
    quieten(document, day)
    const isNewDay = document.lastPurchaseDay === null || day > document.lastPurchaseDay
    if (isNewDay) {
      document.purchaseDays += 1
      document.lastPurchaseDay = day
    }
    if (document.quietSince === null || day >= document.quietSince.day) countFrom(document, day, cause)
    if (gone.includes(document.stage)) move(document, 'won back', at, 'bought again', cause)
    else if (notYet.includes(document.stage)) move(document, 'first deal', at, 'first deal', cause)
    else if (isNewDay && document.stage !== 'loyal supporter') {
      const { existingFromPurchaseDays: existing, loyalFromPurchaseDays: loyal } = rules
      if (document.purchaseDays >= loyal) move(document, 'loyal supporter', at, `bought on ${loyal} days`, cause)
      else if (document.purchaseDays >= existing) move(document, 'existing', at, `bought on ${existing} days`, cause)
    }
  }

  const word = (document: LifecycleDocument, event: HistoryEvent<StageWord>): void => {
    const day = dayOf(event)
    const cause = causeOf(event)
    quieten(document, day)
    move(document, event.data.stage, event.metadata.occurredAt, event.data.reason, cause)
    // Whoever says that a quiet customer is still one knows more than the rule does.
    if (document.quietSince && day > document.quietSince.day) countFrom(document, day, cause)
  }

  const interest = (document: LifecycleDocument, event: HistoryEvent): void => {
    if (document.stage === null) move(document, 'potential', event.metadata.occurredAt, 'became known', causeOf(event))
  }

  return {
    name: 'lifecycle',
    version: 3,
    documentOf: 'customer',
    initial: () => ({
      stage: null,
      changes: [],
      changesInAll: 0,
      purchaseDays: 0,
      lastPurchaseDay: null,
      quietSince: null,
      quietBefore: null,
      recordedQuietness: [],
    }),
    evolve: {
      CustomerRegistered: interest,
      LeadCaptured: interest,
      OpportunityOpened: interest,
      LeadConverted: deal,
      OpportunityWon: deal,
      PurchaseCompleted: purchase,
      OrderPlaced: purchase,
      LifecycleStageChanged: word,
      CustomerWentQuiet: (document, event) =>
        noteQuietness(document.recordedQuietness, event, document.quietSince, document.quietBefore),
      CustomerQuietnessCorrected: (document, event) => forgetQuietness(document.recordedQuietness, event),
    },
    // By the day that quiet days are counted from, so that the portfolio at a date can count the quiet ones as lost.
    contributions: ({ stage, quietSince }) =>
      stage === null
        ? []
        : [
            {
              figure: 'stage',
              key: quietSince && !gone.includes(stage) ? dayNumber(quietSince.day) : never,
              add: { [stage]: 1 },
            },
          ],
  }
}

/** Key of those whom no quietness can lose: they never bought, or are lost already. */
export const never = 1_000_000_000
