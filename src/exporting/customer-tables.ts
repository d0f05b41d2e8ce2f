/** What is known of each customer, as tables: money in minor units, with its currency in a column beside it. */
import type { AccountDocument } from '../../projections/accounts/accounts.read-model.js'
import type { CustomerDocument } from '../../projections/customer/customer.read-model.js'
import { stageAt, type LifecycleDocument } from '../../projections/lifecycle/lifecycle.read-model.js'
import { loyaltyAt, type LoyaltyDocument } from '../../projections/loyalty/loyalty.read-model.js'
import type { TimelineDocument } from '../../projections/timeline/timeline.read-model.js'
import { marginsAt, type Margins } from '../../projections/value/margins.js'
import type { ValueDocument } from '../../projections/value/value.read-model.js'
import type { WalletDocument } from '../../projections/wallet/wallet.read-model.js'
import { documentTable, type Table } from './table.js'

export const sumColumns = [
  'revenue',
  'refunds',
  'concessions',
  'costOfGoods',
  'costToServe',
  'costToWin',
  'net',
] as const

const marginColumns = [
  'customer',
  'currency',
  'period',
  'from',
  'through',
  'revenue',
  'margin',
  'marginShare',
  'improvement',
] as const

const monthsIn = ({ currencies }: Pick<ValueDocument, 'currencies'>) =>
  Object.fromEntries(Object.entries(currencies).map(([currency, { months }]) => [currency, months]))

/** Two and three years together, and each of the three, the latest first. */
export const marginRows = ({ currencies }: Margins) =>
  Object.entries(currencies).flatMap(([currency, { months24, months36, years }]) => [
    { currency, period: '24 months', ...months24, improvement: null },
    { currency, period: '36 months', ...months36, improvement: null },
    ...years.map((year) => ({ currency, period: 'year', ...year })),
  ])

const customers = documentTable<CustomerDocument>()({
  name: 'customers',
  row: 'a customer with a file',
  model: 'customer',
  columns: [
    'customer',
    'kind',
    'owner',
    'ownerSince',
    'sourceRecordsInAll',
    'sourceRecords',
    'profile',
    'deprioritised',
  ],
  rows: ({ kind, owner, ownerSince, sourceRecords, sourceRecordsInAll, profile, deprioritised }, { customer }) => [
    { customer, kind, owner, ownerSince, sourceRecordsInAll, sourceRecords, profile, deprioritised },
  ],
})

const timeline = documentTable<TimelineDocument>()({
  name: 'timeline',
  row: 'a touchpoint or a change of rank',
  model: 'timeline',
  columns: [
    'customer',
    'occurredAt',
    'day',
    'type',
    'channel',
    'source',
    'who',
    'recordedAt',
    'late',
    'lateByDays',
    'id',
    'position',
    'revision',
    'details',
  ],
  rows: ({ channel = null, source = null, ...touchpoint }, { customer }) => [
    { customer, ...touchpoint, channel, source },
  ],
})

const lifecycle = documentTable<LifecycleDocument>()({
  name: 'lifecycle',
  row: 'a customer in a stage',
  model: 'lifecycle',
  columns: ['customer', 'stage', 'since', 'reason', 'changesInAll', 'purchaseDays', 'lastPurchaseDay'],
  rows: (document, { customer, asOf, rules }) => {
    const { stage, since, changes, changesInAll } = stageAt(document, asOf, rules)
    const { purchaseDays, lastPurchaseDay } = document
    const reason = changes.at(-1)?.reason ?? null
    return stage === null ? [] : [{ customer, stage, since, reason, changesInAll, purchaseDays, lastPurchaseDay }]
  },
})

const value = documentTable<ValueDocument>()({
  name: 'value',
  row: 'a customer in a currency: realized value',
  model: 'value',
  columns: ['customer', 'currency', ...sumColumns, 'sales', 'costBasis'],
  rows: ({ currencies, costBasis }, { customer }) =>
    Object.entries(currencies).map(([currency, sums]) => ({ customer, currency, ...sums, costBasis })),
})

const valueMonths = documentTable<ValueDocument>()({
  name: 'value-months',
  row: 'a customer in a currency and month: realized value',
  model: 'value',
  columns: ['customer', 'currency', 'month', ...sumColumns],
  rows: ({ currencies }, { customer }) =>
    Object.entries(currencies).flatMap(([currency, { months }]) =>
      Object.keys(months)
        .sort()
        .map((month) => ({ customer, currency, month, ...months[month]! })),
    ),
})

