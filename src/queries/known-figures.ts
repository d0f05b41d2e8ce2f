/**
 * Figures of all customers in memory, from which those of any day are added up: of the present kept up to date by reading what
 * is new, else read for the question.
 */
import type { OnModuleDestroy } from '@nestjs/common'
import { customerOfStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import { dayNumber, type Instant } from '../../domain/time.js'
import { identitiesStream } from '../../domain/identity/identity.events.js'
import { contractVersions, type ContractVersionsDocument } from '../../projections/contracts/contract-versions.js'
import { ValueColumns } from '../../projections/columns/value-columns.js'
import { valueLines, type ValueLinesDocument } from '../../projections/columns/value-lines.js'
import type { Identities } from '../../projections/identities.js'
import { DailySums } from '../../projections/portfolio/daily-sums.js'
import {
  addDays,
  ContributingModels,
  contributionsByDay,
  type DayOfContributions,
} from '../../projections/portfolio/history-by-day.js'
import type { AnyReadModel, Contribution } from '../../projections/read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { placeOf, type FiguresFile, type PlacedEvent } from './figures-file.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import {
  foldedStreams,
  historyOf,
  readStoredHistory,
  storedHistories,
  type StoredHistory,
} from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import { belongsTo } from './point-in-time.js'

/** What is known of the value of all customers, and the log position up to which it reflects the log. */
export interface KnownColumns {
  readonly columns: ValueColumns
  readonly position: number
}

/** The same with the sums of all contributions, but for the amounts that are in the columns. */
export interface KnownSums extends KnownColumns {
  readonly sums: DailySums
}

interface Reading extends KnownColumns {
  /** The last event of a customer in it. */
  readonly last?: PlacedEvent
  readonly identities: Identities
  /** From when on somebody has asked for them. */
  readonly sums?: DailySums
}

const setIn = (columns: ValueColumns, stored: StoredHistory): void => {
  const { documents } = foldCustomer([valueLines, contractVersions], stored)
  const bodyOf = ({ name }: AnyReadModel): object | undefined => documents.find(({ model }) => model === name)?.body
  columns.set(
    stored.customer,
    (bodyOf(valueLines) as ValueLinesDocument | undefined) ?? valueLines.initial(stored.customer),
    (bodyOf(contractVersions) as ContractVersionsDocument | undefined)?.versions,
  )
}

/** What is to be known. */
export interface WantedColumns {
  /** Of the log up to here. */
  readonly position: number
  /** Of what had been recorded by then. */
  readonly knownAt?: Instant
  /** Who is the same as whom as it was at an earlier position. */
  readonly identitiesAt?: number
}

/** Reads the whole log; `look` sees every history on the way. */
export const readValueColumns = async (
  store: EventStore,
  { position, knownAt, identitiesAt = position }: WantedColumns,
  look: (known: StoredHistory) => void = () => undefined,
): Promise<Reading> => {
  const at = knownAt === undefined ? {} : { knownAt }
  const identities = await readIdentities(store, identitiesAt, (event) => belongsTo(at, event))
  const columns = new ValueColumns()
  let last: PlacedEvent | undefined
  for await (const { customer, events } of storedHistories(store, identities, position)) {
    last = later(last, events.at(-1))
    const known = { customer, events: events.filter((event) => belongsTo(at, event)) }
    if (known.events.length > 0) setIn(columns, known)
    look(known)
  }
  return { columns, identities, position, ...(last && { last }) }
}

/** The later one in the log; no more than where it stands is held. */
const later = (one: PlacedEvent | undefined, other: RecordedEvent | undefined): PlacedEvent | undefined =>
  !other || (one && one.position > other.position) ? one : placeOf(other)

/** What is new in the log since a reading. */
interface News {
  /** Whose histories it changes. */
  readonly customers: ReadonlySet<string>
  /** Whether it says who is the same as whom. */
  readonly ofIdentities: boolean
  readonly last?: PlacedEvent
}

/** Does one thing after the other, whatever becomes of each. */
class Turns {
  #work: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }
}

/** Where what is known is kept from one process to the next. */
export interface KeptFigures {
  readonly file: FiguresFile
  /** Of the read models that contribute to the sums. */
  readonly definition: string
  /** Fewer events than that are read faster than the file: it is not written for them. */
  readonly leastEvents?: number
}

/** Of how the columns and the sums are laid out. */
const imageFormat = 1
const usualLeastEvents = 20_000

export class KnownFigures implements OnModuleDestroy {
  readonly #contributing: ContributingModels
  #present: Reading | undefined
  /** As it was known at an instant: that of the latest question about one. */
  #then: (KnownColumns & { readonly knownAt: Instant }) | undefined
  /** Questions come one after the other, each in one state of the log; those about what was known wait for none of the present. */
  readonly #turns = new Turns()
  readonly #thenTurns = new Turns()
  #hasLooked = false
  /** What another process would have to read again. */
  #unkept = 0

  /** `models`: those that contribute to the sums. */
  constructor(
    private readonly store: EventStore,
    models: readonly AnyReadModel[],
    private readonly kept?: KeptFigures,
  ) {
    this.#contributing = new ContributingModels(models)
  }

  /** Keeps for the next process what came to be known since the whole log was read, where that was much and the log is there. */
  async onModuleDestroy(): Promise<void> {
    await this.#turns.take(() => this.#keep()).catch(() => undefined)
  }

  /** Looks at the columns after everything that is in the log when this is asked; they stay as they are until `look` returns. */
  now<T>(look: (known: KnownColumns) => T): Promise<T> {
    return this.#turns.take(async () => look(await this.#upToDate()))
  }

  /** The same with the sums. */
  nowWithSums<T>(look: (known: KnownSums) => T): Promise<T> {
    return this.#turns.take(async () => {
      await this.#lookAtKept()
      if (!this.#present?.sums) {
        this.#present = await this.#readWithSums()
        await this.#keep()
      }
      const { sums, ...known } = await this.#upToDate()
      return look({ ...known, sums: sums! })
    })
  }

  /** Of what had been recorded by then: read once for questions about one instant, as long as nothing more was recorded by then. */
  asKnownAt<T>(knownAt: Instant, look: (known: KnownColumns) => T): Promise<T> {
    return this.#thenTurns.take(async () => {
      const head = await this.store.head()
      const then = this.#then
      this.#then = undefined
      const known =
        then?.knownAt === knownAt && !(await this.#isRecorded(knownAt, then, head))
          ? { ...then, position: head }
          : { knownAt, ...(await readValueColumns(this.store, { position: head, knownAt })) }
      this.#then = known
      return look(known)
    })
  }

  /** Whether anything that came since a reading had been recorded by an instant. */
  async #isRecorded(by: Instant, { position }: KnownColumns, head: number): Promise<boolean> {
    for await (const { metadata } of this.store.readAll({ after: position, until: head, filter: foldedStreams }))
      if (metadata.recordedAt <= by) return true
    return false
  }

  async #upToDate(): Promise<Reading> {
    await this.#lookAtKept()
    const head = await this.store.head()
    const known = this.#present
    if (!known) {
      this.#unkept = head
      this.#present = await readValueColumns(this.store, { position: head })
      await this.#keep()
      return this.#present
    }
    if (known.position === head) return known
    this.#unkept += head - known.position
    // Where this fails half way, everything is read again.
    this.#present = undefined
    const news = await this.#newsSince(known, head)
    if (known.sums) await this.#takeBack(known, known.sums, news)
    const { columns, identities, sums } = known
    for (const customer of news.customers) {
      const survivor = identities.survivorOf(customer)
      if (survivor !== customer) columns.set(customer, valueLines.initial(customer))
    }
    for (const survivor of survivorsOf(news, identities)) {
      const stored = await readStoredHistory(this.store, identities, survivor, head)
      setIn(columns, stored)
      if (sums) addDays(sums, this.#daysOf(stored), 1)
    }
    return (this.#present = { ...known, position: head, ...(news.last && { last: news.last }) })
  }

  /** Takes in who is the same as whom by now. */
  async #newsSince({ identities, position }: Reading, head: number): Promise<News> {
    const customers = new Set<string>()
    let ofIdentities = false
    let last: PlacedEvent | undefined
    for await (const event of this.store.readAll({ after: position, until: head, filter: foldedStreams })) {
      last = later(last, event)
      if (event.stream === identitiesStream) {
        ofIdentities = true
        for (const customer of identities.take(event)) customers.add(customer)
      }
      const owner = customerOfStream(event.stream)
      if (owner !== undefined) customers.add(owner)
    }
    return { customers, ofIdentities, ...(last && { last }) }
  }

  /** Takes out of the sums what those who changed had added until then. */
  async #takeBack({ position, identities }: Reading, sums: DailySums, news: News): Promise<void> {
    const then = news.ofIdentities ? await readIdentities(this.store, position) : identities
    for (const survivor of survivorsOf(news, then))
      addDays(sums, this.#daysOf(await readStoredHistory(this.store, then, survivor, position)), -1)
  }

  async #readWithSums(): Promise<Reading> {
    const sums = new DailySums()
    const position = await this.store.head()
    this.#unkept = position
    const known = await readValueColumns(this.store, { position }, (stored) => addDays(sums, this.#daysOf(stored), 1))
    return { ...known, sums }
  }

  /** Takes over what an earlier process kept of this log, unless most of it would have to be read again. */
  async #lookAtKept(): Promise<void> {
    if (this.#hasLooked || !this.kept) return
    this.#hasLooked = true
    const image = await this.kept.file.read()
    if (image?.definition !== this.#definition(this.kept)) return
    const { last, columns, sums } = image
    const { position } = last
    const head = await this.store.head()
    if (head - position > head / 4 || !(await this.#has(last))) return
    this.#present = {
      columns: new ValueColumns(columns),
      identities: await readIdentities(this.store, position),
      position,
      last,
      ...(sums && { sums: new DailySums(sums) }),
    }
  }

  async #has(event: PlacedEvent): Promise<boolean> {
    const found = await this.store.findEvent(event.stream, event.id)
    return found?.position === event.position && found.metadata.recordedAt === event.recordedAt
  }

  async #keep(): Promise<void> {
    const { kept } = this
    const known = this.#present
    if (!kept || !known || this.#unkept < Math.max(kept.leastEvents ?? usualLeastEvents, known.position / 20)) return
    const { columns, sums } = known
    const last = await this.#lastOf(known)
    if (!last) return
    const definition = this.#definition(kept)
    const image = { definition, last, columns: columns.image(), ...(sums && { sums: sums.image() }) }
    if (await kept.file.write(image)) this.#unkept = 0
  }

  #definition({ definition }: KeptFigures): string {
    return JSON.stringify([imageFormat, definition, ...[valueLines, contractVersions].map(({ version }) => version)])
  }

  /** The last event that a reading reflects, of a customer or of who is the same as whom; undefined where that is not known. */
  async #lastOf({ last, position }: Reading): Promise<PlacedEvent | undefined> {
    for await (const event of this.store.readStream(identitiesStream, { backwards: true, limit: 1 }))
      return event.position > position ? undefined : later(last, event)
    return last
  }

  #daysOf(stored: StoredHistory): readonly DayOfContributions[] {
    try {
      return contributionsByDay(this.#contributing, stored.customer, historyOf(stored))
    } catch {
      return this.#daysOfParked(stored)
    }
  }

  /** Of one whose history no fold can take whole: what they could have taken on each day is not what came before that day. */
  #daysOfParked({ customer, events }: StoredHistory): readonly DayOfContributions[] {
    const { models } = this.#contributing
    const contributionsOf = new Map(models.map(({ name, contributions }) => [name, contributions!]))
    let before: readonly Contribution[] = []
    return [...new Set(events.map(({ metadata }) => metadata.occurredAt.slice(0, 10)))].sort().map((day) => {
      const then = events.filter((event) => belongsTo({ asOf: `${day}T23:59:59.999Z` }, event))
      const { documents } = foldCustomer(models, { customer, events: then })
      const after = documents.flatMap(({ model, body }) => contributionsOf.get(model)!(body))
      const changed = { day: dayNumber(day), before, after }
      before = after
      return changed
    })
  }
}

const survivorsOf = ({ customers }: News, identities: Identities): ReadonlySet<string> =>
  new Set([...customers].map((customer) => identities.survivorOf(customer)))
