import { given } from '../../test/given-when-then.js'
import { simpleModel } from '../../test/given-value-models.js'
import type { ValueModel } from './value-model.js'
import type { ValueEvent } from './value.events.js'

const published = (data: ValueModel = simpleModel): ValueEvent => ({ type: 'ValueModelPublished', data })
const publish = (data: ValueModel = simpleModel) => ({ type: 'PublishValueModel', data }) as const
const because = { name: 'simple', version: 1, reason: 'agreed in May' }
const activate = (data = because) => ({ type: 'ActivateValueModel', data }) as const
const activated: ValueEvent = { type: 'ValueModelActivated', data: because }

describe('a model of customer value', () => {
  it('is published once, and never changes under its name and version', () => {
    given().when(publish()).then(published())
    given(published()).when(publish()).thenNothing()
    given(published())
      .when(publish({ ...simpleModel, tiers: [{ name: 'all', from: 0 }] }))
      .thenRefused('model-version-published')
    given(published())
      .when(publish({ ...simpleModel, version: 2, tiers: [{ name: 'all', from: 0 }] }))
      .then(published({ ...simpleModel, version: 2, tiers: [{ name: 'all', from: 0 }] }))
  })

  it('is put into force only where it was published', () => {
    given(published()).when(activate()).then(activated)
    given(published(), activated).when(activate()).thenNothing()
    given(published(), activated)
      .when(activate({ ...because, version: 2 }))
      .thenRefused('model-version-unknown')
  })

  const [often, who] = simpleModel.indicators as [ValueModel['indicators'][0], ValueModel['indicators'][0]]
  it.each<[string, Partial<ValueModel>]>([
    ['a weight of 0', { indicators: [{ ...often, weight: 0 }] }],
    ['a scale without its ends', { indicators: [{ ...often, scale: { kind: 'linear', min: 0 } }] }],
    ['a scale upside down', { indicators: [{ ...often, scale: { kind: 'linear', min: 5, max: 5 } }] }],
    ['a word on a scale of numbers', { indicators: [{ ...who, scale: often.scale }] }],
    [
      'steps that do not ascend',
      {
        indicators: [
          {
            ...often,
            scale: {
              kind: 'steps',
              steps: [
                { from: 1, points: 1 },
                { from: 1, points: 2 },
              ],
            },
          },
        ],
      },
    ],
    ['money without a currency', { indicators: [{ ...often, figure: 'amount' }] }],
    ['a figure that is none', { indicators: [{ ...often, figure: 'charm' }] }],
    ['a path into nothing', { indicators: [{ ...often, figure: 'weather.sun' }] }],
    ['two indicators of one name', { indicators: [often, often] }],
    [
      'tiers out of order',
      {
        tiers: [
          { name: 'a', from: 10 },
          { name: 'b', from: 20 },
          { name: 'c', from: 0 },
        ],
      },
    ],
    ['a score without a tier', { tiers: [{ name: 'a', from: 10 }] }],
  ])('is refused with %s', (_, changed) => {
    given()
      .when(publish({ ...simpleModel, ...changed }))
      .thenRefused('event-data-invalid')
  })
})
