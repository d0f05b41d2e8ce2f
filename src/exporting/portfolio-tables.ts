/** The figures over all customers as tables: money in minor units, with its currency in a column beside it. */
import { monthAfter } from '../../domain/time.js'
import { marginRows, sumColumns } from './customer-tables.js'
import { portfolioTable, type Table } from './table.js'

const counted = <C extends string, N extends string>(
  counts: Readonly<Record<string, number | undefined>>,
  name: C,
  count: N,
) =>
  Object.entries(counts).map(([key, n]) => ({ [name]: key, [count]: n ?? 0 }) as Record<C, string> & Record<N, number>)

export const portfolioTables: readonly Table[] = [
  portfolioTable({
    name: 'portfolio-value',
    row: 'a currency: realized value of all customers',
    columns: ['currency', ...sumColumns],
    rows: ({ value }) => Object.entries(value).map(([currency, sums]) => ({ currency, ...sums })),
  }),
  portfolioTable({
    name: 'portfolio-margins',
    row: 'a currency and a period that ends with the last month that was over: all customers',
    columns: ['currency', 'period', 'from', 'through', 'revenue', 'margin', 'marginShare', 'improvement'],
    rows: ({ margins }) => marginRows(margins),
  }),
  portfolioTable({
    name: 'portfolio-concentration',
    row: 'a currency and a share of its customers, best first, with the share of revenue they hold',
    columns: ['currency', 'customers', 'customersShare', 'revenueShare'],
    rows: ({ concentration }) =>
      Object.entries(concentration).flatMap(([currency, { customers, pareto }]) =>
        pareto.map((point) => ({
          currency,
          customers,
          customersShare: point.customers,
          revenueShare: point.revenue,
        })),
      ),
  }),
  portfolioTable({
    name: 'portfolio-cohorts',
    row: 'a month of first purchases and a month since, with the customers of the cohort who bought in it',
    columns: ['cohort', 'monthsSince', 'month', 'customers'],
    rows: ({ cohorts }) =>
      Object.entries(cohorts).flatMap(([cohort, months]) =>
        months.map((customers, monthsSince) => ({
          cohort,
          monthsSince,
          month: monthAfter(cohort, monthsSince),
          customers,
        })),
      ),
  }),
  portfolioTable({
    name: 'portfolio-stages',
    row: 'a stage of the lifecycle',
    columns: ['stage', 'customers'],
    rows: ({ stages }) => counted(stages, 'stage', 'customers'),
  }),
  portfolioTable({
    name: 'portfolio-churn',
    row: 'a month in which any customer came or went',
    columns: ['month', 'gained', 'lost', 'wonBack', 'net', 'active', 'churnRate'],
    rows: ({ churn }) => Object.entries(churn.months).map(([month, figures]) => ({ month, ...figures })),
  }),
  portfolioTable({
    name: 'portfolio-lead-origins',
    row: 'an origin of leads',
    columns: ['origin', 'leads', 'won'],
    rows: ({ funnel }) => Object.entries(funnel.byOrigin).map(([origin, figures]) => ({ origin, ...figures })),
  }),
  portfolioTable({
    name: 'portfolio-pipeline',
    row: 'a status, currency and stage of opportunities',
    columns: ['status', 'currency', 'stage', 'opportunities', 'amount', 'margin'],
    rows: ({ pipeline }) =>
      Object.entries(pipeline.amounts).flatMap(([status, amounts]) =>
        Object.entries(amounts).map(([key, figures]) => ({
          status,
          currency: key.slice(0, 3),
          stage: key.slice(4),
          ...figures,
        })),
      ),
  }),
  portfolioTable({
    name: 'portfolio-orders',
    row: 'a status of orders',
    columns: ['status', 'orders'],
    rows: ({ orders }) => counted(orders.byStatus, 'status', 'orders'),
  }),
  portfolioTable({
    name: 'portfolio-order-money',
    row: 'a currency: money of all orders',
    columns: ['currency', 'goods', 'shipping', 'paid', 'refunded'],
    rows: ({ orders }) =>
      Object.entries(orders.money).map(([currency, money]) => ({
        currency,
        goods: money.goods ?? 0,
        shipping: money.shipping ?? 0,
        paid: money.paid ?? 0,
        refunded: money.refunded ?? 0,
      })),
  }),
  portfolioTable({
    name: 'portfolio-cases',
    row: 'a status of cases',
    columns: ['status', 'cases'],
    rows: ({ cases }) => counted(cases.byStatus, 'status', 'cases'),
  }),
  portfolioTable({
    name: 'portfolio-surveys',
    row: 'a survey and a measure',
    columns: ['survey', 'measure', 'answers', 'mean'],
    rows: ({ satisfaction }) =>
      Object.entries(satisfaction.bySurvey).map(([asked, { measure, answers, mean }]) => ({
        survey: asked.slice(measure.length + 1),
        measure,
        answers,
        mean,
      })),
  }),
]
