/** The catalogue: every subject of the domain, and what follows from the list. A new subject is one line here. */
import Compile from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { accountSubject, type AccountCommand, type AccountEvent } from './account/account.subject.js'
import { commitmentSubject, type CommitmentCommand, type CommitmentEvent } from './commitment/commitment.subject.js'
import { contractSubject, type ContractCommand, type ContractEvent } from './contract/contract.subject.js'
import type { CostPoolCommand } from './cost/cost-pool.decider.js'
import type { CostEvent } from './cost/cost.events.js'
import { costSubject } from './cost/cost.subject.js'
import type { CustomerCommand } from './customer/customer.decider.js'
import type { CustomerEvent } from './customer/customer.events.js'
import { customerSubject } from './customer/customer.subject.js'
import type { AnyDecider } from './decider.js'
import { invalid } from './errors.js'
import type { DomainEvent, EventDefinition, FieldProblem, RecordedEvent } from './event.js'
import { feedbackSubject, type FeedbackEvent } from './feedback/feedback.subject.js'
import type { IdentityCommand } from './identity/identity.decider.js'
import type { IdentityEvent } from './identity/identity.events.js'
import { identitySubject } from './identity/identity.subject.js'
import { interactionSubject, type InteractionEvent } from './interaction/interaction.subject.js'
import type { MarketCommand } from './market/market.decider.js'
import type { MarketEvent } from './market/market.events.js'
import { marketSubject } from './market/market.subject.js'
import type { OrderCommand } from './order/order.decider.js'
import type { OrderEvent } from './order/order.events.js'
import { orderSubject } from './order/order.subject.js'
import type { PredictionCommand } from './prediction/prediction.decider.js'
import type { PredictionEvent } from './prediction/prediction.events.js'
import { predictionSubject } from './prediction/prediction.subject.js'
import type { ReferralCommand } from './referral/referral.decider.js'
import type { RecommendationEvent, ReferralEvent } from './referral/referral.events.js'
import { referralSubject } from './referral/referral.subject.js'
import { retentionSubject, type RetentionEvent } from './retention/retention.subject.js'
import type { LeadCommand } from './sales/lead.decider.js'
import type { OpportunityCommand } from './sales/opportunity.decider.js'
import type { LeadEvent, OpportunityEvent } from './sales/sales.events.js'
import { salesSubject } from './sales/sales.subject.js'
import type { CaseCommand } from './service/case.decider.js'
import type { CaseEvent } from './service/case.events.js'
import { serviceSubject } from './service/service.subject.js'
import { scheduleSubject } from './schedule/schedule.subject.js'
import type { Subject } from './subject.js'
import type { TierCommand } from './tier/tier.decider.js'
import type { TierEvent } from './tier/tier.events.js'
import { tierSubject } from './tier/tier.subject.js'
import type { PotentialModelCommand } from './value/potential-model.decider.js'
import type { ValueModelCommand } from './value/value-model.decider.js'
import type { ValueEvent } from './value/value.events.js'
import { valueSubject } from './value/value.subject.js'
import { walletSubject, type WalletEvent } from './wallet/wallet.subject.js'

/** Any event of a customer's history, and so all that a read model can be folded from. */
export type LedgerEvent =
  | CustomerEvent
  | InteractionEvent
  | OrderEvent
  | LeadEvent
  | OpportunityEvent
  | CaseEvent
  | FeedbackEvent
  | AccountEvent
  | CommitmentEvent
  | ContractEvent
  | RecommendationEvent
  | WalletEvent
  | RetentionEvent
  | TierEvent

/** Any command: decided on a customer's history, or on the stream that its decider names. */
export type LedgerCommand =
  | CustomerCommand
  | OrderCommand
  | LeadCommand
  | OpportunityCommand
  | CaseCommand
  | AccountCommand
  | CommitmentCommand
  | ContractCommand
  | IdentityCommand
  | ReferralCommand
  | TierCommand

/** Any command that is about no one customer. */
export type SharedCommand =
  PotentialModelCommand | PredictionCommand | CostPoolCommand | MarketCommand | ValueModelCommand

/** Any event of a stream that is no one customer's. */
export type SharedEvent = IdentityEvent | ReferralEvent | ValueEvent | PredictionEvent | CostEvent | MarketEvent

export const subjects: readonly Subject[] = [
  customerSubject,
  interactionSubject,
  orderSubject,
  salesSubject,
  serviceSubject,
  feedbackSubject,
  accountSubject,
  commitmentSubject,
  contractSubject,
  identitySubject,
  referralSubject,
  costSubject,
  marketSubject,
  retentionSubject,
  scheduleSubject,
  tierSubject,
  valueSubject,
  predictionSubject,
  walletSubject,
]

const definitions = new Map<string, EventDefinition>(subjects.flatMap((subject) => Object.entries(subject.events)))

/** The types of events that are contacts with the customer. */
export const touchpointTypes: readonly string[] = [...definitions].flatMap(([type, { touchpoint }]) =>
  touchpoint ? [type] : [],
)

