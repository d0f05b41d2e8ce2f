import type { Stage } from '../../domain/customer/stage.js'
import {
  businessDay,
  given,
  happened,
  idOf,
  orderCancelled,
  orderPlaced,
  purchase,
  usd,
} from '../../test/given-events.js'
import { defaultLifecycleRules, lifecycle, never, stageAt, type LifecycleDocument } from './lifecycle.read-model.js'

const model = lifecycle(defaultLifecycleRules)

const registered = (at: string) => happened('CustomerRegistered', at, { kind: 'person' })
const said = (at: string, stage: Stage, reason = 'a talk') => happened('LifecycleStageChanged', at, { stage, reason })
const opportunityWon = (at: string) => happened('OpportunityWon', at, { opportunity: 'D-1', amount: usd(900_00) })

/** The stages and the days on which they began. */
const course = ({ changes }: Pick<LifecycleDocument, 'changes'>): [Stage, string][] =>
  changes.map(({ stage, at }) => [stage, at.slice(0, 10)])

test.each([
  ['registered', registered('1997-01-01')],
  ['captured as a lead', happened('LeadCaptured', '1997-01-01', { lead: 'L-1' })],
  [
    'met with an opportunity',
    happened('OpportunityOpened', '1997-01-01', { opportunity: 'D-1', stage: 'talk', amount: usd(1) }),
  ],
])('a customer who was %s is a potential one', (_how, event) => {
  given(event).expect(model, {
    stage: 'potential',
    changes: [
      {
        stage: 'potential',
        at: '1997-01-01T00:00:00.000Z',
        reason: 'became known',
        cause: { id: idOf(1), type: event.type, position: 1 },
      },
    ],
    changesInAll: 1,
  })
})

test.each([
  ['purchase', purchase('1997-01-02')],
  ['order', orderPlaced('1997-01-02')],
  ['opportunity won', opportunityWon('1997-01-02')],
  ['lead converted', happened('LeadConverted', '1997-01-02', { lead: 'L-1' })],
])('the first %s is the first deal, also of somebody not known before', (_what, event) => {
  given(registered('1997-01-01'), event).expect(model, {
    stage: 'first deal',
    changes: [
      { stage: 'potential' },
      { stage: 'first deal', at: '1997-01-02T00:00:00.000Z', cause: { id: idOf(2), type: event.type, position: 2 } },
    ],
  })
  given(event).expect(model, { stage: 'first deal', changesInAll: 1 })
})

test('what makes others potential leaves a customer who has bought as he is', () => {
  given(purchase('1997-01-01'), registered('1997-01-02'), opportunityWon('1997-01-03')).expect(model, {
    stage: 'first deal',
    changesInAll: 1,
  })
})

test('the second purchase day makes an existing customer, the fifth a loyal supporter', () => {
  const document = given(
    purchase('1997-01-01'),
    purchase('1997-01-02'),
    purchase('1997-01-03'),
    orderPlaced('1997-01-04'),
    purchase('1997-01-05'),
    purchase('1997-01-06'),
  ).document(model)
  expect(course(document)).toEqual([
    ['first deal', '1997-01-01'],
    ['existing', '1997-01-02'],
    ['loyal supporter', '1997-01-05'],
  ])
  expect(document.changes.map(({ reason }) => reason)).toEqual(['first deal', 'bought on 2 days', 'bought on 5 days'])
  expect(document.purchaseDays).toBe(6)
})

test('several purchases of one day are one purchase day', () => {
  given(purchase('1997-01-01T10:00:00Z'), purchase('1997-01-01T11:00:00Z'), orderPlaced('1997-01-01T12:00:00Z')).expect(
    model,
    { stage: 'first deal', purchaseDays: 1, quietSince: { day: '1997-01-01', cause: { id: idOf(3) } } },
  )
})

