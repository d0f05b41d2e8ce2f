/** What holds of every decider, whatever is asked of it and in whatever order its events are recorded. */
import fc from 'fast-check'
import { checkEvent } from '../domain/catalogue.js'
import { decideOn, stateOf, type Command, type Decider } from '../domain/decider.js'
import { DomainError } from '../domain/errors.js'
import type { DomainEvent } from '../domain/event.js'

/** What a command of each type may carry. */
export type CommandData<C extends Command> = {
  readonly [T in C['type']]: fc.Arbitrary<Extract<C, { type: T }>['data']>
}

/** Few names, so that commands meet each other's instances. */
export const anyName = fc.constantFrom('A', 'B')
export const anyLabel = fc.constantFrom('', 'one', 'another')
export const anyPrice = fc.record({
  amount: fc.oneof(
    { weight: 9, arbitrary: fc.nat(300) },
    { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) },
  ),
  currency: fc.constantFrom('USD', 'JPY'),
})

/** Random optional fields: `someOf({ order }, { note })` requires the first, and may leave out the second. */
export const someOf = <R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<R & Partial<O>> =>
  fc
    .tuple(fc.record<R>(required), fc.record<O, never>(optional, { requiredKeys: [] }))
    .map(([always, sometimes]) => ({ ...always, ...sometimes }) as R & Partial<O>)

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen)
    Object.freeze(value)
  }
  return value
}

/** The events of a command, checked; none where it is refused. */
const carriedOut = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  command: C,
  state: State,
): readonly E[] => {
  let events: readonly E[]
  try {
    events = decideOn(decider, command, state)
  } catch (error) {
    if (error instanceof DomainError) return []
    throw error
  }
  events.forEach(checkEvent)
  return frozen(events)
}

const instanceIn = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  data: C['data'] | E['data'],
): string | undefined => decider.instanceOf?.(data)

/** Checks the laws of a decider on random sequences of its commands. */
export const obeysTheLaws = <State, C extends Command, E extends DomainEvent>(
  decider: Decider<State, C, E>,
  data: CommandData<C>,
): void => {
  const anyCommand = fc.oneof(
    ...Object.entries<fc.Arbitrary<object>>(data).map(([type, anyData]) =>
      anyData.map((data) => frozen({ type, data }) as C),
    ),
  )
  let accepted = 0
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 25 }), fc.array(fc.nat(), { minLength: 50 }), (commands, order) => {
      const history: DomainEvent[] = []
      const states = new Map<string | undefined, State>()
      for (const command of commands) {
        const instance = instanceIn(decider, command.data)
        const before = frozen(states.get(instance) ?? decider.initial)
        const events = carriedOut(decider, command, before)
        for (const event of events) expect(instanceIn(decider, event.data)).toBe(instance)
        states.set(instance, stateOf(decider, instance, events, before))
        history.push(...events)
      }
      accepted += history.length
      for (const [instance, state] of states) expect(stateOf(decider, instance, history)).toEqual(state)

      // The same facts, reported in another order: whatever is still accepted is valid.
      const shuffled = history
        .map((event, index) => ({ event, at: order[index % order.length]! }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event)
      for (const command of commands)
        carriedOut(decider, command, frozen(stateOf(decider, instanceIn(decider, command.data), shuffled)))
    }),
  )
  expect(accepted).toBeGreaterThan(0)
}
