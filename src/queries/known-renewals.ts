/** How often contracts of all customers had been renewed by an instant, as the log has it. */
import { customerOfStream, customerStream } from '../../domain/customer/customer-id.js'
import type { RecordedEvent } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'
import {
  contractsAt,
  contractVersions,
  type ContractVersion,
  type ContractVersionsDocument,
} from '../../projections/contracts/contract-versions.js'
import { contractSumsOf, renewalRateAt, type RenewalRate } from '../../projections/potential/contractual.js'
import { BoundedCache } from '../bounded-cache.js'
import type { EventStore } from '../event-store/event-store.js'
import { foldCustomer } from '../projecting/fold-customer.js'
import { readIdentities } from '../projecting/known-identities.js'
import { belongsTo } from './point-in-time.js'

const ofContracts = { streamPrefixes: [customerStream('')], types: Object.keys(contractVersions.evolve) }
/** Hysteresis looks at so many days and a few more. */
const instantsKept = 1_000

/** Of what the log held up to a position and had been recorded by then. */
export const knownRenewals = async (
  store: EventStore,
  { position, knownAt }: { readonly position: number; readonly knownAt?: Instant },
): Promise<(asOf: Instant) => RenewalRate> => {
  const at = knownAt === undefined ? {} : { knownAt }
  const identities = await readIdentities(store, position, (event) => belongsTo(at, event))
  const events = new Map<string, RecordedEvent[]>()
  for await (const event of store.readAll({ until: position, filter: ofContracts })) {
    if (!belongsTo(at, event)) continue
    const customer = identities.survivorOf(customerOfStream(event.stream)!)
    const known = events.get(customer)
    if (known) known.push(event)
    else events.set(customer, [event])
  }
  const versions: (readonly ContractVersion[])[] = []
  for (const [customer, known] of events) {
    const { documents } = foldCustomer([contractVersions], { customer, events: known })
    versions.push((documents[0]!.body as ContractVersionsDocument).versions)
  }
  const rates = new BoundedCache<Instant, RenewalRate>(instantsKept)
  return (asOf) => {
    const cached = rates.get(asOf)
    if (cached) return cached
    const rate = renewalRateAt(contractSumsOf(versions.flatMap((of) => contractsAt(of, asOf))), asOf.slice(0, 10))
    rates.set(asOf, rate)
    return rate
  }
}
