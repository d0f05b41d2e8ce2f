/** The portfolio: figures over all customers, computed from nothing but the sums of contributions. docs/figures.md defines each. */
import { stages, type Stage } from '../../domain/customer/stage.js'
import type { Day } from '../../domain/time.js'
import type { LifecycleRules } from '../lifecycle/lifecycle.read-model.js'
import { marginsAt, type Margins, type Months } from '../value/margins.js'
import { reportedValues, type ReportedValue } from '../value/reported.js'
import type { ReportedFrom, ValueSums } from '../value/value.read-model.js'
import type { Contribution } from '../read-model.js'
import { churnOf, quietUpTo, type Churn } from './churn.js'
import { concentrationOf, type Concentration } from './concentration.js'
import { satisfactionOf, type Satisfaction } from './satisfaction.js'

type Counts = Record<string, number>

export interface Funnel {
  readonly leads: number
  readonly won: number
  readonly wonBeforeContact: number
  /** The middle duration from capture to deal, of two the later; null without a deal. */
  readonly medianDaysToWon: number | null
  readonly byStatus: Counts
  readonly byOrigin: Record<string, { leads: number; won: number }>
  /** Leads won by sales representative. */
  readonly byRepresentative: Record<string, { won: number }>
  /** Leads won by sales development representative. */
  readonly byDeveloper: Record<string, { won: number }>
  readonly bySegment: Record<string, { won: number }>
}

export interface Portfolio {
  /** Customers with a file. */
  readonly customers: number
  /** Customers who bought or ordered. */
  readonly buyers: number
  /** Customers who bought on more than one day. */
  readonly repeatCustomers: number
  readonly repeatRate: number | null
  readonly purchases: number
  readonly purchaseDays: number
  /** Recognised revenue, minor units by currency. */
  readonly revenue: Counts
  /** All sums of realized value, minor units by currency. */
  readonly value: Record<string, ValueSums>
  /** The same by reporting currency, of those into which anything was converted; empty without any rate. */
  readonly reported: Record<string, ReportedValue>
  readonly margins: Margins
  /** Of the currency in which most customers bought. */
  readonly gini: number | null
  readonly top20Share: number | null
  readonly concentration: Record<string, Concentration>
  /** By month of the first purchase: customers buying in that month and in each month after it. */
  readonly cohorts: Record<string, number[]>
  readonly stages: Partial<Record<Stage, number>>
  readonly churn: Churn
  readonly funnel: Funnel
  readonly pipeline: {
    readonly byStatus: Counts
    /** By status, then `currency/stage`: minor units. */
    readonly amounts: Record<string, Record<string, { opportunities: number; amount: number; margin: number }>>
  }
  readonly orders: {
    readonly byStatus: Counts
    readonly steps: Counts
    readonly cancelledBecause: Counts
    /** Minor units by currency. */
    readonly money: Record<string, Counts>
  }
  readonly cases: {
    readonly cases: number
    readonly byStatus: Counts
    readonly bySourceStatus: Counts
    /** How often each status was entered. */
    readonly changes: Counts
    readonly handOffs: number
    readonly reopenings: number
  }
  readonly satisfaction: Satisfaction
}

/** Contributions by figure. */
type Figures = ReadonlyMap<string, readonly Contribution[]>

const secondsPerDay = 86_400

/** What only ranks and cohorts by revenue are read from; the portfolio leaves it out. */
const others = /^(monetary\/|lastPurchaseDay$|purchaseDays$|cohort\/revenue$)/

/** Whether the portfolio is computed from a figure. */
export const portfolioFigures = (figure: string): boolean => !others.test(figure)

/**
 * Computes the portfolio as of a day. Contributions may come in any order. `concentration`, by currency, where it is known
 * from elsewhere than the contributions `revenue/…`.
 */
