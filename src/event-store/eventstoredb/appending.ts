/**
 * Appending: decided here from complete knowledge of the stream, and made at exactly the revision that was decided on,
 * so that the server refuses it where the knowledge was not complete and recognises it for ever when it comes again.
 */
import type { DomainError } from '../../../domain/errors.js'
import { eventStoreStopped, streamDeleted, type Appended, type StreamAppend } from '../event-store.js'
import type { AppendAnswer } from './append-call.js'
import type { Connection } from './connection.js'
import { decide, prepared, type PreparedAppend } from './deciding.js'
import { reasonOf, storeUnavailable } from './failures.js'
import type { Head } from './head.js'
import { TimedOut, TimeLimit, within } from './patience.js'
import type { Reader } from './reading.js'
import { KnownStream, type StreamKnowledge } from './stream-knowledge.js'
import { Room, Turns } from './turns.js'

/** An append takes a place for so many bytes of it: the largest ones take four, so that only a quarter as many are on their way. */
const bytesPerPlace = 262_144

/** So many streams are read at once: a server has room for about a hundred calls on a connection. */
const concurrentReads = 64

export class Appender {
  readonly #turns = new Turns()
  readonly #room: Room
  readonly #readingRoom = new Room(concurrentReads)
  readonly #running = new Set<Promise<unknown>>()
  #stopped = false

  constructor(
    private readonly connection: Connection,
    private readonly reader: Reader,
    private readonly knowledge: StreamKnowledge,
    private readonly head: Head,
    private readonly timeLimitMs: number,
    concurrentAppends: number,
  ) {
    this.#room = new Room(concurrentAppends)
  }

  append(append: StreamAppend): Promise<Appended> {
    return this.#accept(async () => {
      const one = prepared(append, 0)
      const time = new TimeLimit(this.timeLimitMs)
      return this.#inTurn([one.stream], time, () => this.#writeInRoom(one, time))
    })
  }

  appendMany(appends: readonly StreamAppend[]): Promise<readonly Appended[]> {
    return this.#accept(async () => {
      const all = appends.map(prepared)
      const byStream = byStreamOf(all)
      const time = new TimeLimit(this.timeLimitMs)
      return this.#inTurn([...byStream.keys()], time, async () => {
        if (all.length > 1) await this.#check(all, byStream, time)
        const answers: Appended[] = []
        await inParallel(byStream.values(), async (ofStream, given) => {
          for (const one of ofStream) {
            if (given()) return
            answers[one.index] = await this.#writeInRoom(one, time)
            // A large batch takes its time; it is over when nothing of it is answered any more.
            time.renew()
          }
        })
        return answers
      })
    })
  }

  /** Where an event of the stream stands, if it has it. */
  revisionOf(stream: string, id: string): Promise<number | undefined> {
    return this.#accept(async () => {
      const time = new TimeLimit(this.timeLimitMs)
      return this.#inTurn([stream], time, async () => (await this.#refresh(stream, time)).find(id)?.revision)
    })
  }

  /** An event's position where only its revision is known. */
  async #positionOf(stream: string, revision: number, time: TimeLimit): Promise<number> {
    for await (const [event] of this.reader.stream(stream, { from: revision, limit: 1 }, time)) return event!.position
    throw streamDeleted(stream, null)
  }

  /** Refuses everything from now on, and waits for what was accepted before. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.allSettled(this.#running)
  }

  async #accept<T>(work: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw eventStoreStopped()
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #inTurn<T>(streams: readonly string[], time: TimeLimit, work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.take(streams)
    try {
      if (turn.come) await within(turn.come, time.leftMs).catch(notSent)
      return await work()
    } finally {
      turn.over()
    }
  }

  /** Where there is no room in time, the append is not begun. */
  #writeInRoom(append: PreparedAppend, time: TimeLimit): Promise<Appended> {
    return this.#room.within(
      () => {
        if (time.leftMs === 0) throw notSentInTime(new TimedOut(time.ms))
        return this.#write(append, time)
      },
      Math.ceil(append.size / bytesPerPlace),
    )
  }

  #refresh(stream: string, time: TimeLimit): Promise<KnownStream> {
    return this.#readingRoom.within(() => {
      if (time.leftMs === 0) throw notSentInTime(new TimedOut(time.ms))
      return this.knowledge.refresh(stream, time)
    })
  }

  /** Refuses a batch that would be refused in part, before anything of it is written. */
  async #check(
    all: readonly PreparedAppend[],
    byStream: ReadonlyMap<string, readonly PreparedAppend[]>,
    time: TimeLimit,
  ): Promise<void> {
    const known = new Map<string, KnownStream>()
    const fresh = new Set<string>()
    const refresh = async (stream: string): Promise<void> => {
      known.set(stream, await this.#refresh(stream, time))
      fresh.add(stream)
      time.renew()
    }
    await inParallel(byStream, async ([stream, appends], given) => {
      if (given()) return
      const before = this.knowledge.get(stream)
      if (!before || before.doubtful || appends.some(({ expected }) => expected !== 'any')) await refresh(stream)
      else known.set(stream, before)
    })
    for (;;) {
      const refusal = firstRefused(all, known)
      if (!refusal) return
      const { stream, error } = refusal
      if (fresh.has(stream)) throw await this.#refusal(error, stream, known.get(stream)!, time)
      await refresh(stream)
    }
  }

  async #write(append: PreparedAppend, time: TimeLimit): Promise<Appended> {
    const { stream, expected, twice } = append
    /** Whatever stands no higher in the log was written before this call. */
    const before = this.head.known
    let known = this.knowledge.get(stream)
    if (!known && expected === 'none' && twice === undefined) {
      // A new stream, most likely: that costs no reading.
      known = new KnownStream()
      const answer = await this.#send(append, known, time)
      if (answer !== 'wrong-revision') return this.#wrote(append, known, answer, before)
      known.doubtful = true
    }
    for (let fresh = false; ;) {
      if (!known || known.doubtful) {
        known = await this.#refresh(stream, time)
        fresh = true
      }
      const decision = decide(known, append)
      if (decision.verdict === 'repeated') {
        const { revision, position } = decision.last
        return { revision, position: position ?? (await this.#positionOf(stream, revision, time)), appended: 0 }
      }
      if (decision.verdict === 'refused') {
        if (fresh) throw await this.#refusal(decision.error, stream, known, time)
        known.doubtful = true
        continue
      }
      const answer = await this.#send(append, known, time)
      if (answer !== 'wrong-revision') return this.#wrote(append, known, answer, before)
      known.doubtful = true
      if (time.leftMs === 0) throw notSentInTime(new Error(`others keep writing to ${stream}`))
    }
  }

  /** What is wrong with a stream that is missing may be that it was deleted. */
  async #refusal(error: DomainError, stream: string, known: KnownStream, time: TimeLimit): Promise<DomainError> {
    if (known.revision < 0) await this.reader.refuseDeleted(stream, time)
    return error
  }

  /** Sends an append, again and again where its outcome is not known: the server recognises it at that revision. */
  #send({ stream, outgoing }: PreparedAppend, known: KnownStream, time: TimeLimit): Promise<AppendAnswer> {
    const { revision } = known
    return this.connection.persist(
      `appending to ${stream}`,
      time,
      ({ appends }) => appends.append(stream, outgoing, revision),
      (error) => {
        known.doubtful = true
        this.knowledge.keep(stream, known)
        this.connection.log({ event: 'outcome-unknown', stream })
        return storeUnavailable(
          'Whether the events were written is not known; appending the same events again is safe, and tells',
          error,
          { stream, outcome: 'unknown' },
        )
      },
    )
  }

  #wrote(
    { stream, outgoing }: PreparedAppend,
    known: KnownStream,
    { revision, position }: Exclude<AppendAnswer, string>,
    before: number,
  ): Appended {
    const first = revision - outgoing.length + 1
    // A deleted stream is taken for a new one, until it goes on where it was.
    if (first !== known.revision + 1) {
      this.knowledge.forget(stream)
      throw streamDeleted(stream, first)
    }
    const isNew = position > before
    // What the server recognised may have been recorded at another time than this.
    if (isNew) known.wrote(outgoing, position)
    else known.doubtful = true
    this.knowledge.keep(stream, known)
    this.head.notice(position)
    return { revision, position, appended: isNew ? outgoing.length : 0 }
  }
}

