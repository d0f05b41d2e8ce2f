/** Answers about all customers that are worked out when they are asked for, as tables. */
import type { EquityPart } from '../../projections/customer-equity/customer-equity.js'
import { lifetime } from '../../projections/potential/horizon.js'
import { readCostPools } from '../costs/known-cost-pools.js'
import { belongsTo } from '../queries/point-in-time.js'
import { readPredictions } from '../predicting/predictions.js'
import { answerTable, type Table } from './table.js'

/** Rows of a list that its answer cuts off for people. */
const everyRow = 1_000_000

export const answerTables: readonly Table[] = [
  answerTable({
    name: 'rfm',
    row: 'a currency and a cell of scores that somebody has, the best first',
    columns: [
      'currency',
      'recency',
      'frequency',
      'monetary',
      'segment',
      'customers',
      'shareOfCustomers',
      'revenue',
      'shareOfRevenue',
    ],
    read: async ({ portfolio }, at) => {
      const { position, currencies } = await portfolio.rfm(at)
      return {
        position,
        rows: Object.entries(currencies).flatMap(([currency, { cells }]) =>
          cells.map((cell) => ({ currency, ...cell })),
        ),
      }
    },
  }),
  answerTable({
    name: 'predictions',
    row: 'a prediction, a tenth of its customers and a currency; what became of it, where it was compared',
    columns: [
      'prediction',
      'model',
      'version',
      'asOf',
      'until',
      'decile',
      'customers',
      'expectedPurchases',
      'actualPurchases',
      'buyers',
      'currency',
      'expectedSpend',
      'actualSpend',
    ],
    read: async ({ store }, { knownAt }) => {
      const position = await store.head()
      const made = (await readPredictions(store)).filter(({ madeAt }) => knownAt === undefined || madeAt <= knownAt)
      return {
        position,
        rows: made.flatMap(({ prediction, model, asOf, until, deciles, outcome }) => {
          const isKnown = outcome !== null && (knownAt === undefined || outcome.observedAt <= knownAt)
          return deciles.flatMap(({ decile, customers, purchases, spend }, i) => {
            const actual = isKnown ? outcome.deciles[i] : undefined
            const currencies = new Set([...Object.keys(spend), ...Object.keys(actual?.spend ?? {})])
            return [...(currencies.size === 0 ? [null] : currencies)].map((currency) => ({
              prediction,
              model: model.name,
              version: model.version,
              asOf,
              until,
              decile,
              customers,
              expectedPurchases: purchases,
              actualPurchases: actual?.purchases ?? null,
              buyers: actual?.buyers ?? null,
              currency,
              expectedSpend: currency === null ? null : (spend[currency] ?? 0),
              actualSpend: currency === null || !actual ? null : (actual.spend[currency] ?? 0),
            }))
          })
        }),
      }
    },
  }),
  answerTable({
    name: 'save-desk',
    row: 'a customer who is about to leave, in a currency, over a lifetime; the highest value at risk first',
    columns: [
      'currency',
      'customer',
      'stage',
      'pAlive',
      'churnRisk',
      'contractEnds',
      'net',
      'costBasis',
      'expectedMargin',
      'valueAtRisk',
      'lastPurchaseDay',
      'reasons',
      'losses',
      'winBacks',
      'saveActions',
      'lastSaveAction',
    ],
    read: async ({ saveDesk }, at) => {
      const { position, currencies } = await saveDesk.desk({ ...at, horizon: lifetime, limit: everyRow })
      return {
        position,
        rows: Object.entries(currencies).flatMap(([currency, { customers }]) =>
          customers.map((one) => ({ currency, ...one })),
        ),
      }
    },
  }),
  answerTable({
    name: 'low-value',
    row: 'a customer that has brought, and will bring, no more than it costs, in a currency; the least value first',
    columns: ['currency', 'customer', 'revenue', 'effort', 'realized', 'potential', 'value'],
    read: async ({ lowValue }, at) => {
      const { position, currencies } = await lowValue.review({ ...at, horizon: lifetime, limit: everyRow })
      return {
        position,
        rows: Object.entries(currencies).flatMap(([currency, { listed }]) =>
          listed.map((one) => ({ currency, ...one })),
        ),
      }
    },
  }),
  answerTable({
    name: 'equity',
    row: 'a group of customers in a currency, over a lifetime',
    columns: ['group', 'customers', 'alive', 'currency', 'customersInCurrency', 'realized', 'potential'],
    read: async ({ equity }, at) => {
      const { position, active, byKind, quiet, all } = await equity.equity({ ...at, horizon: lifetime })
      const { person, organisation, unknown } = byKind
      const groups: readonly (readonly [string, EquityPart])[] = [
        ['active', active],
        ['active persons', person],
        ['active organisations', organisation],
        ['active of unknown kind', unknown],
        ['quiet', quiet],
        ['all', all],
      ]
      return {
        position,
        rows: groups.flatMap(([group, { customers, alive, currencies }]) =>
          Object.entries(currencies).map(([currency, { customers: customersInCurrency, realized, potential }]) => ({
            group,
            customers,
            alive,
            currency,
            customersInCurrency,
            realized,
            potential,
          })),
        ),
      }
    },
  }),
  answerTable({
    name: 'pareto',
    row: 'a currency and a tenth of its customers after the other, by profit; the best first',
    columns: ['currency', 'customers', 'customersInAll', 'amount', 'share', 'effortShare'],
    read: async ({ equity }, at) => {
      const { position, currencies } = await equity.pareto({ ...at, by: 'profit' })
      return {
        position,
        rows: Object.entries(currencies).flatMap(([currency, { points }]) =>
          points.map((point) => ({ currency, ...point })),
        ),
      }
    },
  }),
  answerTable({
    name: 'pyramid',
    row: 'a tier, the highest first, and a currency; one row without, where nothing was brought in or spent',
    columns: [
      'tier',
      'from',
      'customers',
      'held',
      'overridden',
      'share',
      'currency',
      'revenue',
      'net',
      'revenueShare',
      'netShare',
    ],
    read: async ({ pyramids }, at) => {
      const { position, tiers } = await pyramids.pyramid(at)
      const nothing = [null, { revenue: null, net: null, revenueShare: null, netShare: null }] as const
      return {
        position,
        rows: tiers.flatMap(({ currencies, ...tier }) => {
          const held = Object.entries(currencies)
          return (held.length > 0 ? held : [nothing]).map(([currency, money]) => ({ ...tier, currency, ...money }))
        }),
      }
    },
  }),
  answerTable({
    name: 'market',
    row: 'a market in a period, the latest first',
    columns: [
      'market',
      'from',
      'until',
      'isOver',
      'publisher',
      'currency',
      'turnover',
      'marketTurnover',
      'turnoverShare',
      'bought',
      'marketCustomers',
      'customerShare',
      'before',
      'new',
      'wonBack',
      'lost',
      'after',
      'netAdds',
    ],
    read: async ({ market }, at) => {
      const { position, markets } = await market.shares({ ...at, limit: everyRow })
      return {
        position,
        rows: markets.map(({ market, from, until, isOver, publisher, turnover, customers }) => {
          const { market: marketCustomers, share: customerShare, ...counts } = customers
          return {
            market,
            from,
            until,
            isOver,
            publisher,
            currency: turnover?.currency ?? null,
            turnover: turnover?.ours ?? null,
            marketTurnover: turnover?.market ?? null,
            turnoverShare: turnover?.share ?? null,
            marketCustomers,
            customerShare,
            ...counts,
          }
        }),
      }
    },
  }),
  answerTable({
    name: 'cost-pools',
    row: 'a cost that is shared out, in the order in which they were recorded',
    columns: [
      'pool',
      'from',
      'until',
      'amount',
      'currency',
      'key',
      'purpose',
      'reason',
      'isAllocated',
      'customers',
      'units',
      'withdrawnBecause',
    ],
    read: async ({ store }, { knownAt }) => {
      const position = await store.head()
      const known = knownAt === undefined ? {} : { knownAt }
      const pools = await readCostPools(store, position, (event) => belongsTo(known, event))
      return {
        position,
        rows: pools.map(
          ({ recorded: { pool, from, until, cost, key, purpose, reason = null }, allocated, withdrawn }) => ({
            pool,
            from,
            until,
            ...cost,
            key,
            purpose,
            reason,
            isAllocated: allocated !== undefined,
            customers: allocated?.customers ?? null,
            units: allocated?.units ?? null,
            withdrawnBecause: withdrawn?.reason ?? null,
          }),
        ),
      }
    },
  }),
]
