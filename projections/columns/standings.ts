/** How every customer stands at an instant, from the value lines: patterns of buying, and figures for each currency. */
import { dayNumber, type Instant } from '../../domain/time.js'
import { decimalsOf } from '../../domain/money.js'
import type { PatternColumns } from '../../domain/value/batch.js'
import { checkBounded, expectedValueOf, gammaGamma, type GammaGammaParameter } from '../../domain/value/gamma-gamma.js'
import { checkParameters, type Parameters } from '../../domain/value/likelihood.js'
import type { PotentialModel } from '../potential-models.js'
import type { ContractDocument } from '../contracts/contracts.read-model.js'
import { contractsAt, contractsInForce } from '../contracts/contract-versions.js'
import { contractSumsOf, renewalRateAt, type RenewalRate } from '../potential/contractual.js'
import { grown } from './columns.js'
import type { ValueColumns } from './value-columns.js'

/** Who had bought by then, a row each. */
export interface Buyers {
  readonly rows: number
  /** Where the customer stands in the columns. */
  readonly slot: Int32Array
  /** The last purchase day. */
  readonly last: Int32Array
  readonly patterns: PatternColumns
}

/** A row for every currency of a customer. */
const emptyAccounts = (rows: number) => ({
  /** Where the customer stands in the columns, and which row of the buyers is its: -1 of one who had not bought. */
  slot: new Int32Array(rows),
  buyer: new Int32Array(rows),
  currency: new Uint16Array(rows),
  /** Whether anything was bought, given back or cost: 0 where nothing but a contract is in the currency. */
  hasMoved: new Uint8Array(rows),
  revenue: new Float64Array(rows),
  /** Revenue less refunds; NaN of who has neither bought nor given back. */
  monetary: new Float64Array(rows),
  realized: new Float64Array(rows),
  /** Cost to win and to serve. */
  effort: new Float64Array(rows),
  /** Of the purchase days, how many are in this currency; 0 where none is. */
  share: new Float64Array(rows),
  repeats: new Int32Array(rows),
  repeatAmount: new Float64Array(rows),
  ownMean: new Float64Array(rows),
  marginShare: new Float64Array(rows),
})

/** A customer under contract. */
export interface Bound {
  /** Those in force. */
  readonly contracts: readonly ContractDocument[]
  /** Its rows among the accounts: from here to before there. */
  readonly accounts: readonly [number, number]
}

export interface Standings {
  readonly buyers: Buyers
  /** By where the customer stands in the columns. */
  readonly bound: ReadonlyMap<number, Bound>
  /** Of all contracts until then. */
  readonly renewalRate: RenewalRate
  readonly accounts: ReturnType<typeof emptyAccounts> & { readonly rows: number }
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
  monetary: new Float64Array(currencies),
  isMonetary: new Uint8Array(currencies),
  margin: new Float64Array(currencies),
  costToServe: new Float64Array(currencies),
  costToWin: new Float64Array(currencies),
})

/**
 * Adds every customer up to the instant: purchase days and repeats as in the loyalty read model, margins as in that of value.
 * `unitDays`: how many days the unit of time has in which patterns are told.
 */