const loyalty = documentTable<LoyaltyDocument>()({
  name: 'loyalty',
  row: 'a customer who bought',
  model: 'loyalty',
  columns: [
    'customer',
    'purchases',
    'purchaseDays',
    'repeat',
    'firstPurchaseDay',
    'lastPurchaseDay',
    'recencyDays',
    'tenureDays',
    'gaps',
    'meanGapDays',
    'minGapDays',
    'maxGapDays',
    'regularity',
    'activeMonths',
  ],
  rows: (document, { customer, asOf }) => {
    if (document.firstPurchaseDay === null) return []
    const { gaps, activeMonths, ...figures } = loyaltyAt(document, asOf.slice(0, 10))
    return [
      {
        customer,
        ...figures,
        gaps: gaps.count,
        meanGapDays: gaps.meanDays,
        minGapDays: gaps.minDays,
        maxGapDays: gaps.maxDays,
        activeMonths: activeMonths.length,
      },
    ]
  },
})

const bought = documentTable<LoyaltyDocument>()({
  name: 'bought',
  row: 'a customer in a currency: what was bought, and what came in for it',
  model: 'loyalty',
  columns: ['customer', 'currency', 'purchaseDays', 'lastPurchaseDay', 'amount', 'monetary'],
  rows: ({ bought, monetary }, { customer }) =>
    [...new Set([...Object.keys(bought), ...Object.keys(monetary)])].map((currency) => {
      const { days = 0, lastDay = null, amount = 0 } = bought[currency] ?? {}
      return {
        customer,
        currency,
        purchaseDays: days,
        lastPurchaseDay: lastDay,
        amount,
        monetary: monetary[currency] ?? 0,
      }
    }),
})

const surveys = documentTable<LoyaltyDocument>()({
  name: 'surveys',
  row: 'a customer, a survey and a measure',
  model: 'loyalty',
  columns: ['customer', 'survey', 'measure', 'answers', 'sumOfScores', 'lastScore', 'lastAt'],
  rows: ({ surveys }, { customer }) =>
    Object.entries(surveys).map(([asked, { measure, answers, sum, last }]) => ({
      customer,
      survey: asked.slice(measure.length + 1),
      measure,
      answers,
      sumOfScores: sum,
      lastScore: last.score,
      lastAt: last.at,
    })),
})

const wallet = documentTable<WalletDocument>()({
  name: 'wallet',
  row: 'a customer and a basis: the latest estimate of what the customer has to spend',
  model: 'wallet',
  columns: ['customer', 'basis', 'amount', 'currency', 'per', 'source', 'estimatedOn', 'by'],
  rows: ({ estimates }, { customer }) =>
    Object.entries(estimates).map(([basis, estimate]) => ({ customer, basis, ...estimate, ...estimate.amount })),
})

const margins = documentTable<ValueDocument>()({
  name: 'margins',
  row: 'a customer, a currency and a period that ends with the last month that was over',
  model: 'value',
  columns: marginColumns,
  rows: ({ currencies }, { customer, asOf }) =>
    marginRows(marginsAt(monthsIn({ currencies }), asOf.slice(0, 10))).map((row) => ({ customer, ...row })),
})

const accounts = documentTable<AccountDocument>()({
  name: 'accounts',
  row: 'an account of a customer and a currency',
  model: 'accounts',
  columns: ['customer', 'account', 'label', 'openedAt', 'closedAt', 'closedBecause', 'currency', ...sumColumns],
  rows: ({ account, label, openedAt, closedAt, closedBecause, value: { currencies } }, { customer }) => {
    const known = { customer, account, label, openedAt, closedAt, closedBecause }
    const nothing = Object.fromEntries(sumColumns.map((name) => [name, 0])) as Record<
      (typeof sumColumns)[number],
      number
    >
    const held = Object.entries(currencies).map(([currency, { months: _months, sales: _sales, ...sums }]) => ({
      ...known,
      currency,
      ...sums,
    }))
    return held.length === 0 ? [{ ...known, currency: null, ...nothing }] : held
  },
})

const accountMargins = documentTable<AccountDocument>()({
  name: 'account-margins',
  row: 'an account, a currency and a period that ends with the last month that was over',
  model: 'accounts',
  columns: ['customer', 'account', ...marginColumns.slice(1)] as ('account' | (typeof marginColumns)[number])[],
  rows: ({ account, value }, { customer, asOf }) =>
    marginRows(marginsAt(monthsIn(value), asOf.slice(0, 10))).map((row) => ({ customer, account, ...row })),
})

export const customerTables: readonly Table[] = [
  customers,
  timeline,
  lifecycle,
  value,
  valueMonths,
  margins,
  accounts,
  accountMargins,
  loyalty,
  bought,
  surveys,
  wallet,
]
