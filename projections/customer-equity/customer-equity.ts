/**
 * Customer equity: potential value of all customers together, at any day (R52); credit for customers brought in is left out.
 * Of each customer it is what `potentialAt` says, rounded to the minor unit there, so that the parts sum to the whole.
 */
import { decimalsOf } from '../../domain/money.js'
import { dayNumber, type Instant } from '../../domain/time.js'
import { evaluateBatch, type BatchAnswers, type PatternColumns } from '../../domain/value/batch.js'
import { checkBounded, expectedValueOf, gammaGamma, type GammaGammaParameter } from '../../domain/value/gamma-gamma.js'
import { checkParameters, type Parameters } from '../../domain/value/likelihood.js'
import { purchaseModels } from '../../domain/value/purchase-models.js'
import { continuousRate, daysPer } from '../../domain/value/purchase-pattern.js'
import { horizonIn, type Horizon } from '../potential/horizon.js'
import type { PotentialModel } from '../potential-models.js'
import { grown } from './columns.js'
import { kinds, type ValueColumns } from './value-columns.js'

/** In one currency; money in minor units of it. */
export interface EquityInCurrency {
  /** Those who had bought or cost anything in it. */
  customers: number
  /** Revenue less refunds, concessions and all costs. */
  realized: number
  /** Discounted; null as long as no model was activated. */
  potential: number | null
}

export interface EquityPart {
  /** Those who had bought by the day. */
  customers: number
  /** How many of them are expected to buy still: the sum of their probabilities. Null without a model. */
  alive: number | null
  /** Purchase days within the horizon; null without a model, and where they have no bound. */
  expectedPurchases: number | null
  currencies: Record<string, EquityInCurrency>
}

export interface CustomerEquity {
  /** Who bought within the window on whose end a customer is lost: customer equity proper. */
  readonly active: EquityPart
  /** The active ones by kind. */
  readonly byKind: Readonly<Record<'person' | 'organisation' | 'unknown', EquityPart>>
  /** Who has not bought for longer. */
  readonly quiet: EquityPart
  readonly all: EquityPart
}

export interface EquityRequest {
  readonly asOf: Instant
  readonly horizon: Horizon
  /** Days without a purchase after which a customer is lost. */
  readonly lostAfterDays: number
  readonly model: PotentialModel | undefined
}

/** A row for every currency in which a customer buys. */
const emptyWays = (rows: number) => ({
  /** The row of the customer. */
  of: new Int32Array(rows),
  currency: new Uint16Array(rows),
  share: new Float64Array(rows),
  repeats: new Int32Array(rows),
  repeatAmount: new Float64Array(rows),
  ownMean: new Float64Array(rows),
  marginShare: new Float64Array(rows),
})

/** What each customer who had bought by then looks like. */
interface Bought {
  readonly patterns: PatternColumns
  readonly rows: number
  /** 0, 1, 2 by kind for the active; 3 more for the quiet. */
  readonly group: Uint8Array
  readonly ways: ReturnType<typeof emptyWays> & { readonly count: number }
}

const groups = 2 * kinds.length

/** Sums of one group: every currency has its place in each list. */
interface GroupSums {
  customers: number
  alive: number
  expectedPurchases: number
  readonly customersIn: Float64Array
  readonly realized: Float64Array
  readonly potential: Float64Array
}

/** What a customer had bought, earned and cost in one currency by the day. */
const tallies = (currencies: number) => ({
  isTouched: new Uint8Array(currencies),
  days: new Int32Array(currencies),
  amount: new Float64Array(currencies),
  repeats: new Int32Array(currencies),
  repeatAmount: new Float64Array(currencies),
  lastDay: new Int32Array(currencies),
  revenue: new Float64Array(currencies),
  margin: new Float64Array(currencies),
  costToWin: new Float64Array(currencies),
})

