/** Specs of deciders read as sentences: given a history, when a command comes, then these events follow. */
import {
  checkEvent,
  deciderOf,
  type LedgerCommand,
  type LedgerEvent,
  type SharedCommand,
  type SharedEvent,
} from '../domain/catalogue.js'
import { decideOn, stateOf } from '../domain/decider.js'
import type { DomainEvent } from '../domain/event.js'

type Event = LedgerEvent | SharedEvent
type Command = LedgerCommand | SharedCommand

const decided = (history: readonly Event[], command: Command): readonly DomainEvent[] => {
  const decider = deciderOf(command.type)
  const state: unknown = stateOf(decider, decider.instanceOf?.(command.data), history)
  const events: readonly DomainEvent[] = decideOn(decider, command, state)
  events.forEach(checkEvent)
  return events
}

/** `given(opened).when(win).then(won)`; every event of the history and of the answer must be a valid one. */
export const given = (...history: readonly Event[]) => {
  history.forEach(checkEvent)
  return {
    when: (command: Command) => ({
      /** Exactly these events follow. */
      then: (...events: readonly Event[]): void => expect(decided(history, command)).toStrictEqual(events),
      /** The command is accepted and changes nothing. */
      thenNothing: (): void => expect(decided(history, command)).toStrictEqual([]),
      /** The command is refused with this code. */
      thenRefused: (code: string): void =>
        expect(() => decided(history, command)).toThrow(expect.objectContaining({ name: 'DomainError', code })),
    }),
  }
}
