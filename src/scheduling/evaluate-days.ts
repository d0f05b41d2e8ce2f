/** Evaluates days: what happens because each of them has begun is appended to the log, day after day, each exactly once. */
import { DomainError, invalid, unavailable } from '../../domain/errors.js'
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { AnyReadModel } from '../../projections/read-model.js'
import type { AnyTimeRule } from '../../projections/time-rule.js'
import type { Clock } from '../clock.js'
import type { Appended, EventStore } from '../event-store/event-store.js'
import { writeBatch } from '../importing/event-batch.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import { foundAsOf, portionAfter, type Found, type Portion } from './portion.js'
import { appendOf } from './rule-events.js'
import { tierChangesBy } from './tier-changes.js'
import { begin, complete, standingOf, type EvaluatedDay, type Standing } from './schedule-log.js'

/** How far the evaluation has come. */
export interface EvaluationProgress {
  readonly day: Day
  readonly days: number
  readonly daysDone: number
  /** Documents looked at for this day. */
  readonly documents: number
  /** Events appended for this day. */
  readonly appended: number
}

/** What an evaluation works on. */
export interface EvaluationSources {
  readonly store: EventStore
  readonly readModels: ReadModelReader
  readonly models: readonly AnyReadModel[]
  /** The definition that the documents must have been folded by. */
  readonly definition: string
  readonly rules: readonly AnyTimeRule[]
  /** What a customer’s tier follows from, beside the model of value in force. */
  readonly lifecycle: Pick<LifecycleRules, 'lostAfterDays'>
  readonly clock: Clock
  /** Resolves when the read models reflect everything that is in the log when it is called. */
  readonly catchUp: (signal: AbortSignal | undefined) => Promise<unknown>
  readonly onProgress?: (progress: EvaluationProgress) => void
  readonly signal?: AbortSignal
  /** Events appended at once. */
  readonly batchSize?: number
  /** Findings kept in memory at once. */
  readonly portionSize?: number
}

/** What an evaluation did. */
export interface Evaluation {
  /** The last day wanted. */
  readonly through: Day
  readonly days: readonly EvaluatedDay[]
  /** False when it was stopped before that day was done. */
  readonly completed: boolean
}

const eventsAtOnce = 500
/** Findings that are kept in memory; where a day has more, the documents are gone through again for those after them. */
const findingsAtOnce = 20_000

const dayBefore = (day: Day): Day => dayOfNumber(dayNumber(day) - 1)

/** The last day that is over. */
export const yesterday = (clock: Clock): Day => dayBefore(clock().slice(0, 10))

/**
 * Evaluates every day that is not done, in order, through a day. Where none was ever evaluated, that day is the first one:
 * what came about before it is told then, once. A day that was left half done is completed: what is recorded stays.
 * @throws DomainError `day-in-future`; `read-models-outdated` while they are folded by other definitions
 */
export const evaluateThrough = async (sources: EvaluationSources, through: Day): Promise<Evaluation> => {
  const { store, clock, signal, onProgress } = sources
  const today = clock().slice(0, 10)
  if (through > today)
    throw invalid('day-in-future', `${through} has not begun yet; the last day that can be evaluated is ${today}`, {
      day: through,
      today,
    })
  const days: EvaluatedDay[] = []
  for (;;) {
    const standing = await standingOf(store)
    if (standing && standing.next > through) return { through, days, completed: true }
    if (signal?.aborted) return { through, days, completed: false }
    if (!standing) {
      await unlessOvertaken(() => begin(store, through, clock()))
      continue
    }
    const left = dayNumber(through) - dayNumber(standing.next) + 1
    const done = await evaluateDay(sources, standing, ({ documents, appended }) =>
      onProgress?.({ day: standing.next, days: days.length + left, daysDone: days.length, documents, appended }),
    )
    if (done) days.push(done)
  }
}

