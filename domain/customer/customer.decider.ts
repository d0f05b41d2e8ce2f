/** Decides on the customer's file. */
import type { Decider } from '../decider.js'
import { invalid, notFound, ruleBroken } from '../errors.js'
import type { CustomerEvent } from './customer.events.js'
import type { Stage } from './stage.js'

export type CustomerCommand =
  | {
      readonly type: 'RegisterCustomer'
      readonly data: {
        readonly kind: 'person' | 'organisation'
        readonly profile?: Readonly<Record<string, string>>
        readonly source?: string
        readonly externalId?: string
      }
    }
  | { readonly type: 'ChangeProfileField'; readonly data: { readonly field: string; readonly value: string | null } }
  | { readonly type: 'LinkSourceRecord'; readonly data: { readonly source: string; readonly externalId: string } }
  | { readonly type: 'ChangeLifecycleStage'; readonly data: { readonly stage: Stage; readonly reason: string } }
  | { readonly type: 'AssignCustomer'; readonly data: { readonly to: string; readonly reason?: string } }

interface Customer {
  /** `known`: facts were recorded before anybody opened a file. */
  readonly status: 'none' | 'known' | 'registered'
  readonly profile: Readonly<Record<string, string>>
  readonly sourceRecords: readonly string[]
  readonly stage?: Stage
  readonly owner?: string
}

const recordKey = (record: { source: string; externalId: string }): string => `${record.source}:${record.externalId}`
const known = (state: Customer): Customer => (state.status === 'none' ? { ...state, status: 'known' } : state)

const fieldOf = ({ profile }: Customer, field: string): string | null =>
  Object.hasOwn(profile, field) ? profile[field]! : null

const mustBeKnown = (state: Customer): void => {
  if (state.status === 'none') throw notFound('customer-unknown', 'Nothing is recorded of this customer')
}

export const customer: Decider<Customer, CustomerCommand, CustomerEvent> = {
  name: 'customer',
  initial: { status: 'none', profile: {}, sourceRecords: [] },
  decide: {
    RegisterCustomer: ({ data: { source, externalId, ...file } }, state) => {
      if (state.status === 'registered')
        throw ruleBroken('customer-already-registered', 'The customer is registered already')
      if ((source === undefined) !== (externalId === undefined))
        throw invalid('source-record-incomplete', 'A source record is named by its source and its external id together')
      const linked = source !== undefined && externalId !== undefined ? { source, externalId } : undefined
      return [
        { type: 'CustomerRegistered', data: file },
        ...(linked && !state.sourceRecords.includes(recordKey(linked))
          ? [{ type: 'SourceRecordLinked' as const, data: linked }]
          : []),
      ]
    },
    ChangeProfileField: ({ data }, state) => {
      mustBeKnown(state)
      return fieldOf(state, data.field) === data.value ? [] : [{ type: 'ProfileFieldChanged', data }]
    },
    LinkSourceRecord: ({ data }, state) => {
      mustBeKnown(state)
      return state.sourceRecords.includes(recordKey(data)) ? [] : [{ type: 'SourceRecordLinked', data }]
    },
    ChangeLifecycleStage: ({ data }, state) => {
      mustBeKnown(state)
      return state.stage === data.stage ? [] : [{ type: 'LifecycleStageChanged', data }]
    },
    AssignCustomer: ({ data }, state) => {
      mustBeKnown(state)
      if (state.owner === data.to) return []
      return [{ type: 'CustomerAssigned', data: { ...data, ...(state.owner !== undefined && { from: state.owner }) } }]
    },
  },
  evolve: {
    CustomerRegistered: (state, { data }) => ({
      ...state,
      status: 'registered',
      profile: { ...state.profile, ...data.profile },
    }),
    ProfileFieldChanged: (state, { data: { field, value } }) => {
      const { [field]: _previous, ...others } = state.profile
      return { ...known(state), profile: value === null ? others : { ...others, [field]: value } }
    },
    SourceRecordLinked: (state, { data }) => ({
      ...known(state),
      sourceRecords: [...state.sourceRecords, recordKey(data)],
    }),
    LifecycleStageChanged: (state, { data }) => ({ ...known(state), stage: data.stage }),
    CustomerAssigned: (state, { data }) => ({ ...known(state), owner: data.to }),
  },
}
