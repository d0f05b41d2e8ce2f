import { customerIdOf } from '../../domain/customer/customer-id.js'
import { cdnowModel } from '../../test/given-models.js'
import { withStores } from '../../test/open-stores.js'
import { lifetime, parseHorizon } from '../../projections/potential/horizon.js'
import { CommandRunner } from '../commands/command-runner.js'
import type { EventStore } from '../event-store/event-store.js'
import { makePrediction, observeOutcomes, readPredictions } from './predictions.js'

const spec = { actor: 'spec' }
const asOf = '1997-09-30'
const horizon = parseHorizon('39w')
const today = '2026-01-01T00:00:00.000Z'
const [ada, bob] = ['ada', 'bob'].map((name) => customerIdOf('shop', name)) as [string, string]

const withModel = (
  work: (ledger: {
    store: EventStore
    runner: CommandRunner
    decide: Parameters<typeof makePrediction>[1]
    buy: (customer: string, day: string) => Promise<void>
  }) => Promise<void>,
) =>
  withStores(async ({ store }) => {
    const runner = new CommandRunner(store, () => today)
    const { version: _version, ...model } = cdnowModel
    await runner.handleShared({ type: 'PublishPotentialModel', data: model }, spec)
    await runner.handleShared(
      { type: 'ActivatePotentialModel', data: { name: 'potential', version: 1, reason: 'the first' } },
      spec,
    )
    for (const externalId of ['ada', 'bob'])
      await runner.handle(
        customerIdOf('shop', externalId),
        { type: 'RegisterCustomer', data: { kind: 'person', source: 'shop', externalId } },
        spec,
      )
    const buy = async (customer: string, day: string): Promise<void> => {
      await runner.record(
        customer,
        [
          {
            type: 'PurchaseCompleted',
            data: { total: { amount: 10_00, currency: 'USD' } },
            occurredAt: `${day}T10:00:00.000Z`,
          },
        ],
        spec,
      )
    }
    await buy(ada, '1997-01-01')
    await buy(ada, '1997-05-01')
    await buy(bob, '1997-02-01')
    await work({ store, runner, decide: (command) => runner.handleShared(command, spec), buy })
  })

test('a prediction stays as it was made; what is known later counts as what happened', () =>
  withModel(async ({ store, decide, buy }) => {
    const made = await makePrediction(store, decide, { asOf, horizon }, today)
    expect(made).toMatchObject({
      prediction: 'potential/1/1997-09-30/1998-06-30',
      customers: 2,
      outcome: null,
      madeAt: today,
    })
    // Known late: one purchase from before the day, one of the span, one from after it.
    await buy(bob, '1997-09-01')
    await buy(bob, '1997-12-24')
    await buy(bob, '1998-07-01')
    expect(await makePrediction(store, decide, { asOf, horizon }, today)).toEqual(made)

    const [checked] = await observeOutcomes(store, decide, today)
    expect(checked).toMatchObject({
      ...made,
      outcome: { purchases: 1, spend: { USD: 10_00 }, position: (await store.head()) - 1 },
    })
    expect(checked!.outcome!.bias).toBeCloseTo(1 / made.purchases - 1, 12)
    expect(checked!.deciles.map(({ decile }) => decile)).toEqual(checked!.outcome!.deciles.map(({ decile }) => decile))
    expect(await observeOutcomes(store, decide, today)).toEqual([])
    expect(await readPredictions(store)).toEqual([checked])
  }))

test('of customers who were merged since, each purchase counts for the one it was expected of', () =>
  withModel(async ({ store, decide, runner, buy }) => {
    await makePrediction(store, decide, { asOf, horizon }, today)
    await buy(bob, '1997-12-24')
    await runner.handle(
      bob,
      { type: 'MergeCustomers', data: { customer: bob, into: ada, reason: 'same telephone' } },
      spec,
    )
    const [checked] = await observeOutcomes(store, decide, today)
    expect(checked!.outcome!.deciles.map(({ customers, buyers }) => [customers, buyers])).toEqual([
      [1, 0],
      [1, 1],
    ])
  }))

test('nothing is compared before the last day is over', () =>
  withModel(async ({ store, decide }) => {
    await makePrediction(store, decide, { asOf, horizon }, '1997-10-01T00:00:00.000Z')
    expect(await observeOutcomes(store, decide, '1998-06-30T23:00:00.000Z')).toEqual([])
    expect(await observeOutcomes(store, decide, '1998-07-01T00:00:00.000Z')).toHaveLength(1)
  }))

test('what cannot be predicted is refused', () =>
  withModel(async ({ store, decide }) => {
    const refused = (request: { asOf: string; horizon: typeof horizon }, now = today) =>
      expect(makePrediction(store, decide, request, now)).rejects
    await refused({ asOf, horizon: lifetime }).toMatchObject({ code: 'prediction-unbounded' })
    await refused({ asOf, horizon }, '1997-09-30T10:00:00.000Z').toMatchObject({ code: 'day-not-over' })
    await withStores(async (other) => {
      const refusal = makePrediction(other.store, decide, { asOf, horizon }, today)
      await expect(refusal).rejects.toMatchObject({ code: 'no-model-active' })
    })
  }))
