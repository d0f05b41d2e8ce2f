/** The one way in for writes: load, decide, append at the expected revision; on a conflict, decide again. */
import { randomUUID } from 'node:crypto'
import { canonicalJson } from '../../domain/canonical-json.js'
import {
  checkEvent,
  checkOfCustomer,
  deciderOf,
  definitionOf,
  upcast,
  type LedgerCommand,
  type LedgerEvent,
  type SharedCommand,
  type SharedEvent,
} from '../../domain/catalogue.js'
import { customerOfStream, customerStream, derivedId } from '../../domain/customer/customer-id.js'
import { decideOn, stateOf, type Decider } from '../../domain/decider.js'
import { conflict, DomainError, invalid, notFound } from '../../domain/errors.js'
import type { DomainEvent, EventMetadata, NewEvent, RecordedEvent } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { Clock } from '../clock.js'
import type { EventStore, ExpectedRevision } from '../event-store/event-store.js'
import { BoundedCache } from '../bounded-cache.js'

/** What comes with a request beside its content. */
export interface RequestContext {
  /** The account or program that asks; never a person’s name. */
  readonly actor: string
  readonly channel?: string
  readonly source?: string
  /** When it happened; now, where not given. */
  readonly occurredAt?: Instant
  readonly businessDay?: { readonly date: Day; readonly zone: string }
  readonly correlationId?: string
  /** The same key with the same request for one customer, or for one of the other streams, is carried out once. */
  readonly idempotencyKey?: string
  /** Refuse unless the stream that is written, the customer’s as a rule, is at this revision. */
  readonly expectedRevision?: number
}

/** A fact reported from outside; what it does not say of itself, the request says. */
export interface Fact {
  readonly type: string
  readonly data: object
  readonly occurredAt?: Instant
  readonly channel?: string
  readonly source?: string
  readonly businessDay?: { readonly date: Day; readonly zone: string }
}

/** What was written, and where the log stood then. */
export interface Written {
  readonly customer: string
  /** Revision after the write of the stream that was written: the customer’s, or the one the command is decided on. */
  readonly revision: number
  /** Position of the last event written; absent when nothing had to be. */
  readonly position?: number
  readonly events: readonly { readonly id: string; readonly type: string }[]
  /** The request had been carried out before; this is its answer again. */
  readonly repeated: boolean
}

/** What was written where no one customer is concerned. */
export type SharedWritten = Omit<Written, 'customer'>

/** Whatever a decider decides on, to the runner it is some state. */
type AnyEvent = LedgerEvent | SharedEvent
type AnyCommand = LedgerCommand | SharedCommand
type LedgerDecider = Decider<unknown, AnyCommand, AnyEvent>

const attempts = 5
/** Everybody's commands meet there: those of other processes may be first several times. */
const attemptsWhereShared = 20
/** Clocks differ a little between machines; what lies further ahead is a mistake. */
const toleratedAheadMs = 5 * 60_000

interface CachedState {
  readonly state: unknown
  readonly revision: number
}

