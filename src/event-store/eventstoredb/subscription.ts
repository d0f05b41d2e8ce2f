/**
 * Subscriptions: catching up, then live, for as long as somebody listens. One that breaks or falls silent begins again
 * after the last position that was handled.
 */
import { setImmediate as otherWork } from 'node:timers/promises'
import { START, type AllStreamResolvedEvent, type Position } from '@eventstore/db-client'
import { DomainError } from '../../../domain/errors.js'
import type { RecordedEvent } from '../../../domain/event.js'
import type { EventBatch, EventFilter, SubscribeOptions } from '../event-store.js'
import { Arrivals, heldEvents } from './arrivals.js'
import type { Connection, Link } from './connection.js'
import { Interrupted } from './failures.js'
import { leavesOut, matches, serverFilter } from './filtering.js'
import type { Head } from './head.js'
import { attemptMsOf, TimedOut } from './patience.js'
import { placeOf, positionOf } from './positions.js'
import type { Reader } from './reading.js'
import { isSystemEvent, recordedEvent } from './stored-event.js'

/** Characters of a batch at most, unless one event alone has more. */
const batchCharacters = 4_000_000
/** How long a batch waits for what is on its way, while catching up. */
const growingMs = 10
/** How long a live filter may let nothing pass before somebody looks what it left out: where something was written, and else. */
const quietMs = { behind: 50, idle: 1_000 }
/** So many events are looked at then. */
const lookedAtOnce = 1_000

/** A position that is reached when so many events were taken. */
interface Mark {
  readonly taken: number
  readonly position: number
  /** Everything that was there when the subscription began has been delivered. */
  readonly live: boolean
}

/** One subscription of the client, how far it has come, and since when it is quiet. */
interface Course {
  readonly arrivals: Arrivals<AllStreamResolvedEvent>
  readonly marks: Mark[]
  live: boolean
  quietSince: number
  readonly end: () => void
}

export class Subscriber {
  constructor(
    private readonly connection: Connection,
    private readonly reader: Reader,
    private readonly head: Head,
  ) {}

  async *subscribe({
    after = 0,
    filter = {},
    batchSize = 1_000,
    signal,
  }: SubscribeOptions = {}): AsyncGenerator<EventBatch> {
    const ending = new AbortController()
    const end = (): void => ending.abort()
    const signals = [this.connection.stopping, ...(signal ? [signal] : [])]
    for (const one of signals) one.addEventListener('abort', end)
    if (signals.some(({ aborted }) => aborted)) end()
    try {
      yield* this.#follow(after, filter, batchSize, ending.signal)
    } finally {
      for (const one of signals) one.removeEventListener('abort', end)
    }
  }

