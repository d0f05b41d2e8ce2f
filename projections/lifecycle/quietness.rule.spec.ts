import { businessDay, given, happened, idOf, orderPlaced, purchase } from '../../test/given-events.js'
import { rule } from '../../test/given-rules.js'
import { defaultLifecycleRules, lifecycle, stageAt } from './lifecycle.read-model.js'
import { quietness } from './quietness.rule.js'

const customerWith = rule(quietness(defaultLifecycleRules), lifecycle(defaultLifecycleRules))
const said = (at: string, stage: 'given up' | 'lost' | 'existing') =>
  happened('LifecycleStageChanged', at, { stage, reason: 'a talk' })

// 365 days of quietness, counted from 1997-01-10, are over with 1998-01-10.
const bought = [purchase('1997-01-01'), purchase('1997-01-10')]
const wentQuiet = {
  type: 'CustomerWentQuiet',
  data: { quietSince: '1997-01-10', wentQuietOn: '1998-01-11', reason: 'no purchase for 365 days' },
  cause: idOf(2),
}
const corrected = (position: number, reason: string) => ({
  type: 'CustomerQuietnessCorrected',
  data: { corrects: idOf(position), quietSince: '1997-01-10', wentQuietOn: '1998-01-11', reason },
})

describe('a customer goes quiet', () => {
  test('on the day on which the lifecycle loses him, not before', () => {
    customerWith(...bought).finds('1998-01-10')
    customerWith(...bought).finds('1998-01-11', wentQuiet)
  })

  test('in the data, where the first day ever evaluated is a later one', () =>
    customerWith(...bought).finds('1999-06-01', wentQuiet))

  test('whatever he did on that day or since: the day finds what was before it', () => {
    customerWith(...bought, purchase('1998-01-11')).finds('1998-01-11', wentQuiet)
    customerWith(...bought, purchase('1998-01-15'), orderPlaced('1998-03-01')).finds('1998-01-11', wentQuiet)
    customerWith(...bought, purchase('1998-01-15')).finds('1998-01-16')
  })

  test('not while he buys on the last day, by the clocks of the business', () => {
    const late = purchase('1998-01-11T03:00:00Z', 1, {}, businessDay('1998-01-10', 'America/New_York'))
    customerWith(...bought, late).finds('1998-01-11')
  })

  test('never, where he has not bought or was given up by a person', () => {
    customerWith(happened('CustomerRegistered', '1997-01-01', { kind: 'person' })).finds('2020-01-01')
    customerWith(...bought, said('1997-02-01', 'given up')).finds('2020-01-01')
  })

  test('counted from a person’s word, where that is the later one', () => {
    customerWith(...bought, said('1997-06-01', 'existing')).finds('1998-06-01')
    customerWith(...bought, said('1997-06-01', 'existing')).finds('1998-06-02', {
      data: { quietSince: '1997-06-01', wentQuietOn: '1998-06-02' },
      cause: idOf(3),
    })
  })
})

describe('what was recorded', () => {
  const quiet = customerWith(...bought).evaluated('1998-01-11')

  test('is not recorded again, on that day or later', () => {
    customerWith(...quiet).finds('1998-01-11')
    customerWith(...quiet).finds('2005-01-01')
  })

  test('changes no stage: the loss is there once, recorded or not', () => {
    const model = lifecycle(defaultLifecycleRules)
    for (const asOf of ['1998-01-10', '1998-01-11', '1999-01-01'])
      expect(stageAt(given(...quiet).document(model), asOf, defaultLifecycleRules)).toEqual(
        stageAt(given(...bought).document(model), asOf, defaultLifecycleRules),
      )
    const again = purchase('1999-01-01')
    const [recorded, derived] = [given(...quiet, again), given(...bought, again)].map((told) => told.document(model))
    expect(recorded!.changes.map(({ stage, at, reason }) => [stage, at, reason])).toEqual(
      derived!.changes.map(({ stage, at, reason }) => [stage, at, reason]),
    )
    expect(recorded!.changesInAll).toBe(derived!.changesInAll)
    expect(model.contributions!(recorded!)).toEqual(model.contributions!(derived!))
  })

  test('stands when he buys on that very day or later, also where that was recorded first', () => {
    for (const day of ['1998-01-11', '1998-02-01']) {
      customerWith(...quiet, purchase(day)).finds('1998-03-01')
      customerWith(...customerWith(...bought, purchase(day)).evaluated('1998-01-11')).finds('1998-03-01')
    }
  })

  test('happens again after the next purchase, and both stand', () => {
    const twice = customerWith(...quiet, purchase('1998-02-01')).evaluated('1999-02-02')
    expect(twice.at(-1)).toMatchObject({ type: 'CustomerWentQuiet', data: { quietSince: '1998-02-01' } })
    customerWith(...twice).finds('2010-01-01')
  })
})

