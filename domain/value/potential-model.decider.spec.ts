import { cdnowModel } from '../../test/given-models.js'
import { anyLabel, anyName, obeysTheLaws } from '../../test/decider-laws.js'
import { given } from '../../test/given-when-then.js'
import fc from 'fast-check'
import type { SharedCommand } from '../catalogue.js'
import { potentialModel } from './potential-model.decider.js'
import type { ValueEvent } from './value.events.js'

const { version: _version, ...model } = cdnowModel
const publish: SharedCommand = { type: 'PublishPotentialModel', data: model }
const published = (version: number): ValueEvent => ({ type: 'PotentialModelPublished', data: { ...model, version } })
const activate = (version: number, name = 'potential'): SharedCommand => ({
  type: 'ActivatePotentialModel',
  data: { name, version, reason: 'fits better' },
})
const activated = (version: number): ValueEvent => ({
  type: 'PotentialModelActivated',
  data: { name: 'potential', version, reason: 'fits better' },
})

describe('a model of potential value', () => {
  test('is published as the first of its name', () => given().when(publish).then(published(1)))
  test('is published as the next of its name', () => given(published(1), published(2)).when(publish).then(published(3)))
  test('is counted apart from those of other names', () => {
    const other: ValueEvent = { type: 'PotentialModelPublished', data: { ...model, name: 'other', version: 1 } }
    given(other).when(publish).then(published(1))
  })
  test('discounts what comes later, where a lifetime would have no bound otherwise', () => {
    const { purchases } = model
    const without = (a: number): SharedCommand => ({
      type: 'PublishPotentialModel',
      data: {
        ...model,
        discountPerYear: 0,
        purchases: { ...purchases, parameters: { ...purchases.parameters, a } },
      },
    })
    given().when(without(0.793)).thenRefused('lifetime-unbounded')
    // Customers leave so soon that they buy only so often.
    const bounded = {
      ...model,
      discountPerYear: 0,
      purchases: { ...purchases, parameters: { ...purchases.parameters, a: 2 } },
    }
    given()
      .when(without(2))
      .then({ type: 'PotentialModelPublished', data: { ...bounded, version: 1 } })
  })
  test('is activated', () => given(published(1)).when(activate(1)).then(activated(1)))
  test('is activated again after another one', () =>
    given(published(1), published(2), activated(1), activated(2)).when(activate(1)).then(activated(1)))
  test('is active once', () => given(published(1), activated(1)).when(activate(1)).thenNothing())
  test('cannot be activated before it is published', () => {
    given().when(activate(1)).thenRefused('model-version-unknown')
    given(published(1)).when(activate(2)).thenRefused('model-version-unknown')
    given(published(1)).when(activate(1, 'other')).thenRefused('model-version-unknown')
  })
})

test('whatever is asked, only valid events follow, and they lead to the state that was decided on', () =>
  obeysTheLaws(potentialModel, {
    PublishPotentialModel: anyName.map((name) => ({ ...model, name })),
    ActivatePotentialModel: fc.record({ name: anyName, version: fc.integer({ min: 1, max: 4 }), reason: anyLabel }),
  }))
