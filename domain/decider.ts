/** The decider: how a command becomes events, and how events become the state that the next command meets. */
import type { DomainEvent } from './event.js'

/** A wish that depends on state. */
export interface Command {
  readonly type: string
  readonly data: object
}

/**
 * One decision maker as an object literal.
 * `decide` throws a DomainError with a stable code when the rules say no; `evolve` returns a new state.
 */
export interface Decider<State, C extends Command, E extends DomainEvent> {
  /** What it decides on; names it in caches and messages. */
  readonly name: string
  /** The one stream that it decides on, whoever the customers are; the customer's own where none is named. */
  readonly stream?: string
  /** The customers whom a command names, all of whom must be known; with a stream of its own only. */
  readonly customersOf?: (data: C['data']) => readonly string[]
  readonly initial: State
  /** Which instance a command or an event is about (an order, a case); absent where a stream holds just one. */
  readonly instanceOf?: (data: C['data'] | E['data']) => string | undefined
  readonly decide: { readonly [T in C['type']]: (command: Extract<C, { type: T }>, state: State) => readonly E[] }
  readonly evolve: { readonly [T in E['type']]?: (state: State, event: Extract<E, { type: T }>) => State }
}

/** A decider whose types no longer matter: what the generic command runner works with. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- erased on purpose: commands are matched to deciders by name
export type AnyDecider = Decider<any, any, any>

/** The state that a history leads to. Events of other instances and types are passed over. */
export const stateOf = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  instance: string | undefined,
  history: Iterable<DomainEvent>,
  from: State = decider.initial,
): State => {
  const evolve = decider.evolve as Record<string, ((state: State, event: DomainEvent) => State) | undefined>
  let state = from
  for (const event of history) {
    const step = evolve[event.type]
    if (step && (!decider.instanceOf || decider.instanceOf(event.data) === instance)) state = step(state, event)
  }
  return state
}

/** The events that a command causes in a given state. */
export const decideOn = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  command: C,
  state: State,
): readonly E[] =>
  (decider.decide as unknown as Record<string, (command: C, state: State) => readonly E[]>)[command.type]!(
    command,
    state,
  )