/** Adds every customer up to the instant. Purchase days and repeats as in the loyalty read model, margins as in that of value. */
const addUp = (
  columns: ValueColumns,
  { asOf, lostAfterDays }: EquityRequest,
  unitDays: number,
  sums: GroupSums[],
): Bought => {
  const { customers, lines, size } = columns
  const currencies = columns.currencies.length
  const until = Date.parse(asOf)
  const untilDay = dayNumber(asOf.slice(0, 10))
  const patterns = { repeats: new Int32Array(size), lastAt: new Float64Array(size), age: new Float64Array(size) }
  const group = new Uint8Array(size)
  let ways = emptyWays(size + 1024)
  let rows = 0
  let count = 0
  const mine = tallies(currencies)
  const touched: number[] = []

  for (let slot = 0; slot < size; slot += 1) {
    const begin = customers.start[slot]!
    const end = begin + customers.count[slot]!
    let [first, last, purchaseDays] = [0, 0, 0]
    touched.length = 0
    for (let line = begin; line < end && lines.at[line]! <= until; line += 1) {
      const currency = lines.currency[line]!
      if (mine.isTouched[currency] === 0) {
        for (const name in mine) mine[name as keyof typeof mine][currency] = 0
        mine.isTouched[currency] = 1
        mine.lastDay[currency] = -Infinity
        touched.push(currency)
      }
      mine.revenue[currency]! += lines.revenue[line]!
      mine.margin[currency]! += lines.margin[line]!
      mine.costToWin[currency]! += lines.costToWin[line]!
      const bought = lines.bought[line]!
      if (Number.isNaN(bought)) continue
      const day = lines.day[line]!
      if (purchaseDays === 0) first = day
      const isRepeat = day > first
      mine.amount[currency]! += bought
      if (isRepeat) mine.repeatAmount[currency]! += bought
      if (mine.days[currency] === 0 || day > mine.lastDay[currency]!) {
        mine.lastDay[currency] = day
        mine.days[currency]! += 1
        if (isRepeat) mine.repeats[currency]! += 1
      }
      if (purchaseDays > 0 && day <= last) continue
      last = day
      purchaseDays += 1
    }
    const isActive = purchaseDays > 0 && last + lostAfterDays >= untilDay
    const own = customers.kind[slot]! + (isActive ? 0 : kinds.length)
    const sum = sums[own]!
    let daysInAll = 0
    for (const currency of touched) {
      daysInAll += mine.days[currency]!
      mine.isTouched[currency] = 0
      sum.customersIn[currency]! += 1
      sum.realized[currency]! += mine.margin[currency]! - mine.costToWin[currency]!
    }
    if (purchaseDays === 0) continue
    sum.customers += 1
    const now = Math.max(untilDay, last)
    patterns.repeats[rows] = purchaseDays - 1
    patterns.lastAt[rows] = (last - first) / unitDays
    patterns.age[rows] = (now - first) / unitDays
    group[rows] = own
    for (const currency of touched) {
      if (mine.days[currency] === 0) continue
      if (count === ways.of.length) ways = grown(ways, 2 * count)
      ways.of[count] = rows
      ways.currency[count] = currency
      ways.share[count] = mine.days[currency]! / daysInAll
      ways.repeats[count] = mine.repeats[currency]!
      ways.repeatAmount[count] = mine.repeatAmount[currency]!
      ways.ownMean[count] = mine.amount[currency]! / mine.days[currency]!
      ways.marginShare[count] = mine.revenue[currency]! > 0 ? mine.margin[currency]! / mine.revenue[currency]! : 1
      count += 1
    }
    rows += 1
  }
  return {
    patterns: {
      repeats: patterns.repeats.subarray(0, rows),
      lastAt: patterns.lastAt.subarray(0, rows),
      age: patterns.age.subarray(0, rows),
    },
    rows,
    group,
    ways: { count, ...ways },
  }
}