test('the day is the business’s own', () => {
  const late = (date: string) => purchase('1997-01-01T20:00:00Z', 1, {}, businessDay(date))
  given(purchase('1997-01-01T01:00:00Z'), late('1997-01-01')).expect(model, { purchaseDays: 1, stage: 'first deal' })
  given(purchase('1997-01-01T01:00:00Z'), late('1997-01-02')).expect(model, {
    purchaseDays: 2,
    stage: 'existing',
    lastPurchaseDay: '1997-01-02',
  })
})

test('an order that is cancelled was a deal all the same', () => {
  given(orderPlaced('1997-01-01'), orderCancelled('1997-01-02')).expect(model, { stage: 'first deal', purchaseDays: 1 })
})

test('the thresholds are the rules’', () => {
  const rules = { version: 7, existingFromPurchaseDays: 3, loyalFromPurchaseDays: 4, lostAfterDays: 10 }
  const document = given(
    purchase('1997-01-01'),
    purchase('1997-01-02'),
    purchase('1997-01-03'),
    purchase('1997-01-04'),
    purchase('1997-01-20'),
  ).document(lifecycle(rules))
  expect(course(document)).toEqual([
    ['first deal', '1997-01-01'],
    ['existing', '1997-01-03'],
    ['loyal supporter', '1997-01-04'],
    ['lost', '1997-01-15'],
    ['won back', '1997-01-20'],
  ])
  expect(document.changes[3]!.reason).toBe('no purchase for 10 days (rules version 7)')
})

describe('a customer who does not buy any more', () => {
  // 1997-01-10 and 365 days more is 1998-01-10.
  const bought = [purchase('1997-01-01'), purchase('1997-01-10')]

  test('is lost when more than 365 days have passed since the day of the last purchase', () => {
    const document = given(...bought).document(model)
    expect(stageAt(document, '1998-01-10T23:59:59.999Z', defaultLifecycleRules)).toEqual({
      stage: 'existing',
      since: '1997-01-10T00:00:00.000Z',
      changes: document.changes,
      changesInAll: 2,
      losses: 0,
      winBacks: 0,
    })
    const lost = {
      stage: 'lost',
      at: '1998-01-11T00:00:00.000Z',
      reason: 'no purchase for 365 days (rules version 1)',
      cause: { id: idOf(2), type: 'PurchaseCompleted', position: 2 },
    }
    expect(stageAt(document, '1998-01-11T00:00:00.000Z', defaultLifecycleRules)).toEqual({
      stage: 'lost',
      since: '1998-01-11T00:00:00.000Z',
      changes: [...document.changes, lost],
      changesInAll: 3,
      losses: 1,
      winBacks: 0,
    })
  })

  test('is asked about without the document being changed', () => {
    const document = given(...bought).document(model)
    const before = JSON.stringify(document)
    stageAt(document, '2020-01-01T00:00:00.000Z', defaultLifecycleRules)
    expect(JSON.stringify(document)).toBe(before)
  })

  test('was lost and is won back when a purchase comes after all', () => {
    const document = given(...bought, purchase('1998-01-11')).document(model)
    expect(course(document)).toEqual([
      ['first deal', '1997-01-01'],
      ['existing', '1997-01-10'],
      ['lost', '1998-01-11'],
      ['won back', '1998-01-11'],
    ])
    expect(document.changes[2]!.cause).toEqual({ id: idOf(2), type: 'PurchaseCompleted', position: 2 })
    expect(document.changes[3]).toMatchObject({ reason: 'bought again', cause: { id: idOf(3) } })
  })

  test('was never lost when the purchase comes on the last day', () => {
    expect(course(given(...bought, purchase('1998-01-10T23:00:00Z')).document(model))).toEqual([
      ['first deal', '1997-01-01'],
      ['existing', '1997-01-10'],
    ])
  })

  test('can be lost and won back again and again', () => {
    const document = given(...bought, purchase('1999-01-01'), purchase('2001-01-01')).document(model)
    expect(course(document).slice(2)).toEqual([
      ['lost', '1998-01-11'],
      ['won back', '1999-01-01'],
      ['lost', '2000-01-02'],
      ['won back', '2001-01-01'],
    ])
    expect(stageAt(document, '2002-01-02T00:00:00.000Z', defaultLifecycleRules).stage).toBe('lost')
  })

  test('and has never bought is not lost by quietness', () => {
    const document = given(registered('1997-01-01'), opportunityWon('1997-01-02')).document(model)
    expect(stageAt(document, '2020-01-01T00:00:00.000Z', defaultLifecycleRules).stage).toBe('first deal')
  })
})

