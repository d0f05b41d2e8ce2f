/** Orders, leads, opportunities, cases and commitments as tables; money in minor units, with its currency. */
import type { CaseDocument } from '../../projections/cases/cases.read-model.js'
import type { CommitmentDocument } from '../../projections/commitments/commitments.read-model.js'
import { contractStateAt, type ContractDocument } from '../../projections/contracts/contracts.read-model.js'
import type { LeadDocument } from '../../projections/leads/leads.read-model.js'
import type { OpportunityDocument } from '../../projections/opportunities/opportunities.read-model.js'
import type { OrderDocument } from '../../projections/orders/orders.read-model.js'
import { documentTable, type Table } from './table.js'

const orders = documentTable<OrderDocument>()({
  name: 'orders',
  row: 'an order in a currency: in a second one only where it was paid in that, too',
  model: 'orders',
  columns: [
    'customer',
    'order',
    'status',
    'currency',
    'goods',
    'shipping',
    'paid',
    'refunded',
    'promisedBy',
    'placedAt',
    'approvedAt',
    'shippedAt',
    'fulfilledAt',
    'cancelledAt',
    'cancelledBecause',
    'fulfilledLate',
  ],
  rows: ({ currency: own, goods, shipping, paid, refunded, ...order }, { customer }) => {
    const currencies = new Set([...(own === null ? [] : [own]), ...Object.keys(paid), ...Object.keys(refunded)])
    const rowIn = (currency: string | null) => ({
      customer,
      ...order,
      currency,
      goods: currency === own ? goods : 0,
      shipping: currency === own ? shipping : 0,
      paid: (currency !== null && paid[currency]) || 0,
      refunded: (currency !== null && refunded[currency]) || 0,
    })
    return currencies.size === 0 ? [rowIn(null)] : [...currencies].map(rowIn)
  },
})

const leads = documentTable<LeadDocument>()({
  name: 'leads',
  row: 'a lead',
  model: 'leads',
  columns: [
    'customer',
    'lead',
    'status',
    'origin',
    'capturedAt',
    'convertedAt',
    'developedBy',
    'by',
    'segment',
    'convertedBeforeCapture',
  ],
  rows: (lead, { customer }) => [{ customer, ...lead }],
})

const opportunities = documentTable<OpportunityDocument>()({
  name: 'opportunities',
  row: 'an opportunity',
  model: 'opportunities',
  columns: [
    'customer',
    'opportunity',
    'status',
    'stage',
    'currency',
    'amount',
    'marginCurrency',
    'margin',
    'by',
    'openedAt',
    'closedAt',
    'lostBecause',
  ],
  rows: ({ amount, margin, ...opportunity }, { customer }) => [
    {
      customer,
      ...opportunity,
      currency: amount?.currency ?? null,
      amount: amount?.amount ?? null,
      marginCurrency: margin?.currency ?? null,
      margin: margin?.amount ?? null,
    },
  ],
})

const cases = documentTable<CaseDocument>()({
  name: 'cases',
  row: 'a case',
  model: 'cases',
  columns: [
    'customer',
    'case',
    'status',
    'sourceStatus',
    'owner',
    'openedAt',
    'changedAt',
    'resolvedAt',
    'closedAt',
    'changes',
    'handOffs',
    'reopenings',
  ],
  rows: (one, { customer }) => [{ customer, ...one }],
})

const commitments = documentTable<CommitmentDocument>()({
  name: 'commitments',
  row: 'a commitment',
  model: 'commitments',
  columns: ['customer', 'commitment', 'status', 'promise', 'madeAt', 'dueOn', 'by', 'settledOn', 'cause'],
  rows: (commitment, { customer }) => [{ customer, ...commitment }],
})

const contracts = documentTable<ContractDocument>()({
  name: 'contracts',
  row: 'a contract',
  model: 'contracts',
  columns: [
    'customer',
    'contract',
    'state',
    'signedAt',
    'from',
    'until',
    'per',
    'currency',
    'value',
    'margin',
    'renewalProbability',
    'noticeDays',
    'renewals',
    'terminatedBecause',
    'by',
  ],
  rows: (document, { customer, asOf }) => {
    const { contract, signedAt, from, until, per, renewalProbability, noticeDays, renewals, by } = document
    return [
      {
        customer,
        contract,
        state: contractStateAt(document, asOf.slice(0, 10)),
        signedAt,
        from,
        until,
        per,
        currency: document.value?.currency ?? null,
        value: document.value?.amount ?? null,
        margin: document.margin?.amount ?? null,
        renewalProbability,
        noticeDays,
        renewals,
        terminatedBecause: document.terminated?.reason ?? null,
        by,
      },
    ]
  },
})

export const subjectTables: readonly Table[] = [orders, leads, opportunities, cases, commitments, contracts]
