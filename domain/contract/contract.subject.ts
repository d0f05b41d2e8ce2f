/** Contracts: what a customer has bound itself to, for how long, and what became of it (R15). */
import { Type } from 'typebox'
import type { Decider } from '../decider.js'
import { conflict, notFound, ruleBroken } from '../errors.js'
import { event, type EventOf, type FieldProblem } from '../event.js'
import { Label, Reference, Staff } from '../fields.js'
import { Money } from '../money.js'
import type { Subject } from '../subject.js'
import { DayField, type Day } from '../time.js'

/** In what time value and margin come. */
export const contractPeriods = ['month', 'quarter', 'year'] as const
export type ContractPeriod = (typeof contractPeriods)[number]

const terms = {
  /** What the customer pays in a period. */
  value: Money,
  /** What is left of it after all costs; the share that was left of this customer’s revenue so far, where it is not said. */
  margin: Type.Optional(Money),
  per: Type.Enum(contractPeriods),
}

const marginFits = ({
  value,
  margin,
}: {
  readonly value?: { readonly currency: string } | undefined
  readonly margin?: { readonly currency: string } | undefined
}): FieldProblem[] =>
  value && margin && value.currency !== margin.currency
    ? [{ field: 'margin', message: `must be in ${value.currency}, as the value is` }]
    : []

export const contractEvents = {
  ContractSigned: event({
    means: 'The customer bound itself for a term.',
    data: {
      contract: Reference,
      /** The first and the last day of the term. */
      from: DayField,
      until: DayField,
      ...terms,
      /** How likely it is renewed at the end of a term; learned from other contracts, where it is not said. */
      renewalProbability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      /** Who wants to end it must say so this many days before. */
      noticeDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_660 })),
      by: Type.Optional(Staff),
    },
    problems: (data) => [
      ...(data.until < data.from ? [{ field: 'until', message: `must not be before ${data.from}` }] : []),
      ...marginFits(data),
    ],
  }),
  ContractAmended: event({
    means: 'What the customer pays by the contract, or what is left of it, changed.',
    data: { contract: Reference, ...terms, reason: Type.Optional(Label), by: Type.Optional(Staff) },
    problems: marginFits,
  }),
  ContractRenewed: event({
    means: 'The contract goes on for another term.',
    data: {
      contract: Reference,
      /** The last day of the new term. */
      until: DayField,
      by: Type.Optional(Staff),
    },
  }),
  ContractTerminated: event({
    means: 'The contract ends, or it was said that it is not renewed.',
    data: {
      contract: Reference,
      /** The last day of it. */
      on: DayField,
      reason: Label,
      by: Type.Optional(Staff),
    },
  }),
}
export type ContractEvent = EventOf<typeof contractEvents>
type DataOf<T extends ContractEvent['type']> = Extract<ContractEvent, { type: T }>['data']

export type ContractCommand =
  | { readonly type: 'SignContract'; readonly data: DataOf<'ContractSigned'> }
  | { readonly type: 'AmendContract'; readonly data: DataOf<'ContractAmended'> }
  | { readonly type: 'RenewContract'; readonly data: DataOf<'ContractRenewed'> }
  | { readonly type: 'TerminateContract'; readonly data: DataOf<'ContractTerminated'> }

interface Contract {
  readonly status: 'none' | 'signed' | 'terminated'
  readonly from: Day
  readonly until: Day
}

const mustStand = ({ status }: Contract, contract: string): void => {
  if (status === 'none') throw notFound('contract-unknown', `Contract ${contract} was never signed`, { contract })
  if (status === 'terminated')
    throw ruleBroken('contract-terminated', `Contract ${contract} is terminated already`, { contract })
}

export const contract: Decider<Contract, ContractCommand, ContractEvent> = {
  name: 'contract',
  initial: { status: 'none', from: '', until: '' },
  instanceOf: (data) => data.contract,
  decide: {
    SignContract: ({ data }, { status }) => {
      if (status !== 'none')
        throw conflict('contract-already-signed', `Contract ${data.contract} was signed already`, {
          contract: data.contract,
        })
      return [{ type: 'ContractSigned', data }]
    },
    AmendContract: ({ data }, state) => {
      mustStand(state, data.contract)
      return [{ type: 'ContractAmended', data }]
    },
    RenewContract: ({ data }, state) => {
      mustStand(state, data.contract)
      const { contract, until } = data
      if (until <= state.until)
        throw ruleBroken('renewal-not-later', `Contract ${contract} runs until ${state.until}: take a later day`, {
          contract,
          until: state.until,
        })
      return [{ type: 'ContractRenewed', data }]
    },
    TerminateContract: ({ data }, state) => {
      mustStand(state, data.contract)
      const { contract, on } = data
      if (on > state.until || on < state.from)
        throw ruleBroken(
          'termination-outside-term',
          `Contract ${contract} runs from ${state.from} until ${state.until}: take a day within`,
          { contract, from: state.from, until: state.until },
        )
      return [{ type: 'ContractTerminated', data }]
    },
  },
  evolve: {
    // What was recorded earlier may have happened later: a contract that is reported last does not stand again.
    ContractSigned: (state, { data: { from, until } }) =>
      state.status === 'none' ? { status: 'signed', from, until } : state,
    ContractRenewed: (state, { data: { until } }) => ({ ...state, until: until > state.until ? until : state.until }),
    ContractTerminated: (state) => ({ ...state, status: 'terminated' }),
  },
}

export const contractSubject: Subject = { name: 'contract', events: contractEvents, deciders: [contract] }