  async *#follow(
    after: number,
    filter: EventFilter,
    batchSize: number,
    ending: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    let position = after
    let begun = false
    const over = (): boolean => ending.aborted
    for (let attempt = 1; !over(); attempt++) {
      const { link } = this.connection
      let course: Course | undefined
      try {
        const head = await orEnding(this.head.read(), ending)
        if (head === undefined) return
        course = this.#begin(link, position, head, filter, ending)
        if (begun) this.connection.log({ event: 'resubscribed', position })
        begun = true
        for (;;) {
          const batch = await this.#next(course, position, filter, batchSize, ending)
          if (!batch) return
          this.connection.answered(link)
          attempt = 1
          position = batch.position
          yield batch
          await otherWork()
        }
      } catch (error) {
        if (over()) return
        // A read that was given up has waited already.
        if (error instanceof DomainError && error.code === 'event-store-unavailable') continue
        await this.connection.again('subscription', link, error, attempt, { signal: ending })
      } finally {
        course?.end()
      }
    }
  }

  #begin(link: Link, position: number, head: number, filter: EventFilter, ending: AbortSignal): Course {
    const marks: Mark[] = []
    const mark = (position: number, live: boolean): void => {
      marks.push({ taken: arrivals.come, position, live })
      arrivals.nudge()
    }
    // Comes when the message does, before the events ahead of it were taken; what it throws would stall everything.
    const checkpointReached = (_: unknown, place: Position): void => {
      try {
        mark(positionOf(place), false)
      } catch (error) {
        arrivals.fail(error as Error)
      }
    }
    const subscription = link.client.subscribeToAll(
      {
        requiresLeader: true,
        fromPosition: position > 0 ? placeOf(position) : START,
        filter: serverFilter(filter, checkpointReached),
      },
      { highWaterMark: heldEvents },
    )
    const arrivals = new Arrivals<AllStreamResolvedEvent>(subscription)
    // It has passed at least what was there before it began.
    subscription.on('caughtUp', () => mark(head, true))
    const wake = (): void => arrivals.nudge()
    const unnoticed = this.head.onNotice(wake)
    ending.addEventListener('abort', wake)
    return {
      arrivals,
      marks,
      live: false,
      quietSince: performance.now(),
      end: () => {
        unnoticed()
        ending.removeEventListener('abort', wake)
        subscription.unsubscribe().catch(() => undefined)
      },
    }
  }

  /** What is there already, as soon as anything is; undefined when it is ending. */
  async #next(
    course: Course,
    after: number,
    filter: EventFilter,
    batchSize: number,
    ending: AbortSignal,
  ): Promise<EventBatch | undefined> {
    const { arrivals } = course
    const events: RecordedEvent[] = []
    let position = after
    let characters = 0
    /** Another look was taken, and nothing more was there. */
    let looked = false
    /** More is on its way while catching up: so long a batch may grow. */
    let growing: number | undefined
    while (!ending.aborted) {
      const resolved = arrivals.take()
      if (resolved?.event) {
        const at = positionOf(resolved.event.position)
        if (at > position) {
          position = at
          const event = isSystemEvent(resolved) ? undefined : recordedEvent(resolved)
          if (event) this.head.notice(at)
          if (event && matches(filter, event)) {
            events.push(event)
            characters += charactersOf(event.data)
          }
        }
        looked = false
      }
      position = Math.max(position, reached(course))
      if (events.length >= batchSize || characters >= batchCharacters) break
      if (resolved) continue
      if (position === after) position = await this.#quiet(course, after, filter, ending)
      else if (!looked) {
        looked = true
        await otherWork()
      } else {
        growing ??= performance.now() + growingMs
        const leftMs = growing - performance.now()
        if (course.live || leftMs <= 0 || !(await arrivals.within(leftMs))) break
        looked = false
      }
    }
    if (ending.aborted) return undefined
    course.quietSince = performance.now()
    const head = !course.live && position >= this.head.known ? await this.head.read() : this.head.known
    return { events, position, head: Math.max(head, position) }
  }

  /**
   * Waits for something to happen. A filter that lets nothing pass says so only now and then: after a while its place is
   * taken up to where nothing was for it. A subscription that does not deliver what is there has fallen silent.
   */
  async #quiet(course: Course, position: number, filter: EventFilter, ending: AbortSignal): Promise<number> {
    const { arrivals, quietSince, live } = course
    const silentMs = attemptMsOf(this.reader.timeLimitMs)
    const patienceMs =
      live && leavesOut(filter) ? (this.head.known > position ? quietMs.behind : quietMs.idle) : silentMs
    const quiet = performance.now() - quietSince
    try {
      if (!(await arrivals.more(Math.max(1, patienceMs - quiet)))) throw new Interrupted('the subscription ended')
      return position
    } catch (error) {
      if (!(error instanceof TimedOut) || ending.aborted) throw error
    }
    const head = await orEnding(this.head.read(), ending)
    if (head === undefined) return position
    if (head <= position) {
      course.live = true
      course.quietSince = performance.now()
      return position
    }
    const passed = await this.#leftOut(position, head, filter, ending)
    if (passed === position && performance.now() - quietSince >= silentMs && arrivals.come === arrivals.taken)
      throw new TimedOut(silentMs)
    return passed
  }

  /** How far nothing is for the filter. */
  async #leftOut(after: number, head: number, filter: EventFilter, ending: AbortSignal): Promise<number> {
    let passed = after
    let looked = 0
    for await (const chunk of this.reader.after(after))
      for (const resolved of chunk) {
        if (!isSystemEvent(resolved) && matches(filter, recordedEvent(resolved))) return passed
        passed = positionOf(resolved.event!.position)
        looked += 1
        if (passed >= head || looked >= lookedAtOnce || ending.aborted) return passed
      }
    return passed
  }
}

/** The highest position that is reached by now. */
const reached = (course: Course): number => {
  const { marks, arrivals } = course
  let highest = 0
  while (marks.length > 0 && marks[0]!.taken <= arrivals.taken) {
    const { position, live } = marks.shift()!
    highest = Math.max(highest, position)
    course.live ||= live
  }
  return highest
}

/** What the promise becomes, or undefined as soon as the signal is given. */
const orEnding = <T>(promise: Promise<T>, ending: AbortSignal): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const end = (): void => resolve(undefined)
    ending.addEventListener('abort', end, { once: true })
    if (ending.aborted) end()
    promise.then(resolve, reject).finally(() => ending.removeEventListener('abort', end))
  })

/** About how large a value is. */
const charactersOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 8
  let sum = 2
  for (const [name, part] of Object.entries(value)) sum += name.length + charactersOf(part)
  return sum
}
