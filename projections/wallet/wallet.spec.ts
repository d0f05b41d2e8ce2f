import { given, happened, purchase, refund, type Happened } from '../../test/given-events.js'
import type { WalletBasis, WalletPeriod } from '../../domain/wallet/wallet.subject.js'
import { value } from '../value/value.read-model.js'
import { sharesOfWallet } from './share-of-wallet.js'
import { wallet } from './wallet.read-model.js'

const estimated = (at: string, amount: number, per: WalletPeriod, basis: WalletBasis, currency = 'USD') =>
  happened('WalletEstimated', at, { amount: { amount, currency }, per, basis, source: 'study' })

const sharesAt = (asOf: string, ...events: readonly Happened[]) =>
  sharesOfWallet(given(...events).document(wallet), given(...events).document(value), asOf)

test('the latest estimate counts on each basis, whenever it was recorded', () => {
  given(
    estimated('2026-03-01', 900_00, 'year', 'category spend'),
    estimated('2026-02-01', 800_00, 'year', 'category spend'),
    estimated('2026-01-01', 30_000_00, 'year', 'disposable income'),
  ).expect(wallet, {
    estimates: {
      'category spend': { amount: { amount: 900_00, currency: 'USD' }, estimatedOn: '2026-03-01' },
      'disposable income': { source: 'study', estimatedOn: '2026-01-01', by: null },
    },
  })
})

test('the share is revenue of the whole months before the day, as many as the estimate is for', () => {
  const bought = [
    purchase('2025-12-31', 1_00),
    purchase('2026-01-15', 10_00),
    purchase('2026-03-31', 20_00),
    purchase('2026-04-01', 40_00),
  ]
  const quarter = estimated('2026-01-01', 120_00, 'quarter', 'category spend')
  const year = estimated('2026-01-01', 1_000_00, 'year', 'disposable income')
  expect(sharesAt('2026-04-30', ...bought, quarter, year)).toEqual([
    {
      basis: 'disposable income',
      source: 'study',
      estimatedOn: '2026-01-01',
      amount: 1_000_00,
      currency: 'USD',
      per: 'year',
      from: '2025-04',
      until: '2026-03',
      revenue: 31_00,
      share: 0.031,
    },
    {
      basis: 'category spend',
      source: 'study',
      estimatedOn: '2026-01-01',
      amount: 120_00,
      currency: 'USD',
      per: 'quarter',
      from: '2026-01',
      until: '2026-03',
      revenue: 30_00,
      share: 0.25,
    },
  ])
  const month = estimated('2026-01-01', 50_00, 'month', 'category spend')
  expect(sharesAt('2026-05-01', ...bought, month)).toMatchObject([
    { from: '2026-04', until: '2026-04', revenue: 40_00, share: 0.8 },
  ])
})

test('other currencies are not compared, refunds leave revenue as it is, and no estimate is no share', () => {
  const bought = [purchase('2026-01-15', 10_00), refund('2026-01-20', 10_00)]
  const inYen = estimated('2026-01-01', 100, 'year', 'category spend', 'JPY')
  expect(sharesAt('2026-04-30', ...bought, inYen)).toMatchObject([{ currency: 'JPY', revenue: 0, share: 0 }])
  const inDollars = estimated('2026-01-01', 5_00, 'year', 'category spend')
  expect(sharesAt('2026-04-30', ...bought, inDollars)).toMatchObject([{ revenue: 10_00, share: 2 }])
  expect(sharesOfWallet(wallet.initial('ada'), given(...bought).document(value), '2026-04-30')).toEqual([])
})