test('once won back, all purchase days count for the next stage, those before the loss too', () => {
  const again = [purchase('1997-01-01'), purchase('1997-01-02'), purchase('1999-01-01')]
  given(...again).expect(model, { stage: 'won back', purchaseDays: 3 })
  given(...again, purchase('1999-01-01T09:00:00Z')).expect(model, { stage: 'won back' })
  given(...again, purchase('1999-01-02')).expect(model, { stage: 'existing', purchaseDays: 4 })
  given(...again, purchase('1999-01-02'), purchase('1999-01-03')).expect(model, { stage: 'loyal supporter' })
})

describe('a person', () => {
  test('can give a customer up, who is won back with the next purchase', () => {
    const document = given(
      purchase('1997-01-01'),
      said('1997-02-01', 'given up', 'never answers'),
      purchase('1997-03-01'),
    ).document(model)
    expect(document.changes).toMatchObject([
      { stage: 'first deal' },
      {
        stage: 'given up',
        at: '1997-02-01T00:00:00.000Z',
        reason: 'never answers',
        cause: { id: idOf(2), type: 'LifecycleStageChanged', position: 2 },
      },
      { stage: 'won back', at: '1997-03-01T00:00:00.000Z' },
    ])
  })

  test('who gave a customer up is not told later that quietness lost him', () => {
    const document = given(purchase('1997-01-01'), said('1997-02-01', 'given up')).document(model)
    expect(stageAt(document, '2020-01-01T00:00:00.000Z', defaultLifecycleRules)).toMatchObject({
      stage: 'given up',
      since: '1997-02-01T00:00:00.000Z',
    })
  })

  test('can say more than the rules would', () => {
    given(purchase('1997-01-01'), said('1997-01-02', 'loyal supporter', 'recommends us')).expect(model, {
      stage: 'loyal supporter',
      purchaseDays: 1,
    })
    given(said('1997-01-02', 'potential'), purchase('1997-01-03')).expect(model, { stage: 'first deal' })
  })

  test('who calls a customer a loyal supporter is not corrected by the next purchase', () => {
    given(purchase('1997-01-01'), said('1997-01-02', 'loyal supporter'), purchase('1997-01-03')).expect(model, {
      stage: 'loyal supporter',
      changesInAll: 2,
      purchaseDays: 2,
    })
  })

  test('who names the stage that the customer is in changes nothing', () => {
    given(purchase('1997-01-01'), said('1997-01-02', 'first deal')).expect(model, { changesInAll: 1 })
  })

  test('meets the loss that quietness has brought by then', () => {
    expect(course(given(purchase('1997-01-01'), said('1998-06-01', 'given up')).document(model))).toEqual([
      ['first deal', '1997-01-01'],
      ['lost', '1998-01-02'],
      ['given up', '1998-06-01'],
    ])
  })

  test('who says that a quiet customer is still one is believed for as long as a purchase would be', () => {
    const document = given(purchase('1997-01-01'), said('1998-06-01', 'existing', 'buys through a partner')).document(
      model,
    )
    expect(course(document)).toEqual([
      ['first deal', '1997-01-01'],
      ['lost', '1998-01-02'],
      ['existing', '1998-06-01'],
    ])
    expect(stageAt(document, '1999-06-01T00:00:00.000Z', defaultLifecycleRules).stage).toBe('existing')
    const { changes } = stageAt(document, '1999-06-02T00:00:00.000Z', defaultLifecycleRules)
    expect(changes.at(-1)).toMatchObject({
      stage: 'lost',
      at: '1999-06-02T00:00:00.000Z',
      cause: { id: idOf(2), type: 'LifecycleStageChanged' },
    })
  })

  test('is not heard by the thresholds: purchase days are counted as before', () => {
    given(purchase('1997-01-01'), said('1997-02-01', 'existing'), purchase('1997-02-01T12:00:00Z')).expect(model, {
      stage: 'existing',
      purchaseDays: 2,
      lastPurchaseDay: '1997-02-01',
    })
  })
})

