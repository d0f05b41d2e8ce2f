/** A subject: one folder of the domain, as the rest of the system sees it. */
import type { AnyDecider } from './decider.js'
import type { EventDefinition } from './event.js'

/** What a subject brings: its events, and the decider of the commands on them (none where it only records facts). */
export interface Subject {
  readonly name: string
  readonly events: Readonly<Record<string, EventDefinition>>
  readonly deciders: readonly AnyDecider[]
}
