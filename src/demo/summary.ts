/** What the demo shows of its company: the figures over all customers, and the story of one. */
import { customerIdOf } from '../../domain/customer/customer-id.js'
import { inHistoryOrder } from '../../domain/event.js'
import type { Day, Instant } from '../../domain/time.js'
import type { StageChange } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import { historyOf, readStoredHistory } from '../projecting/history.js'
import { readIdentities } from '../projecting/known-identities.js'
import type { CustomerQueries } from '../queries/customer-queries.js'
import { belongsTo } from '../queries/point-in-time.js'
import type { PortfolioAnswer, PortfolioQuery } from '../queries/portfolio-query.js'
import type { ReadModelReader } from '../read-models/read-model-store.js'
import type { CompanySize } from './company.js'
import { lastDay } from './figures.js'
import { pyramidOf, type Tier } from './pyramid.js'
import { storyAccounts } from './stories.js'
import { told } from './told.js'

export const currency = 'EUR'
const source = 'demo'
/** The account that brings the late refunds in. */
export const lateImport = 'demo-late-refunds'

export interface Story {
  /** `demo:00001` */
  readonly address: string
  readonly customer: string
  readonly tells: string
  readonly kind: string | null
  readonly profile: Readonly<Record<string, string>>
  readonly owner: string | null
  readonly sentences: readonly {
    readonly day: Day
    readonly at: Instant
    readonly text: string
    readonly mood?: 'good' | 'bad'
    /** Brought by the later file, after everything else. */
    readonly late: boolean
  }[]
  readonly stages: readonly StageChange[]
  /** Minor units. */
  readonly value: { readonly revenue: number; readonly net: number }
  /** The same as it was known before the later file came; absent where that changed nothing. */
  readonly before?: { readonly knownAt: Instant; readonly revenue: number; readonly net: number }
  readonly loyalty: { readonly purchaseDays: number; readonly quintiles: Readonly<Record<string, number>> | null }
}

export interface DemoSummary {
  readonly company: CompanySize
  readonly asOf: Instant
  readonly portfolio: PortfolioAnswer
  readonly pyramid: readonly Tier[]
  readonly story: Story
  readonly stories: readonly { readonly address: string; readonly tells: string }[]
}

/** What the summary is read from. */
export interface Sources {
  readonly store: EventStore
  readonly readModels: ReadModelReader
  readonly customers: CustomerQueries
  readonly portfolio: PortfolioQuery
}

export const addressOf = (customer: string): string => `${source}:${customer}`

/** Reads the summary as of the company's last day. */
export const summarise = async (sources: Sources, company: CompanySize): Promise<DemoSummary> => {
  const asOf = `${lastDay}T23:59:59.999Z`
  const { figures } = await sources.readModels.read({ figures: [`revenue/${currency}`] })
  return {
    company,
    asOf,
    portfolio: await sources.portfolio.portfolio({ asOf }),
    pyramid: pyramidOf(figures[0]!.map(({ key, add }) => ({ revenue: Number(key), customers: add.customers ?? 0 }))),
    story: await storyOf(sources, storyAccounts[0], asOf),
    stories: storyAccounts.map(({ customer, tells }) => ({ address: addressOf(customer), tells })),
  }
}

const storyOf = async (
  { store, customers }: Sources,
  { customer: number, tells }: (typeof storyAccounts)[number],
  asOf: Instant,
): Promise<Story> => {
  const customer = customerIdOf(source, number)
  const identities = await readIdentities(store)
  const stored = await readStoredHistory(store, identities, customer, undefined, (event) => belongsTo({ asOf }, event))
  const history = historyOf(stored)
  const late = history.filter(({ metadata }) => metadata.actor === `import:${lateImport}`).sort(inHistoryOrder)
  const { file } = await customers.file(customer, { asOf })
  const { changes } = await customers.lifecycle(customer, { asOf })
  const { purchaseDays, rfm } = await customers.loyalty(customer, { asOf })
  const valueAt = async (knownAt?: Instant): Promise<Story['value']> => {
    const { currencies } = await customers.value(customer, { asOf, ...(knownAt !== undefined && { knownAt }) })
    const { revenue, net } = currencies[currency]!
    return { revenue, net }
  }
  const knownAt = late[0] && justBefore(late[0].metadata.recordedAt)
  return {
    address: addressOf(number),
    customer,
    tells,
    kind: file.kind,
    profile: file.profile,
    owner: file.owner,
    sentences: told(history).map(({ event, ...sentence }) => ({
      ...sentence,
      at: event.metadata.occurredAt,
      late: late.includes(event),
    })),
    stages: changes,
    value: await valueAt(),
    ...(knownAt !== undefined && { before: { knownAt, ...(await valueAt(knownAt)) } }),
    loyalty: {
      purchaseDays,
      quintiles: rfm && { recency: rfm.recency, frequency: rfm.frequency, monetary: rfm.monetary[currency]! },
    },
  }
}

const justBefore = (instant: Instant): Instant => new Date(Date.parse(instant) - 1).toISOString()