/** The types of events that the timeline shows: contacts, and what was decided or found of how the customer ranks. */
export const timelineTypes: readonly string[] = [...definitions].flatMap(([type, { timeline }]) =>
  timeline ? [type] : [],
)

const deciders = new Map<string, AnyDecider>(
  subjects.flatMap(({ deciders }) =>
    deciders.flatMap((decider) => Object.keys(decider.decide as object).map((command) => [command, decider] as const)),
  ),
)

/** The streams of the types that stand in no customer's: what a decider with a stream of its own evolves by. */
const streams = new Map<string, string>(
  subjects.flatMap(({ deciders }) =>
    deciders.flatMap(({ stream, evolve }) =>
      stream === undefined ? [] : Object.keys(evolve as object).map((type) => [type, stream] as const),
    ),
  ),
)

/**
 * The decider of a command.
 * @throws DomainError `command-unknown`
 */
export const deciderOf = (commandType: string): AnyDecider => {
  const decider = deciders.get(commandType)
  if (!decider) throw invalid('command-unknown', `There is no command ${commandType}`, { known: [...deciders.keys()] })
  return decider
}

/**
 * What is known about a type of event.
 * @throws DomainError `event-type-unknown`
 */
export const definitionOf = (eventType: string): EventDefinition => {
  const definition = definitions.get(eventType)
  if (!definition)
    throw invalid('event-type-unknown', `There is no event type ${eventType}`, { known: [...definitions.keys()] })
  return definition
}

/**
 * Checks that events of a type stand in customers' streams.
 * @throws DomainError `event-not-of-customer` for those that are decided elsewhere
 */
export const checkOfCustomer = (eventType: string): void => {
  const stream = streams.get(eventType)
  if (stream !== undefined)
    throw invalid(
      'event-not-of-customer',
      `${eventType} is no part of a customer's history: it is decided in the stream ${stream}, by a command`,
      { eventType, stream },
    )
}

/**
 * Checks that an event of this type can be reported from outside as a fact of a customer.
 * @throws DomainError `event-not-of-customer`, `event-not-reportable` for what only this ledger records, `event-type-unknown`
 */
export const checkReportable = (eventType: string): void => {
  checkOfCustomer(eventType)
  if (!definitionOf(eventType).reportable)
    throw invalid('event-not-reportable', `${eventType} is recorded by the ledger itself, and by nobody else`, {
      eventType,
    })
}

const validators = new Map<string, ReturnType<typeof Compile>>()

/**
 * Checks that an event's data has the present shape of its type: known fields only, right types, real days, and that
 * fields fit each other.
 * @throws DomainError `event-type-unknown`, `event-data-invalid` (facts: `problems` with path and message)
 */
export const checkEvent = (event: DomainEvent): void => {
  let validator = validators.get(event.type)
  const definition = definitionOf(event.type)
  if (!validator) validators.set(event.type, (validator = Compile(definition.data)))
  const problems = validator.Check(event.data)
    ? definition.problems(event.data)
    : validator.Errors(event.data).flatMap(problemsOf)
  if (problems.length === 0) return
  throw invalid(
    'event-data-invalid',
    `${event.type}: ${problems.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
    { problems },
  )
}

/** What is wrong with which field; `data` stands for the whole. */
const problemsOf = (error: TLocalizedValidationError): FieldProblem[] => {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const problem = (message: string, ...below: string[]) => ({ field: [...path, ...below].join('.') || 'data', message })
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => problem('is required', name))
    case 'boolean':
      return [problem('is not a known field')]
    case 'enum':
      return [problem(`must be one of ${error.params.allowedValues.join(', ')}`)]
    // Said again for the fields, or the alternatives, one by one.
    case 'additionalProperties':
    case 'anyOf':
      return []
    default:
      return [problem(error.message)]
  }
}

/**
 * Brings an event as stored to the present shape of its type; the stored one is not touched.
 * Which events it can be, its stream says: those of a customer's history, where nothing else is named.
 * Events of types that this version does not know pass unchanged: they were written by a newer one.
 * @throws DomainError `event-too-new` when the event's schema version is later than the catalogue's
 */
export const upcast = <E extends LedgerEvent | SharedEvent = LedgerEvent>(stored: RecordedEvent): RecordedEvent<E> => {
  const definition = definitions.get(stored.type)
  const { schemaVersion } = stored.metadata
  if (!definition || schemaVersion === definition.version) return stored as RecordedEvent<E>
  if (schemaVersion > definition.version)
    throw invalid(
      'event-too-new',
      `${stored.type} has schema version ${schemaVersion}; this version knows ${definition.version}`,
    )
  const data = definition.upcasts
    .slice(schemaVersion - 1)
    .reduce((data, step) => step(data, stored.metadata), stored.data as Record<string, unknown>)
  const present: RecordedEvent = {
    ...stored,
    data,
    metadata: { ...stored.metadata, schemaVersion: definition.version },
  }
  return present as RecordedEvent<E>
}
