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
  /** What was done to keep the customer: how often, and the last time. */
  saveActions: number
  lastSaveAction: SaveAction | null
  /** By month (`YYYY-MM`): how often the customer was won, lost and won back. */
  turnover: Record<string, Turnover>
}

/** Something that was done to keep the customer. */
export interface SaveAction {
  readonly day: Day
  readonly action: string
  readonly reason: string
  readonly by: string
}

/** How often a customer began to be one, ceased to be one, and was one again. */
export interface Turnover {
  gained: number
  lost: number
  wonBack: number
}

type StageWord = Extract<CustomerEvent, { type: 'LifecycleStageChanged' }>

const changesKept = 100
/** Stages that a purchase leads out of, back to the company. */
const gone: readonly (Stage | null)[] = ['lost', 'given up']
/** Stages before the first deal. */
const notYet: readonly (Stage | null)[] = [null, 'potential']

/** Whether somebody in this stage is a customer: has made a deal and is neither lost nor given up. */
export const isActive = (stage: Stage | null): boolean => !notYet.includes(stage) && !gone.includes(stage)

const causeOf = ({ id, type, position }: HistoryEvent): Cause => ({ id, type, position })

/** What a change of stage means for the number of customers. */
const turnoverBy = ({ stage, turnover }: LifecycleDocument, next: Stage): keyof Turnover | undefined => {
  if (isActive(stage) === isActive(next)) return undefined
  if (isActive(stage)) return 'lost'
  return Object.keys(turnover).length === 0 ? 'gained' : 'wonBack'
}

const move = (document: LifecycleDocument, day: Day, change: StageChange): void => {
  const { stage } = change
  if (document.stage === stage) return
  const turn = turnoverBy(document, stage)
  if (turn) (document.turnover[day.slice(0, 7)] ??= { gained: 0, lost: 0, wonBack: 0 })[turn] += 1
  document.stage = stage
  document.changes.push(change)
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

export interface StageAt {
  stage: Stage | null
  since: Instant | null
  changes: StageChange[]
  changesInAll: number
  /** How often the customer was lost, or given up, after a deal. */
  losses: number
  /** How often it came back. */
  winBacks: number
}

/**
 * The lifecycle at an instant, with the loss that quietness has brought by then.
 * Only for an instant that is not before the document’s last event.
 */
export const stageAt = (document: LifecycleDocument, asOf: Instant, rules: LifecycleRules): StageAt => {
  const quiet = quietChange(document, asOf.slice(0, 10), rules)
  const changes = quiet ? [...document.changes, quiet] : document.changes
  const sum = (of: (turnover: Turnover) => number): number =>
    Object.values(document.turnover).reduce((sum, turnover) => sum + of(turnover), 0)
  return {
    stage: quiet?.stage ?? document.stage,
    since: changes.at(-1)?.at ?? null,
    changes,
    changesInAll: document.changesInAll + (quiet ? 1 : 0),
    losses: sum(({ lost }) => lost) + (quiet && isActive(document.stage) ? 1 : 0),
    winBacks: sum(({ wonBack }) => wonBack),
  }
}

/** The read model by the given rules. */
export const lifecycle = (rules: LifecycleRules): ReadModel<LifecycleDocument> => {
  const moveBy = (document: LifecycleDocument, event: HistoryEvent, stage: Stage, reason: string): void =>
    move(document, dayOf(event), { stage, at: event.metadata.occurredAt, reason, cause: causeOf(event) })

  const deal = (document: LifecycleDocument, event: HistoryEvent): void => {
    if (notYet.includes(document.stage)) moveBy(document, event, 'first deal', 'first deal')
  }

  const quieten = (document: LifecycleDocument, by: Day): void => {
    const quiet = quietChange(document, by, rules)
    if (quiet) move(document, quiet.at.slice(0, 10), quiet)
  }

  const purchase = (document: LifecycleDocument, event: HistoryEvent): void => {
    const day = dayOf(event)
    const cause = causeOf(event)
    quieten(document, day)
    const isNewDay = document.lastPurchaseDay === null || day > document.lastPurchaseDay
    if (isNewDay) {
      document.purchaseDays += 1
      document.lastPurchaseDay = day
    }
    if (document.quietSince === null || day >= document.quietSince.day) countFrom(document, day, cause)
    if (gone.includes(document.stage)) moveBy(document, event, 'won back', 'bought again')
    else if (notYet.includes(document.stage)) moveBy(document, event, 'first deal', 'first deal')
    else if (isNewDay && document.stage !== 'loyal supporter') {
      const { existingFromPurchaseDays: existing, loyalFromPurchaseDays: loyal } = rules
      if (document.purchaseDays >= loyal) moveBy(document, event, 'loyal supporter', `bought on ${loyal} days`)
      else if (document.purchaseDays >= existing) moveBy(document, event, 'existing', `bought on ${existing} days`)
    }
  }

  const word = (document: LifecycleDocument, event: HistoryEvent<StageWord>): void => {
    const day = dayOf(event)
    const cause = causeOf(event)
    quieten(document, day)
    moveBy(document, event, event.data.stage, event.data.reason)
    // Whoever says that a quiet customer is still one knows more than the rule does.
    if (document.quietSince && day > document.quietSince.day) countFrom(document, day, cause)
  }

  const interest = (document: LifecycleDocument, event: HistoryEvent): void => {
    if (document.stage === null) moveBy(document, event, 'potential', 'became known')
  }

  return {
    name: 'lifecycle',
    version: 5,
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
      saveActions: 0,
      lastSaveAction: null,
      turnover: {},
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
      SaveActionTaken: (document, event) => {
        const { action, reason, by } = event.data
        document.saveActions += 1
        document.lastSaveAction = { day: dayOf(event), action, reason, by }
      },
    },
    // By the day that quiet days are counted from, so that the portfolio at a date can count the quiet ones as lost.
    contributions: ({ stage, quietSince, turnover }) =>
      stage === null
        ? []
        : [
            ...Object.entries(turnover).map(([month, add]) => ({ figure: 'turnover', key: month, add: { ...add } })),
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