describe('what is known late', () => {
  const quiet = customerWith(...bought).evaluated('1998-01-11')

  test('takes back that he went quiet', () =>
    customerWith(...quiet, purchase('1997-12-24')).finds('1998-01-20', {
      ...corrected(3, 'active on 1997-12-24 (PurchaseCompleted), as is known now'),
      cause: idOf(4),
    }))

  test('takes it back once', () => {
    const settled = customerWith(...quiet, purchase('1997-12-24')).evaluated('1998-01-20')
    customerWith(...settled).finds('1998-01-20')
    customerWith(...settled).finds('1998-12-24')
  })

  test('takes it back and says it again, where he was quiet later', () =>
    customerWith(...quiet, purchase('1997-12-24')).finds('1999-06-01', corrected(3, expect.any(String) as string), {
      type: 'CustomerWentQuiet',
      data: { quietSince: '1997-12-24', wentQuietOn: '1998-12-25' },
    }))

  test('takes it back, also where he has bought since', () =>
    customerWith(...quiet, purchase('1998-02-01'), purchase('1997-12-24')).finds(
      '1998-03-01',
      corrected(3, 'active on 1997-12-24 (PurchaseCompleted), as is known now'),
    ))

  test('may be a purchase of the last day by the clocks of the business', () => {
    const late = purchase('1998-01-11T03:00:00Z', 1, {}, businessDay('1998-01-10', 'America/New_York'))
    customerWith(...quiet, late).finds('1998-01-12', corrected(3, expect.stringContaining('1998-01-10') as string))
  })

  test('may be the word of a person, also of the day of the last purchase', () => {
    customerWith(...quiet, said('1997-05-01', 'given up')).finds(
      '1998-01-20',
      corrected(3, 'active on 1997-05-01 (LifecycleStageChanged), as is known now'),
    )
    customerWith(...quiet, said('1997-01-10T12:00:00Z', 'given up')).finds(
      '1998-01-20',
      corrected(3, 'given up already by a person’s word, as is known now'),
    )
  })

  test('may lie before: a purchase of an earlier day changes nothing', () =>
    customerWith(...quiet, purchase('1997-01-05')).finds('1998-01-20'))
})

describe('other thresholds', () => {
  const quiet = customerWith(...bought).evaluated('1998-01-11')
  const by = (lostAfterDays: number) => {
    const rules = { ...defaultLifecycleRules, lostAfterDays }
    return rule(quietness(rules), lifecycle(rules))
  }

  test('that are longer take back what they do not allow any more, of the present quietness', () => {
    by(400)(...quiet).finds(
      '1998-01-20',
      corrected(3, 'not lost by the rule in force: it allows 400 days without a purchase'),
    )
    by(400)(...quiet, purchase('1998-01-12')).finds('1998-01-20')
  })

  test('that are shorter find those who went quiet earlier, and let stand what was recorded', () => {
    by(100)(...bought).finds('1998-01-20', { data: { wentQuietOn: '1997-04-21', reason: 'no purchase for 100 days' } })
    by(100)(...quiet).finds('1998-01-20')
  })
})

test('the document keeps the latest hundred records', () => {
  const days = Array.from({ length: 103 }, (_, index) => new Date(Date.UTC(1700 + 2 * index, 0, 1)).toISOString())
  let told = customerWith(purchase(days[0]!))
  for (const [index, day] of days.slice(1).entries()) {
    const year = 1701 + 2 * index
    told = customerWith(...told.evaluated(`${year}-06-01`), purchase(day))
  }
  const { recordedQuietness } = given(...told.evaluated('1906-06-01')).document(lifecycle(defaultLifecycleRules))
  expect(recordedQuietness).toHaveLength(100)
  expect(recordedQuietness.at(-1)!.quietSince).toBe('1904-01-01')
})
