/** The tree of who was brought in by a customer, with what each of them is credited for. */
import type { Branch } from '../../projections/referral-tree.js'
import { added, netOf, type Amounts, type BroughtIn } from './customer-value.js'

export interface ReferralBranch {
  readonly customer: string
  /** Profit of the customer so far. */
  readonly net: Amounts
  /** Credit, one level deep: `net` of those whom it brought in. Null where not all of them are told. */
  readonly earned: Amounts | null
  /** How many it brought in. */
  readonly broughtIn: number
  /** Those of them that are told, in the order in which it was recorded. */
  readonly branches: readonly ReferralBranch[]
}

export interface ReferralsTold {
  readonly unit: 'minor units by currency'
  /** Who brought the customer in: nobody, one, or several where customers were merged. */
  readonly broughtInBy: readonly string[]
  /** Everybody whom the customer brought in, and those brought in by them, is told. */
  readonly isWhole: boolean
  /** How many are told, beside the customer itself. */
  readonly customers: number
  readonly tree: ReferralBranch
}

/** All customers of a tree. */
export const customersIn = ({ customer, branches }: Branch): string[] => [customer, ...branches.flatMap(customersIn)]

export const referralsTold = (
  tree: Branch,
  values: readonly BroughtIn[],
  broughtInBy: readonly string[],
): ReferralsTold => {
  const nets = new Map(values.map(({ customer, value }) => [customer, netOf(value)]))
  let isWhole = true
  const told = ({ customer, broughtIn, branches }: Branch): ReferralBranch => {
    const isTold = broughtIn === branches.length
    isWhole &&= isTold
    return {
      customer,
      net: nets.get(customer)!,
      earned: isTold ? added(...branches.map((one) => nets.get(one.customer)!)) : null,
      broughtIn,
      branches: branches.map(told),
    }
  }
  const root = told(tree)
  return { unit: 'minor units by currency', broughtInBy, isWhole, customers: values.length - 1, tree: root }
}
