import { defaultLifecycleRules } from './lifecycle/lifecycle.read-model.js'
import { definitionOfAll, readModels } from './read-models.js'

test('every read model has a name of its own', () => {
  const names = readModels(defaultLifecycleRules).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('other rules, or another version of a read model, are another definition', () => {
  const definition = definitionOfAll(defaultLifecycleRules)
  expect(definitionOfAll({ ...defaultLifecycleRules })).toBe(definition)
  expect(definitionOfAll({ ...defaultLifecycleRules, lostAfterDays: 100 })).not.toBe(definition)
  for (const { name, version } of readModels(defaultLifecycleRules))
    expect(definition).toContain(`["${name}",${version}]`)
})
