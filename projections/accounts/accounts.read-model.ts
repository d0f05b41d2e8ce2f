/**
 * Accounts: one document for each, with the realized value of what names it (R53). What names no account belongs to the customer
 * alone, so that the accounts of a customer add up to no more than the customer.
 */
import type { Instant } from '../../domain/time.js'
import { stepOf, type HistoryEvent, type ReadModel } from '../read-model.js'
import { value, type ValueDocument } from '../value/value.read-model.js'

export interface AccountDocument {
  account: string
  label: string | null
  /** Null where only what was bought on it is known. */
  openedAt: Instant | null
  closedAt: Instant | null
  closedBecause: string | null
  value: ValueDocument
}

const addValue = (document: AccountDocument, event: HistoryEvent): void => {
  document.account = (event.data as { readonly account: string }).account
  stepOf(value, event.type)!(document.value, event)
}

export const accounts: ReadModel<AccountDocument> = {
  name: 'accounts',
  version: 1,
  documentOf: ({ data }) => ('account' in data ? data.account : undefined),
  initial: (customer) => ({
    account: '',
    label: null,
    openedAt: null,
    closedAt: null,
    closedBecause: null,
    value: value.initial(customer),
  }),
  evolve: {
    ...Object.fromEntries(Object.keys(value.evolve).map((type) => [type, addValue])),
    AccountOpened: (document, { data, metadata }) => {
      document.account = data.account
      // It is opened once: what is reported again under its name changes nothing of it.
      if (document.openedAt !== null) return
      document.label = data.label ?? null
      document.openedAt = metadata.occurredAt
    },
    AccountClosed: (document, { data, metadata }) => {
      document.account = data.account
      if (document.closedAt !== null) return
      document.closedAt = metadata.occurredAt
      document.closedBecause = data.reason
    },
  },
}