export const standingsAt = (columns: ValueColumns, asOf: Instant, unitDays: number): Standings => {
  const { customers, lines, size } = columns
  const currencies = columns.currencies.length
  const until = Date.parse(asOf)
  const untilDay = dayNumber(asOf.slice(0, 10))
  const buyers = { slot: new Int32Array(size), last: new Int32Array(size) }
  const patterns = { repeats: new Int32Array(size), lastAt: new Float64Array(size), age: new Float64Array(size) }
  let accounts = emptyAccounts(size + 1024)
  let rows = 0
  let count = 0
  const mine = tallies(currencies)
  const touched: number[] = []
  const day = asOf.slice(0, 10)
  const known = [...columns.contracts].map(([slot, versions]) => [slot, contractsAt(versions, asOf)] as const)
  const inForce = new Map(known.map(([slot, contracts]) => [slot, contractsInForce(contracts, day)]))
  const bound = new Map<number, Bound>()

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
      const monetary = lines.monetary[line]!
      if (!Number.isNaN(monetary)) {
        mine.monetary[currency]! += monetary
        mine.isMonetary[currency] = 1
      }
      mine.margin[currency]! += lines.margin[line]!
      mine.costToServe[currency]! += lines.costToServe[line]!
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
    let daysInAll = 0
    for (const currency of touched) daysInAll += mine.days[currency]!
    const firstAccount = count
    const contracts = inForce.get(slot) ?? []
    for (const { value } of contracts) {
      const currency = columns.currency(value!.currency)
      if (touched.includes(currency)) continue
      for (const name in mine) mine[name as keyof typeof mine][currency] = 0
      touched.push(currency)
    }
    for (const currency of touched) {
      if (count === accounts.slot.length) accounts = grown(accounts, 2 * count)
      accounts.hasMoved[count] = mine.isTouched[currency]!
      mine.isTouched[currency] = 0
      const days = mine.days[currency]!
      const revenue = mine.revenue[currency]!
      const margin = mine.margin[currency]!
      accounts.slot[count] = slot
      accounts.buyer[count] = purchaseDays === 0 ? -1 : rows
      accounts.currency[count] = currency
      accounts.revenue[count] = revenue
      accounts.monetary[count] = mine.isMonetary[currency] === 0 ? NaN : mine.monetary[currency]!
      accounts.effort[count] = mine.costToServe[currency]! + mine.costToWin[currency]!
      accounts.realized[count] = margin - mine.costToWin[currency]!
      accounts.share[count] = days === 0 ? 0 : days / daysInAll
      accounts.repeats[count] = mine.repeats[currency]!
      accounts.repeatAmount[count] = mine.repeatAmount[currency]!
      accounts.ownMean[count] = days === 0 ? 0 : mine.amount[currency]! / days
      accounts.marginShare[count] = revenue > 0 ? margin / revenue : 1
      count += 1
    }
    if (contracts.length > 0) bound.set(slot, { contracts, accounts: [firstAccount, count] })
    if (purchaseDays === 0) continue
    buyers.slot[rows] = slot
    buyers.last[rows] = last
    patterns.repeats[rows] = purchaseDays - 1
    patterns.lastAt[rows] = (last - first) / unitDays
    patterns.age[rows] = (Math.max(untilDay, last) - first) / unitDays
    rows += 1
  }
  return {
    buyers: {
      ...buyers,
      rows,
      patterns: {
        repeats: patterns.repeats.subarray(0, rows),
        lastAt: patterns.lastAt.subarray(0, rows),
        age: patterns.age.subarray(0, rows),
      },
    },
    accounts: { ...accounts, rows: count },
    bound,
    renewalRate: renewalRateAt(contractSumsOf(known.flatMap(([, contracts]) => contracts)), day),
  }
}

/** What a purchase day of the customer is expected to be worth in each account, in minor units. */
export const expectedValues = (
  { currencies }: ValueColumns,
  { accounts }: Standings,
  model: PotentialModel,
): Float64Array => {
  const known = currencies.map((currency) => {
    const values = model.values.find((one) => one.currency === currency)
    if (!values) return undefined
    const parameters = values.parameters as Parameters<GammaGammaParameter>
    checkParameters(gammaGamma.parameterNames, parameters)
    checkBounded(parameters)
    return { parameters, minor: 10 ** decimalsOf(currency) }
  })
  const expected = new Float64Array(accounts.rows)
  for (let row = 0; row < accounts.rows; row += 1) {
    const values = known[accounts.currency[row]!]
    const repeats = accounts.repeats[row]!
    expected[row] = values
      ? values.minor *
        expectedValueOf(
          values.parameters,
          repeats,
          repeats === 0 ? 0 : Math.max(0, accounts.repeatAmount[row]! / repeats / values.minor),
        )
      : accounts.ownMean[row]!
  }
  return expected
}