/** What a purchase day of a customer is expected to be worth in each currency, in minor units. */
const valuesOf = (columns: ValueColumns, { ways }: Bought, model: PotentialModel): Float64Array => {
  const known = columns.currencies.map((currency) => {
    const values = model.values.find((one) => one.currency === currency)
    if (!values) return undefined
    const parameters = values.parameters as Parameters<GammaGammaParameter>
    checkParameters(gammaGamma.parameterNames, parameters)
    checkBounded(parameters)
    return { parameters, minor: 10 ** decimalsOf(currency) }
  })
  const expected = new Float64Array(ways.count)
  for (let way = 0; way < ways.count; way += 1) {
    const values = known[ways.currency[way]!]
    const repeats = ways.repeats[way]!
    expected[way] = values
      ? values.minor *
        expectedValueOf(
          values.parameters,
          repeats,
          repeats === 0 ? 0 : Math.max(0, ways.repeatAmount[way]! / repeats / values.minor),
        )
      : ways.ownMean[way]!
  }
  return expected
}

const expect = (
  columns: ValueColumns,
  bought: Bought,
  model: PotentialModel,
  horizon: Horizon,
  sums: readonly GroupSums[],
): void => {
  const { purchases, discountPerYear } = model
  const within = horizonIn(purchases.unit, horizon)
  const answers: BatchAnswers = evaluateBatch(purchaseModels[purchases.model], purchases.parameters, bought.patterns, {
    horizon: within ?? 0,
    discounting: {
      rate: continuousRate(discountPerYear, purchases.unit),
      ...(within !== undefined && { horizon: within }),
    },
  })
  for (let row = 0; row < bought.rows; row += 1) {
    const sum = sums[bought.group[row]!]!
    sum.alive += answers.probabilityAlive[row]!
    sum.expectedPurchases += answers.expectedPurchases[row]!
  }
  const { ways } = bought
  const values = valuesOf(columns, bought, model)
  const discounted = answers.discountedExpectedPurchases!
  for (let way = 0; way < ways.count; way += 1) {
    const row = ways.of[way]!
    sums[bought.group[row]!]!.potential[ways.currency[way]!]! += Math.round(
      discounted[row]! * ways.share[way]! * values[way]! * ways.marginShare[way]!,
    )
  }
}

/** @throws DomainError `lifetime-unbounded` with a discount rate of 0 and no horizon */
export const customerEquityAt = (columns: ValueColumns, request: EquityRequest): CustomerEquity => {
  const { model, horizon } = request
  const currencies = columns.currencies.length
  const sums = Array.from({ length: groups }, (): GroupSums => ({
    customers: 0,
    alive: 0,
    expectedPurchases: 0,
    customersIn: new Float64Array(currencies),
    realized: new Float64Array(currencies),
    potential: new Float64Array(currencies),
  }))
  const bought = addUp(columns, request, daysPer[model?.purchases.unit ?? 'day'], sums)
  if (model) expect(columns, bought, model, horizon, sums)

  const part = (...of: readonly GroupSums[]): EquityPart => {
    const total = (measure: (sums: GroupSums) => number): number => of.reduce((sum, one) => sum + measure(one), 0)
    const known: Record<string, EquityInCurrency> = {}
    columns.currencies.forEach((currency, i) => {
      const customers = total(({ customersIn }) => customersIn[i]!)
      if (customers === 0) return
      known[currency] = {
        customers,
        realized: total(({ realized }) => realized[i]!),
        potential: model ? total(({ potential }) => potential[i]!) : null,
      }
    })
    return {
      customers: total(({ customers }) => customers),
      alive: model ? total(({ alive }) => alive) : null,
      expectedPurchases: model && horizon.days !== undefined ? total((one) => one.expectedPurchases) : null,
      currencies: known,
    }
  }
  const [unknown, person, organisation] = sums
  return {
    active: part(...sums.slice(0, kinds.length)),
    byKind: { person: part(person!), organisation: part(organisation!), unknown: part(unknown!) },
    quiet: part(...sums.slice(kinds.length)),
    all: part(...sums),
  }
}
