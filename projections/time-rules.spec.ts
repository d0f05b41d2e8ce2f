import { definitionOf } from '../domain/catalogue.js'
import { defaultLifecycleRules } from './lifecycle/lifecycle.read-model.js'
import { readModels } from './read-models.js'
import { timeRules } from './time-rules.js'

const rules = timeRules(defaultLifecycleRules)

test('every rule has a name of its own', () => expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length))

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s looks at a read model that notes whatever it records, and touches no timeline',
  (_name, { model, records }) => {
    const found = readModels(defaultLifecycleRules).find(({ name }) => name === model)
    expect(records.length).toBeGreaterThan(0)
    for (const type of records) {
      expect(found!.evolve[type]).toBeDefined()
      expect(definitionOf(type).touchpoint).toBe(false)
    }
  },
)

test('other thresholds are other parameters', () =>
  expect(timeRules({ ...defaultLifecycleRules, lostAfterDays: 10 })[0]!.parameters).toEqual({ lostAfterDays: 10 }))
