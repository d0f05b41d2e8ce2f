/** Specs of rules about time passing read as sentences: given this history, a day finds this. */
import { checkEvent } from '../domain/catalogue.js'
import type { Day } from '../domain/time.js'
import { refold, type ReadModel } from '../projections/read-model.js'
import { beginningOf, foundBy, type AnyTimeRule, type Finding, type TimeRule } from '../projections/time-rule.js'
import { happened, historyOf, type Happened } from './given-events.js'

/** What a rule finds in one customer’s documents as the day found them; every finding must make a valid event. */
const findings = <D extends object>(
  rule: TimeRule<D>,
  model: ReadModel<D>,
  events: readonly Happened[],
  day: Day,
): Finding[] => {
  const history = historyOf(events).filter((event) => foundBy(day, rule, event))
  const found = refold(model, 'c-1', history).flatMap(({ body }) => rule.evaluate(body, day))
  found.forEach(({ type, data }) => {
    expect(rule.records).toContain(type)
    checkEvent({ type, data: { ...data, ...stamp(rule, day) } })
  })
  return found
}

const stamp = ({ name, version, parameters }: AnyTimeRule, day: Day) => ({
  day,
  rule: name,
  ruleVersion: version,
  parameters,
})

/** The rule on its read model, given one customer’s events in the order they were recorded. */
export const rule =
  <D extends object>(rule: TimeRule<D>, model: ReadModel<D>) =>
  (...events: readonly Happened[]) => ({
    /** Exactly this, with at least these fields. */
    finds: (day: Day, ...expected: readonly object[]): void => {
      const found = findings(rule, model, events, day)
      expect(found).toMatchObject(expected)
      expect(found).toHaveLength(expected.length)
    },
    /** As the evaluation of a day leaves it: what it finds is recorded, and has the next positions of the log. */
    evaluated: (day: Day): readonly Happened[] => [
      ...events,
      ...findings(rule, model, events, day).map(({ type, data }) =>
        happened(type, beginningOf(day), { ...data, ...stamp(rule, day) }),
      ),
    ],
  })
