/** `touchledger customer <customer> merge` and `unmerge`: two customers are found to be one, or two again. */
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { invalid } from '../../../domain/errors.js'
import type { IdentityCommand } from '../../../domain/identity/identity.decider.js'
import { withLedger } from '../ledger.js'
import type { SharedOptions } from '../options.js'
import { print } from '../output.js'

export const acts = ['merge', 'unmerge'] as const
export type Act = (typeof acts)[number]

export interface MergeOptions extends SharedOptions {
  readonly into?: string
  readonly reason?: string
}

/** @throws DomainError `option-missing` */
const given = (value: string | undefined, option: string, act: Act): string => {
  if (value === undefined) throw invalid('option-missing', `${act} wants ${option}`, { option })
  return value
}

const commandOf = (customer: string, act: Act, options: MergeOptions): IdentityCommand => {
  const reason = given(options.reason, '--reason <text>', act)
  if (act === 'unmerge') return { type: 'UnmergeCustomers', data: { customer, reason } }
  const into = resolveCustomer(given(options.into, '--into <customer>', act))
  return { type: 'MergeCustomers', data: { customer, into, reason } }
}

export const decideMerge = async (customer: string, act: Act, options: MergeOptions): Promise<void> => {
  const command = commandOf(customer, act, options)
  await withLedger({ data: options.data, current: false }, async ({ commands }) => {
    const { revision: _revision, ...written } = await commands.handle(customer, command, { actor: 'cli' })
    const done = command.type === 'MergeCustomers' ? `merged into ${command.data.into}` : 'un-merged'
    print(written, options, ({ position }) => `Customer ${customer} is ${done} (log position ${position})`)
  })
}