export const portfolioOf = (
  contributions: Iterable<Contribution>,
  asOf: Day,
  rules: LifecycleRules,
  concentration?: Readonly<Record<string, Concentration>>,
): Portfolio => {
  const figures = new Map<string, Contribution[]>()
  for (const contribution of contributions) {
    const known = figures.get(contribution.figure)
    if (known) known.push(contribution)
    else figures.set(contribution.figure, [contribution])
  }
  const buyers = total(figures, 'buyers', 'customers')
  const repeatCustomers = total(figures, 'buyers', 'repeat')
  const value = valueOf(figures)
  const concentrated = concentration ?? concentrations(figures)
  const main = Object.values(concentrated).reduce<Concentration | undefined>(
    (most, other) => (most && most.customers >= other.customers ? most : other),
    undefined,
  )
  return {
    customers: total(figures, 'customers', 'customers'),
    buyers,
    repeatCustomers,
    repeatRate: buyers === 0 ? null : repeatCustomers / buyers,
    purchases: total(figures, 'buyers', 'purchases'),
    purchaseDays: total(figures, 'buyers', 'purchaseDays'),
    revenue: Object.fromEntries(Object.entries(value).map(([currency, { revenue }]) => [currency, revenue])),
    value,
    reported: reportedValues(value, reportedFrom(figures)),
    margins: marginsAt(monthsOf(figures), asOf),
    gini: main?.gini ?? null,
    top20Share: main?.top20Share ?? null,
    concentration: concentrated,
    cohorts: cohortsOf(figures),
    stages: stagesOf(figures, asOf, rules),
    churn: churnOf(of(figures, 'turnover'), of(figures, 'stage'), asOf, rules),
    funnel: funnelOf(figures),
    pipeline: {
      byStatus: counts(figures, 'opportunities/status', 'opportunities'),
      amounts: Object.fromEntries(
        ['open', 'won', 'lost'].map((status) => [
          status,
          keyed(figures, `opportunities/${status}`, ['opportunities', 'amount', 'margin']),
        ]),
      ),
    },
    orders: {
      byStatus: counts(figures, 'orders/status', 'orders'),
      steps: keyed(figures, 'orders/steps', ['placed', 'approved', 'shipped', 'fulfilled', 'fulfilledLate']).all ?? {},
      cancelledBecause: counts(figures, 'orders/cancelled', 'orders'),
      money: keyed(figures, 'orders/money', ['goods', 'shipping', 'paid', 'refunded']),
    },
    cases: {
      cases: total(figures, 'cases', 'cases'),
      byStatus: counts(figures, 'cases/status', 'cases'),
      bySourceStatus: counts(figures, 'cases/sourceStatus', 'cases'),
      changes: counts(figures, 'cases/changes', 'changes'),
      handOffs: total(figures, 'cases', 'handOffs'),
      reopenings: total(figures, 'cases', 'reopenings'),
    },
    satisfaction: satisfactionOf({
      answers: sorted(of(figures, 'answers')),
      waves: sorted(of(figures, 'waves')),
      waveAnswers: sorted(of(figures, 'waves/answers')),
    }),
  }
}

const of = (figures: Figures, figure: string): readonly Contribution[] => figures.get(figure) ?? []

const total = (figures: Figures, figure: string, measure: string): number =>
  of(figures, figure).reduce((sum, { add }) => sum + (add[measure] ?? 0), 0)

const sorted = (contributions: readonly Contribution[]): Contribution[] =>
  [...contributions].sort((a, b) =>
    typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : String(a.key) < String(b.key) ? -1 : 1,
  )

/** One measure of a figure by key; what adds up to nothing is left out. */
const counts = (figures: Figures, figure: string, measure: string): Counts =>
  Object.fromEntries(
    sorted(of(figures, figure)).flatMap(({ key, add }) => (add[measure] ? [[String(key), add[measure]]] : [])),
  )

/** Several measures of a figure by key; keys at which all of them are zero are left out. */
const keyed = <M extends string>(
  figures: Figures,
  figure: string,
  measures: readonly M[],
): Record<string, Record<M, number>> =>
  Object.fromEntries(
    sorted(of(figures, figure))
      .filter(({ add }) => Object.values(add).some((amount) => amount !== 0))
      .map(({ key, add }) => [
        String(key),
        Object.fromEntries(measures.map((measure) => [measure, add[measure] ?? 0])) as Record<M, number>,
      ]),
  )

const valueOf = (figures: Figures): Record<string, ValueSums> =>
  Object.fromEntries(
    sorted(of(figures, 'value'))
      .filter(({ add }) => add.customers)
      .map(({ key, add }) => {
        const of = (measure: keyof ValueSums): number => add[measure] ?? 0
        return [
          String(key),
          {
            revenue: of('revenue'),
            refunds: of('refunds'),
            concessions: of('concessions'),
            costOfGoods: of('costOfGoods'),
            costToServe: of('costToServe'),
            costToWin: of('costToWin'),
            net: of('net'),
          },
        ]
      }),
  )

