/** Who was brought in by a customer, by those in turn, and so on: as deep and as large as is asked for (R46). */
import type { Identities } from './identities.js'
import type { Referrals } from './referrals.js'

/** How much of a tree is told. */
export interface TreeBounds {
  /** 1 is whom the customer itself brought in. */
  readonly depth: number
  /** Customers at most, beside the one at the root: those nearest to it. */
  readonly most: number
}

/** As much as is told where nothing else is asked for. */
export const treeBounds: TreeBounds = { depth: 5, most: 200 }

export interface Branch {
  readonly customer: string
  /** How many it brought in. */
  readonly broughtIn: number
  /** Those of them that are told, in the order in which it was recorded. */
  readonly branches: readonly Branch[]
}

/** Whom a customer, and all who were merged into it, brought in: each who stands for himself once. */
export const broughtInBy = (survivor: string, identities: Identities, referrals: Referrals): string[] => {
  const named = identities.membersOf(survivor).flatMap((member) => referrals.broughtInBy(member))
  return [...new Set(named.map((customer) => identities.survivorOf(customer)))].filter((other) => other !== survivor)
}

/** Who brought in a customer: one, or several where those were merged whom they brought in. */
export const whoBroughtIn = (survivor: string, identities: Identities, referrals: Referrals): string[] => {
  const named = identities.membersOf(survivor).flatMap((member) => referrals.referrerOf(member) ?? [])
  return [...new Set(named.map((customer) => identities.survivorOf(customer)))].filter((other) => other !== survivor)
}

/** Level by level; nobody twice, whoever was merged with whom. */
export const referralTree = (
  survivor: string,
  identities: Identities,
  referrals: Referrals,
  { depth, most }: TreeBounds,
): Branch => {
  interface Growing extends Branch {
    readonly branches: Growing[]
  }
  const told = new Set([survivor])
  const branchOf = (customer: string): { branch: Growing; others: readonly string[] } => {
    const others = broughtInBy(customer, identities, referrals)
    return { branch: { customer, broughtIn: others.length, branches: [] }, others }
  }
  const root = branchOf(survivor)
  let level = [root]
  for (let deep = 1; deep <= depth; deep++) {
    const next: typeof level = []
    for (const { branch, others } of level)
      for (const customer of others) {
        if (told.has(customer) || told.size > most) continue
        told.add(customer)
        const one = branchOf(customer)
        branch.branches.push(one.branch)
        next.push(one)
      }
    level = next
  }
  return root.branch
}