/** Evaluates the day that is next. Answers undefined when it was stopped, or another process has done it meanwhile. */
const evaluateDay = async (
  sources: EvaluationSources,
  standing: Standing,
  report: (counts: { documents: number; appended: number }) => void,
): Promise<EvaluatedDay | undefined> => {
  const { store, readModels, definition, catchUp, clock, signal } = sources
  await catchUp(signal)
  if (signal?.aborted) return undefined
  if ((await readModels.definition()) !== definition)
    throw unavailable(
      'read-models-outdated',
      'The read models are folded by other definitions at present; evaluate again when they were rebuilt',
    )
  const outcome = await applyRules(sources, standing, report)
  if (!outcome) return undefined
  const done = { day: standing.next, ...outcome }
  return (await unlessOvertaken(() => complete(store, standing, done, clock()))) ? done : undefined
}

/** Appends what the rules find in the read models. Answers undefined when it ended early. */
const applyRules = async (
  {
    store,
    readModels,
    models,
    rules,
    lifecycle,
    clock,
    signal,
    batchSize = eventsAtOnce,
    portionSize = findingsAtOnce,
  }: EvaluationSources,
  standing: Standing,
  report: (counts: { documents: number; appended: number }) => void,
): Promise<Pick<EvaluatedDay, 'position' | 'rules'> | undefined> => {
  const day = standing.next
  const counts = { documents: 0, appended: 0 }
  const outcomes: EvaluatedDay['rules'] = []
  let position: number | undefined
  /** Answers false when the day is no longer this evaluation’s to do. */
  const write = async (
    rule: Pick<AnyTimeRule, 'name' | 'version' | 'parameters'>,
    found: readonly Found[],
  ): Promise<boolean> => {
    for (let at = 0; at < found.length; at += batchSize) {
      if (signal?.aborted || (await standingOf(store))?.revision !== standing.revision) return false
      const batch = found
        .slice(at, at + batchSize)
        .map((one, row) => ({ append: appendOf(rule, one, day, one.finding, clock()), row }))
      // What is refused was recorded for this day already, by what was known then: the next day corrects it.
      counts.appended += (await writeBatch(store, batch, () => undefined)).appended
      report(counts)
    }
    return true
  }
  for (const rule of rules) {
    const before = counts.appended
    const model = models.find(({ name }) => name === rule.model)!
    let portion: Portion | undefined
    do {
      portion = await portionAfter(readModels, rule, day, portion?.last, portionSize)
      position ??= portion.position
      counts.documents += portion.documents
      report(counts)
      if (!(await write(rule, portion.found))) return undefined
      let pending: Found[] = []
      for (const customer of portion.moved) {
        if (signal?.aborted) return undefined
        pending.push(...(await foundAsOf(store, model, rule, day, customer, portion.position)))
        if (pending.length < batchSize) continue
        if (!(await write(rule, pending))) return undefined
        pending = []
      }
      if (!(await write(rule, pending))) return undefined
    } while (portion.last !== undefined)
    const { name, version, parameters } = rule
    outcomes.push({ rule: name, version, parameters: { ...parameters }, appended: counts.appended - before })
  }
  const tiers = await tierChangesBy(store, lifecycle, (position ??= await store.head()))
  if (tiers) {
    const before = counts.appended
    let pending: Found[] = []
    for await (const found of tiers.found(day, signal)) {
      counts.documents += 1
      if (pending.push(found) < batchSize) continue
      if (!(await write(tiers.rule, pending))) return undefined
      pending = []
    }
    if (signal?.aborted || !(await write(tiers.rule, pending))) return undefined
    const { name, version, parameters } = tiers.rule
    outcomes.push({ rule: name, version, parameters, appended: counts.appended - before })
  }
  return { position, rules: outcomes }
}

/** Whether it was this process that appended; false when another one was first. */
const unlessOvertaken = async (append: () => Promise<Appended>): Promise<boolean> => {
  try {
    return (await append()).appended > 0
  } catch (error) {
    if (error instanceof DomainError && ['wrong-expected-revision', 'event-id-reused'].includes(error.code))
      return false
    throw error
  }
}