const reportedFrom = (figures: Figures): Record<string, Record<string, ReportedFrom>> => {
  const reported: Record<string, Record<string, ReportedFrom>> = {}
  for (const { key, add } of sorted(of(figures, 'reported'))) {
    const [to, from] = String(key).split('/') as [string, string]
    const sums = { ...noReport(), ...add }
    if (Object.values(sums).some((amount) => amount !== 0)) (reported[to] ??= {})[from] = sums
  }
  return reported
}

const noReport = (): ReportedFrom => ({
  revenue: 0,
  refunds: 0,
  concessions: 0,
  costOfGoods: 0,
  costToServe: 0,
  costToWin: 0,
  net: 0,
  sourceRevenue: 0,
  sourceNet: 0,
})

/** What margins are made of, by currency and month. */
const monthsOf = (figures: Figures): Record<string, Months> =>
  Object.fromEntries(
    [...figures.keys()]
      .filter((figure) => figure.startsWith('margin/'))
      .sort()
      .map((figure) => [figure.slice('margin/'.length), keyed(figures, figure, ['revenue', 'net'])]),
  )

const concentrations = (figures: Figures): Record<string, Concentration> => {
  const concentrations: Record<string, Concentration> = {}
  for (const figure of [...figures.keys()].filter((figure) => figure.startsWith('revenue/')).sort()) {
    const held = sorted(of(figures, figure)).filter(({ add }) => add.customers)
    const revenues = held.map(({ key }) => key as number)
    const customers = held.map(({ add }) => add.customers!)
    if (held.length > 0) concentrations[figure.slice('revenue/'.length)] = concentrationOf({ revenues, customers })
  }
  return concentrations
}

/** Every cohort has as many months as lie between it and the last month in which anybody bought. */
const cohortsOf = (figures: Figures): Record<string, number[]> => {
  const cells = of(figures, 'cohort')
    .filter(({ add }) => add.customers)
    .map(({ key, add }) => {
      const [month, offset] = String(key).split('/+') as [string, string]
      return { month, offset: Number(offset), customers: add.customers! }
    })
  const index = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))
  const end = Math.max(...cells.map(({ month, offset }) => index(month) + offset))
  const cohorts: Record<string, number[]> = {}
  for (const month of [...new Set(cells.map(({ month }) => month))].sort())
    cohorts[month] = Array.from({ length: end - index(month) + 1 }, () => 0)
  for (const { month, offset, customers } of cells) cohorts[month]![offset] = customers
  return cohorts
}

/** Counts those as lost who have been quiet for too long; those whom no quietness can lose stand beyond every day. */
const stagesOf = (figures: Figures, asOf: Day, rules: LifecycleRules): Partial<Record<Stage, number>> => {
  const lostUpTo = quietUpTo(asOf, rules)
  const counted = new Map<Stage, number>()
  for (const { key, add } of of(figures, 'stage'))
    for (const [stage, customers] of Object.entries(add) as [Stage, number][]) {
      const now = (key as number) <= lostUpTo ? 'lost' : stage
      counted.set(now, (counted.get(now) ?? 0) + customers)
    }
  return Object.fromEntries(stages.flatMap((stage) => (counted.get(stage) ? [[stage, counted.get(stage)!]] : [])))
}

const funnelOf = (figures: Figures): Funnel => ({
  leads: total(figures, 'leads/origin', 'leads'),
  won: total(figures, 'leads/origin', 'won'),
  wonBeforeContact: total(figures, 'leads/secondsToWon', 'beforeCapture'),
  medianDaysToWon: medianDays(of(figures, 'leads/secondsToWon')),
  byStatus: counts(figures, 'leads/status', 'leads'),
  byOrigin: keyed(figures, 'leads/origin', ['leads', 'won']),
  byRepresentative: keyed(figures, 'leads/representative', ['won']),
  byDeveloper: keyed(figures, 'leads/developer', ['won']),
  bySegment: keyed(figures, 'leads/segment', ['won']),
})

/** The middle of durations counted by seconds; of two middle ones the later. */
const medianDays = (durations: readonly Contribution[]): number | null => {
  const inOrder = sorted(durations)
  const all = inOrder.reduce((sum, { add }) => sum + (add.leads ?? 0), 0)
  let passed = 0
  for (const { key, add } of inOrder) {
    passed += add.leads ?? 0
    if (passed > Math.floor(all / 2)) return (key as number) / secondsPerDay
  }
  return null
}