export class CommandRunner {
  readonly #states = new BoundedCache<string, CachedState>(10_000)
  /** By stream: done when the commands that came before are. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Carries out a command on a customer.
   * @throws DomainError of the decider; `customer-unknown`, `event-data-invalid`, `idempotency-key-reused`, `revision-differs`, `too-many-conflicts`
   */
  async handle(customer: string, command: LedgerCommand, context: RequestContext): Promise<Written> {
    const decider = deciderOf(command.type) as LedgerDecider
    const { stream } = decider
    const commandId = this.#commandId(context, { customer, command })
    const written =
      stream === undefined
        ? await this.#decide(customerStream(customer), decider, command, commandId, context)
        : await this.#inTurn(stream, async () => {
            await this.#mustBeKnown(decider.customersOf?.(command.data) ?? [customer])
            return this.#decide(stream, decider, command, commandId, context)
          })
    return { customer, ...written }
  }

  /**
   * Carries out a command that is about no one customer, on the stream that its decider names.
   * @throws DomainError of the decider; `event-data-invalid`, `idempotency-key-reused`, `revision-differs`, `too-many-conflicts`
   */
  async handleShared(command: SharedCommand, context: RequestContext): Promise<SharedWritten> {
    const decider = deciderOf(command.type) as LedgerDecider
    const stream = decider.stream!
    const commandId = this.#commandId(context, { command })
    return this.#inTurn(stream, () => this.#decide(stream, decider, command, commandId, context))
  }

  /**
   * Carries out a command about no one customer whose content follows from a request, and takes a while to work out: a
   * request that has been carried out is answered without. Under a key it is the request that must be the same.
   * @throws DomainError as `handleShared`
   */
  async workOutShared<Type extends SharedCommand['type']>(
    type: Type,
    request: object,
    workOut: () => Promise<Extract<SharedCommand, { type: Type }>['data']>,
    context: RequestContext,
  ): Promise<SharedWritten> {
    const decider = deciderOf(type) as LedgerDecider
    const stream = decider.stream!
    const commandId = this.#commandId(context, { type, request })
    const before = await this.#answeredBefore(stream, commandId, context)
    if (before) return before
    const command = { type, data: await workOut() } as AnyCommand
    return this.#inTurn(stream, () => this.#decide(stream, decider, command, commandId, context))
  }

  async #decide(
    stream: string,
    decider: LedgerDecider,
    command: AnyCommand,
    commandId: string,
    context: RequestContext,
  ): Promise<SharedWritten> {
    for (let attempt = 1; ; attempt++) {
      const before = await this.#answeredBefore(stream, commandId, context)
      if (before) return before
      const { state, revision } = await this.#load(stream, decider, command)
      if (revision < 0 && decider.stream === undefined && command.type !== 'RegisterCustomer')
        throw customerUnknown(customerOfStream(stream)!)
      if (context.expectedRevision !== undefined && context.expectedRevision !== revision)
        throw revisionDiffers(context.expectedRevision, revision)
      const decided = decideOn(decider, command, state)
      decided.forEach(checkEvent)
      if (decided.length === 0) return { revision, events: [], repeated: false }
      const events = this.#envelopes(decided, commandId, context)
      try {
        const {
          revision: last,
          position,
          appended,
        } = await this.store.append(stream, events, revision < 0 ? 'none' : revision)
        return { revision: last, position, events: events.map(named), repeated: appended === 0 }
      } catch (error) {
        const most = decider.stream === undefined ? attempts : attemptsWhereShared
        if (attempt === most || !isConflict(error, 'wrong-expected-revision', 'event-id-reused')) throw error
      }
    }
  }

  /**
   * Records facts about one customer, whatever else happened meanwhile.
   * @throws DomainError `customer-unknown`, `event-type-unknown`, `event-not-of-customer`, `event-data-invalid`, `idempotency-key-reused`
   */
  async record(customer: string, facts: readonly Fact[], context: RequestContext): Promise<Written> {
    const [written] = await this.recordMany([{ customer, facts }], context)
    return written!
  }

  /**
   * Records facts about several customers in one durable batch: all or nothing.
   * @throws DomainError as `record`; the facts name the `index` of the customer’s entry
   */
  async recordMany(
    entries: readonly { readonly customer: string; readonly facts: readonly Fact[] }[],
    context: RequestContext,
  ): Promise<readonly Written[]> {
    for (const [index, { facts }] of entries.entries())
      for (const [at, fact] of facts.entries()) {
        try {
          checkEvent(fact)
          checkOfCustomer(fact.type)
        } catch (error) {
          throw error instanceof DomainError
            ? new DomainError(error.kind, error.code, error.message, { ...error.facts, index, fact: at })
            : error
        }
      }
    const commandIds = entries.map((entry) => this.#commandId(context, entry))
    const before = await Promise.all(
      entries.map(async ({ customer }, index) => {
        const answer = await this.#answeredBefore(customerStream(customer), commandIds[index]!, context)
        return answer && { customer, ...answer }
      }),
    )
    if (before.every((answer) => answer !== undefined)) return before
    const expected: ExpectedRevision = context.expectedRevision ?? 'exists'
    const appends = entries.map(({ customer, facts }, index) => ({
      stream: customerStream(customer),
      events: this.#envelopes(facts, commandIds[index]!, context),
      expected,
    }))
    try {
      const answers = await this.store.appendMany(appends)
      return answers.map(({ revision, position, appended }, index) => ({
        customer: entries[index]!.customer,
        revision,
        position,
        events: appends[index]!.events.map(named),
        repeated: appended === 0,
      }))
    } catch (error) {
      if (isConflict(error, 'wrong-expected-revision')) {
        const { index, actual } = error.facts as { index: number; actual: number | 'none' }
        if (actual === 'none') throw customerUnknown(entries[index]!.customer, index)
        throw revisionDiffers(context.expectedRevision!, actual)
      }
      if (isConflict(error, 'event-id-reused') && context.idempotencyKey !== undefined)
        throw keyReused(context.idempotencyKey)
      throw error
    }
  }

  /** Names the request: under one key, whatever would make other events makes another request. */
  #commandId(context: RequestContext, request: unknown): string {
    const { occurredAt, channel, source, businessDay } = context
    const content = { occurredAt, channel, source, businessDay }
    return context.idempotencyKey === undefined
      ? randomUUID()
      : derivedId('command', context.idempotencyKey, canonicalJson([request, content]))
  }

  /** The answer to the same request under the same key, if it was carried out. */
  async #answeredBefore(
    stream: string,
    commandId: string,
    context: RequestContext,
  ): Promise<SharedWritten | undefined> {
    const key = context.idempotencyKey
    if (key === undefined) return undefined
    const first = await this.store.findEvent(stream, eventIdOf(key, 0))
    if (!first) return undefined
    if (first.metadata.causationId !== commandId) throw keyReused(key)
    const events: RecordedEvent[] = []
    for await (const event of this.store.readStream(stream, { from: first.revision })) {
      if (event.metadata.causationId !== commandId) break
      events.push(event)
    }
    const last = events.at(-1)!
    return { revision: last.revision, position: last.position, events: events.map(named), repeated: true }
  }

  /** @throws DomainError `customer-unknown` for the first of them of whom nothing is recorded */
  async #mustBeKnown(customers: readonly string[]): Promise<void> {
    for (const customer of customers) {
      let known = false
      for await (const _ of this.store.readStream(customerStream(customer), { limit: 1 })) known = true
      if (!known) throw customerUnknown(customer)
    }
  }

  /** Commands on a stream that all customers share, one after the other: they would only be in each other's way. */
  #inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(stream) ?? Promise.resolve()).then(work)
    this.#turns.set(
      stream,
      turn.catch(() => undefined),
    )
    return turn
  }

  async #load(stream: string, decider: LedgerDecider, command: AnyCommand): Promise<CachedState> {
    const instance = decider.instanceOf?.(command.data)
    const key = `${stream}\u0000${decider.name}\u0000${instance ?? ''}`
    const cached = this.#states.get(key)
    const tail: RecordedEvent<AnyEvent>[] = []
    for await (const event of this.store.readStream(stream, { from: cached ? cached.revision + 1 : 0 }))
      tail.push(upcast<AnyEvent>(event))
    const from: unknown = cached ? cached.state : decider.initial
    const loaded: CachedState = {
      state: stateOf(decider, instance, tail, from),
      revision: tail.at(-1)?.revision ?? cached?.revision ?? -1,
    }
    this.#states.set(key, loaded)
    return loaded
  }

  #envelopes(facts: readonly (DomainEvent & Partial<Fact>)[], commandId: string, context: RequestContext): NewEvent[] {
    const recordedAt = this.clock()
    const latest = new Date(Date.parse(recordedAt) + toleratedAheadMs).toISOString()
    return facts.map((fact, index) => {
      const occurredAt = fact.occurredAt ?? context.occurredAt ?? recordedAt
      if (occurredAt > latest)
        throw invalid(
          'occurred-in-future',
          `${fact.type} is said to happen at ${occurredAt}, which lies in the future`,
          { index },
        )
      const channel = fact.channel ?? context.channel
      const source = fact.source ?? context.source
      const businessDay = fact.businessDay ?? context.businessDay
      const metadata: EventMetadata = {
        occurredAt,
        recordedAt,
        actor: context.actor,
        ...(channel !== undefined && { channel }),
        ...(source !== undefined && { source }),
        ...(businessDay && { businessDay }),
        correlationId: context.correlationId ?? commandId,
        causationId: commandId,
        schemaVersion: definitionOf(fact.type).version,
      }
      const id = context.idempotencyKey === undefined ? randomUUID() : eventIdOf(context.idempotencyKey, index)
      return { id, type: fact.type, data: fact.data, metadata }
    })
  }
}

const eventIdOf = (idempotencyKey: string, index: number): string => derivedId('event', idempotencyKey, String(index))
const named = ({ id, type }: NewEvent) => ({ id, type })

const isConflict = (error: unknown, ...codes: string[]): error is DomainError =>
  error instanceof DomainError && codes.includes(error.code)

const customerUnknown = (customer: string, index?: number): DomainError =>
  notFound('customer-unknown', `Nothing is recorded of customer ${customer}; register it first`, {
    customer,
    ...(index !== undefined && { index }),
  })

const revisionDiffers = (expected: number, actual: number | 'none'): DomainError =>
  conflict('revision-differs', `The customer’s history is at revision ${actual}, not ${expected}`, { expected, actual })

const keyReused = (key: string): DomainError =>
  conflict('idempotency-key-reused', `Idempotency key "${key}" was used before for a different request`, { key })
