import { happened, historyOf, purchase, type Happened } from '../../test/given-events.js'
import { nothingRenewed } from '../../test/given-models.js'
import { dayNumber, dayOfNumber, type Day } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import { customer } from '../customer/customer.read-model.js'
import { loyalty } from '../loyalty/loyalty.read-model.js'
import { refold, type ReadModel } from '../read-model.js'
import { contact } from '../score/contact.js'
import { scoreAt } from '../score/score.js'
import { foundBy } from '../time-rule.js'
import { value } from '../value/value.read-model.js'
import { tierAt } from './tier-at.js'
import { tierChange, tierChangeRule } from './tier-change.rule.js'
import { tiering } from './tiering.js'

/** A hundred points on the day of a purchase, one less each day after it. */
const fading: ValueModel = {
  name: 'fading',
  version: 1,
  indicators: [{ name: 'lately', figure: 'recency', scale: { kind: 'inverse', min: 0, max: 100 }, weight: 1 }],
  tiers: [
    { name: 'VIP', from: 80 },
    { name: 'major', from: 60 },
    { name: 'small', from: 0 },
  ],
}
const patient: ValueModel = { ...fading, hysteresis: { points: 10, days: 3 } }
const request = { potentialModel: undefined, lostAfterDays: 365, renewalRateOn: () => nothingRenewed }
const day = (number: number): Day => dayOfNumber(dayNumber('2024-01-01') + number)

const stateOf = (events: readonly Happened[], by: (event: ReturnType<typeof historyOf>[number]) => boolean) => {
  const history = historyOf(events).filter(by)
  const body = <D extends object>(model: ReadModel<D>): D =>
    refold(model, 'c-1', history)[0]?.body ?? model.initial('c-1')
  return history.length === 0
    ? undefined
    : {
        customer: body(customer),
        value: body(value),
        loyalty: body(loyalty),
        contact: body(contact),
        tiering: body(tiering),
        contracts: [],
      }
}

/** What a day finds, recorded. */
const evaluate = (model: ValueModel, events: readonly Happened[], on: number): readonly Happened[] => {
  const rule = tierChangeRule(model)
  const history = {
    stateOf: (day: Day) => stateOf(events, (event) => foundBy(day, rule, event)),
    lastEvent: '6a1f0c5e-8a0e-5f6e-9d7d-0d6f7a1c2b3d',
  }
  const finding = tierChange(model, history, day(on), request)
  if (!finding) return events
  const { name, version, parameters } = rule
  const data = { ...finding.data, day: day(on), rule: name, ruleVersion: version, parameters }
  return [...events, happened('CustomerTierChanged', day(on), data as never)]
}

/** What is recorded when the days are evaluated one after the other. */
const changesOf = (model: ValueModel, events: readonly Happened[], days: number) => {
  let known = events
  for (let on = 1; on <= days; on += 1) known = evaluate(model, known, on)
  return known.flatMap((event) =>
    event.type === 'CustomerTierChanged'
      ? [[dayNumber(event.data.day) - dayNumber(day(0)), event.data.from, event.data.to, event.data.reason]]
      : [],
  )
}

test('without hysteresis a tier is that of the score, day by day', () =>
  expect(changesOf(fading, [purchase(day(0))], 60)).toEqual([
    [1, null, 'VIP', 'score 99.00: VIP begins at 80'],
    [21, 'VIP', 'major', 'score 79.00: below 80.00'],
    [41, 'major', 'small', 'score 59.00: below 60.00'],
  ]))

test('with hysteresis a customer falls when the score was below by so much for so long, and rises at once', () =>
  expect(changesOf(patient, [purchase(day(0)), purchase(day(60))], 62)).toEqual([
    [1, null, 'VIP', 'score 99.00: VIP begins at 80'],
    // 69 points, the first below 70, on day 31.
    [34, 'VIP', 'major', 'score 66.00: below 70.00 for 3 days'],
    [54, 'major', 'small', 'score 46.00: below 50.00 for 3 days'],
    [61, 'small', 'VIP', 'score 99.00: VIP begins at 80'],
  ]))

test('a fall is put off by every day on which the score is high enough', () =>
  expect(changesOf(patient, [purchase(day(0)), purchase(day(32))], 63).map(([on]) => on)).toEqual([1]))

test('what is recorded stays; where late knowledge makes it wrong, the next change says so', () => {
  let known = evaluate(fading, [purchase(day(0))], 1)
  known = evaluate(fading, known, 25)
  // A purchase of day 20 becomes known after day 25 was evaluated.
  known = evaluate(fading, [...known, purchase(day(20))], 26)
  expect(known.at(-1)).toMatchObject({
    type: 'CustomerTierChanged',
    data: {
      from: 'major',
      to: 'VIP',
      score: 94,
      scoreBefore: 75,
      reason: `score 94.00: VIP begins at 80; on ${day(25)} the score was 95.00, as is known now, not 75.00`,
    },
  })
  expect(evaluate(fading, known, 26)).toBe(known)
})

test('who was never above the lowest tier is not recorded', () =>
  expect(
    changesOf(
      {
        ...fading,
        indicators: [{ ...fading.indicators[0]!, figure: 'tenure' }],
        tiers: [
          { name: 'VIP', from: 100 },
          { name: 'small', from: 0 },
        ],
      },
      [happened('InteractionRecorded', day(0), {})],
      10,
    ),
  ).toEqual([]))

describe('the tier that counts', () => {
  const at = (model: ValueModel, events: readonly Happened[], on: number) => {
    const state = stateOf(events, ({ metadata }) => metadata.occurredAt.slice(0, 10) <= day(on))!
    return tierAt(model, scoreAt(model, state, { ...request, day: day(on) }), state.tiering, day(on))
  }
  const risen = evaluate(patient, [purchase(day(0))], 1)
  const word = happened('TierOverridden', day(2), { tier: 'VIP', reason: 'a friend', by: 'ann', until: day(90) })

  test('is held above that of the score by hysteresis, until the fall is recorded', () => {
    expect(at(patient, risen, 40)).toEqual({ tier: 'VIP', tierByScore: 'major', isHeld: true, override: null })
    expect(at(fading, risen, 40)).toMatchObject({ tier: 'major', isHeld: false })
    expect(at(patient, evaluate(patient, risen, 40), 40)).toMatchObject({ tier: 'major', isHeld: false })
  })

  test('is never lower than that of the score', () =>
    expect(at(patient, [...evaluate(patient, risen, 40), purchase(day(41))], 41)).toMatchObject({
      tier: 'VIP',
      isHeld: false,
    }))

  test('is given by a person, from that day until the last day said', () => {
    const given = [purchase(day(0)), word]
    expect(at(fading, given, 90)).toEqual({
      tier: 'VIP',
      tierByScore: 'small',
      isHeld: false,
      override: { tier: 'VIP', reason: 'a friend', by: 'ann', since: day(2), until: day(90) },
    })
    expect(at(fading, given, 91)).toMatchObject({ tier: 'small', override: null })
    const ended = happened('TierOverrideEnded', day(50), { reason: 'no more', by: 'ann' })
    expect(at(fading, [...given, ended], 60)).toMatchObject({ tier: 'small', override: null })
  })

  test('is not one that the model does not have', () =>
    expect(at({ ...fading, tiers: fading.tiers.slice(1) }, [purchase(day(0)), word], 3)).toMatchObject({
      tier: 'major',
      override: null,
    }))
})
