import { brl, given, happened, purchase, refund, usd, type Happened } from '../../test/given-events.js'
import { value } from '../value/value.read-model.js'
import { continuityOf } from './continuity.js'

const of = (asOf: string, ...events: readonly Happened[]) =>
  continuityOf(given(...events).document(value), '1997-01-20', asOf)

const history = [
  purchase('1997-01-20', 10_00),
  purchase('1997-02-10', 10_00, { costOfGoods: usd(10_00) }),
  purchase('1997-03-10', 5_00),
  refund('1997-03-11', 6_00),
  purchase('1997-04-01', 5_00),
]

test('months with a margin above nothing are counted, of all that are over', () =>
  expect(of('1997-05-15', ...history)).toEqual({
    months: 4,
    currencies: { USD: { positiveMonths: 2, share: 0.5 } },
  }))

test('a month is over at the end of its last day, and the present one does not count', () => {
  expect(of('1997-04-29', ...history)).toMatchObject({ months: 3, currencies: { USD: { share: 1 / 3 } } })
  expect(of('1997-04-30', ...history)).toMatchObject({ months: 4, currencies: { USD: { share: 1 / 2 } } })
  expect(of('1997-12-31', ...history)).toMatchObject({ months: 12 })
  expect(of('1998-02-28', ...history)).toMatchObject({ months: 14 })
})

test('before the first month is over there is no share', () => {
  const [first] = history
  expect(of('1997-01-30', first!)).toEqual({ months: 0, currencies: { USD: { positiveMonths: 0, share: null } } })
  expect(of('1997-01-31', first!)).toEqual({ months: 1, currencies: { USD: { positiveMonths: 1, share: 1 } } })
})

test('currencies are counted apart, and what came before the first purchase not at all', () => {
  const gift = happened('ConcessionGranted', '1996-12-01', { cost: brl(1_00), reason: 'welcome' })
  const more = purchase('1997-01-21', 0, { total: brl(7_00) })
  expect(of('1997-02-28', gift, ...history.slice(0, 1), more)).toEqual({
    months: 2,
    currencies: { BRL: { positiveMonths: 1, share: 0.5 }, USD: { positiveMonths: 1, share: 0.5 } },
  })
})

test('who has not bought has no continuity', () =>
  expect(continuityOf({ currencies: {} }, null, '1997-01-01')).toBeNull())