/** The first append that would be refused if all were made in order. */
const firstRefused = (
  all: readonly PreparedAppend[],
  known: ReadonlyMap<string, KnownStream>,
): { readonly stream: string; readonly error: DomainError } | undefined => {
  const drafts = new Map<string, KnownStream>()
  for (const append of all) {
    const { stream, outgoing } = append
    const draft = drafts.get(stream) ?? known.get(stream)!.draft()
    drafts.set(stream, draft)
    const decision = decide(draft, append)
    if (decision.verdict === 'refused') return { stream, error: decision.error }
    if (decision.verdict === 'write') draft.wrote(outgoing)
  }
  return undefined
}

const byStreamOf = (all: readonly PreparedAppend[]): Map<string, PreparedAppend[]> => {
  const byStream = new Map<string, PreparedAppend[]>()
  for (const append of all) {
    const before = byStream.get(append.stream)
    if (before) before.push(append)
    else byStream.set(append.stream, [append])
  }
  return byStream
}

/** Does the work for all of them; where one fails, the others can notice it, and the first failure is thrown once all have ended. */
const inParallel = async <T>(
  items: Iterable<T>,
  work: (item: T, given: () => boolean) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = []
  await Promise.all(
    Array.from(items, (item) =>
      work(item, () => failures.length > 0).catch((error: unknown) => {
        failures.push(error)
      }),
    ),
  )
  if (failures.length > 0) throw failures[0]
}

const notSentInTime = (error: unknown): DomainError =>
  storeUnavailable('Nothing was written; append again later', error, { outcome: 'not-written' })

const notSent = (error: unknown): never => {
  if (error instanceof TimedOut) throw notSentInTime(new Error(`${reasonOf(error)}, as others wait for it, too`))
  throw error
}
