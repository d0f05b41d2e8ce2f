import { answer, given, happened, purchase, refund, type Happened } from '../../test/given-events.js'
import { refold } from '../read-model.js'
import { value } from '../value/value.read-model.js'
import { loyalty } from './loyalty.read-model.js'
import { satisfactionPoints } from './satisfaction-points.js'
import { historyOf } from '../../test/given-events.js'

const of = (asOf: string, ...events: readonly Happened[]) => {
  const [sums] = refold(value, 'c-1', historyOf(events))
  return satisfactionPoints(given(...events).document(loyalty), sums?.body ?? value.initial('c-1'), asOf, 100)
}

test('what was said last counts, by its place on its scale; effort the other way round', () => {
  const scale = { min: 1, max: 5 }
  expect(
    of(
      '1997-12-31',
      answer('1997-02-01', 5, { survey: 'yearly' }),
      answer('1997-03-01', 2),
      answer('1997-01-01', 4),
      answer('1997-01-01', 5, { measure: 'ces' }),
      answer('1997-01-01', 7, { measure: 'nps', scale: { min: 0, max: 10 } }),
      answer('1997-01-01', 4, { measure: 'trust', scale }),
    ),
  ).toEqual({
    csat: 25,
    nps: 70,
    ces: 0,
    identification: null,
    belonging: null,
    trust: 75,
    repeat: null,
    recency: null,
    refunds: null,
    complaints: null,
  })
})

test('what was done counts: buying again, how long ago, what was given back, cases by purchase', () => {
  const opened = (at: string) => happened('CaseOpened', at, { case: at })
  const once = [purchase('1997-01-01', 10_00)]
  expect(of('1997-01-26', ...once)).toMatchObject({ repeat: 0, recency: 75, refunds: 100, complaints: 100 })
  expect(
    of('1997-02-27', ...once, purchase('1997-01-08', 10_00), refund('1997-01-09', 5_00), opened('1997-01-10')),
  ).toMatchObject({ repeat: 100, recency: 50, refunds: 75, complaints: 50 })
  expect(of('1999-01-01', ...once, opened('1997-01-10'), opened('1997-01-11'))).toMatchObject({
    recency: 0,
    complaints: 0,
  })
})