test('the document keeps the latest hundred changes, and counts all', () => {
  const days = Array.from({ length: 103 }, (_, index) => new Date(Date.UTC(1997, 0, 1 + index)).toISOString())
  const document = given(...days.map((day, index) => said(day, index % 2 === 0 ? 'potential' : 'given up'))).document(
    model,
  )
  expect(document.changesInAll).toBe(103)
  expect(document.changes).toHaveLength(100)
  expect(document.changes[0]!.at).toBe(days[3])
  expect(stageAt(document, '1998-01-01T00:00:00.000Z', defaultLifecycleRules)).toMatchObject({
    stage: 'potential',
    since: days[102],
    changesInAll: 103,
  })
})

describe('the contribution', () => {
  // 1997-01-01 is day 9,862 since 1970-01-01.
  test('of a buyer stands at the day from which quiet days are counted', () => {
    given(purchase('1997-01-01')).contributes(model, [{ figure: 'stage', key: 9_862, add: { 'first deal': 1 } }])
    given(purchase('1997-01-01'), said('1997-01-11', 'existing')).contributes(model, [
      { figure: 'stage', key: 9_872, add: { existing: 1 } },
    ])
  })

  test('of those whom no quietness can lose stands apart', () => {
    given(registered('1997-01-01')).contributes(model, [{ figure: 'stage', key: never, add: { potential: 1 } }])
    given(purchase('1997-01-01'), said('1997-01-02', 'given up')).contributes(model, [
      { figure: 'stage', key: never, add: { 'given up': 1 } },
    ])
    given(purchase('1997-01-01'), said('1997-01-02', 'lost')).contributes(model, [
      { figure: 'stage', key: never, add: { lost: 1 } },
    ])
  })

  test('of whoever is gained, lost and won back stands in the month of each, a loss in that in which it came about', () => {
    given(purchase('1997-01-01'), purchase('1999-03-05'), said('1999-03-20', 'given up')).contributes(model, [
      { figure: 'turnover', key: '1997-01', add: { gained: 1, lost: 0, wonBack: 0 } },
      { figure: 'turnover', key: '1998-01', add: { gained: 0, lost: 1, wonBack: 0 } },
      { figure: 'turnover', key: '1999-03', add: { gained: 0, lost: 1, wonBack: 1 } },
    ])
  })

  test('of who was given up before any deal is no loss, and of a person who says otherwise a win-back', () => {
    given(registered('1997-01-01'), said('1997-02-01', 'given up'), purchase('1997-03-01')).contributes(model, [
      { figure: 'turnover', key: '1997-03', add: { gained: 1, lost: 0, wonBack: 0 } },
    ])
    const document = given(
      purchase('1997-01-01'),
      said('1997-02-01', 'lost'),
      said('1997-02-02', 'given up'),
      said('1997-03-01', 'existing'),
    ).document(model)
    expect(stageAt(document, '1997-04-01T00:00:00.000Z', defaultLifecycleRules)).toMatchObject({
      losses: 1,
      winBacks: 1,
    })
  })

  test('of somebody in no stage is none', () => {
    expect(model.contributions!(model.initial('c-1'))).toEqual([])
  })
})
