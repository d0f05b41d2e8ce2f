/** Tiers as days are evaluated, on real stores. */
import { join } from 'node:path'
import { customerStream } from '../../domain/customer/customer-id.js'
import { customer, day, definition, recorded, sourcesOf, tell } from '../../test/given-days.js'
import { purchase } from '../../test/given-events.js'
import { simpleModel } from '../../test/given-value-models.js'
import { withStores } from '../../test/open-stores.js'
import { openEmbeddedReadModels } from '../read-models/embedded/embedded-read-model-store.js'
import { CommandRunner } from '../commands/command-runner.js'
import { evaluateThrough } from './evaluate-days.js'

const now = '2024-06-01T00:10:00.000Z'
/** A purchase day is ten points. */
const often = { ...simpleModel, indicators: simpleModel.indicators.slice(0, 1), tiers: [{ name: 'VIP', from: 20 }, { name: 'small', from: 0 }] } // prettier-ignore

test('where a model is in force, whose tier is another one is recorded, once for each day', () =>
  withStores(async ({ folder, store }) => {
    const readModels = openEmbeddedReadModels(join(folder, 'by-days'), definition)
    const stores = { store, readModels }
    const evaluate = (through: string) => evaluateThrough(sourcesOf(stores, now), through)
    await tell(stores, ['a', purchase(day(0))], ['a', purchase(day(1))], ['b', purchase(day(0))])
    expect((await evaluate(day(1))).days[0]!.rules.map(({ rule }) => rule)).toEqual(['quietness', 'commitment-due'])
    const runner = new CommandRunner(stores.store, () => now)
    await runner.handleShared({ type: 'PublishValueModel', data: often }, { actor: 'spec' })
    await runner.handleShared(
      { type: 'ActivateValueModel', data: { name: often.name, version: 1, reason: 'the first' } },
      { actor: 'spec' },
    )
    await tell(stores, ['b', purchase(day(3))])
    const { days } = await evaluate(day(4))
    expect(days.map(({ rules }) => rules.at(-1))).toEqual(
      [1, 0, 1].map((appended) => ({ rule: 'tier', version: 2, parameters: { points: 0, days: 0 }, appended })),
    )
    const changes = (await recorded(stores)).filter(({ type }) => type === 'CustomerTierChanged')
    expect(changes).toHaveLength(2)
    expect(changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          stream: customerStream(customer('a')),
          occurredAt: `${day(2)}T00:00:00.000Z`,
          data: {
            day: day(2),
            rule: 'tier',
            ruleVersion: 2,
            parameters: { points: 0, days: 0 },
            model: { name: 'simple', version: 1 },
            from: null,
            to: 'VIP',
            score: 20,
            scoreBefore: null,
            reason: 'score 20.00: VIP begins at 20',
          },
        }),
        expect.objectContaining({
          stream: customerStream(customer('b')),
          data: expect.objectContaining({ day: day(4), to: 'VIP' }) as object,
        }),
      ]),
    )
    await readModels.stop()
  }))
