/** Answers about all customers that are worked out when they are asked for, as tables. */
import { readPredictions } from '../predicting/predictions.js'
import { answerTable, type Table } from './table.js'

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
]
