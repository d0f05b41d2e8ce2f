/** Leads: one document per lead, from first interest to a deal or none. */
import type { Instant } from '../../domain/time.js'
import type { Contribution, ReadModel } from '../read-model.js'

export interface LeadDocument {
  lead: string
  status: 'captured' | 'qualified' | 'disqualified' | 'converted'
  /** In the source’s words; `(empty)` where it gave none. */
  origin: string
  capturedAt: Instant | null
  convertedAt: Instant | null
  /** Sales development representative. */
  developedBy: string | null
  /** Sales representative. */
  by: string | null
  segment: string | null
  /** The source reports the deal before the first contact: kept as it is, and flagged. */
  convertedBeforeCapture: boolean
}

const noOrigin = '(empty)'

const compare = (document: LeadDocument): void => {
  const { capturedAt, convertedAt } = document
  document.convertedBeforeCapture = capturedAt !== null && convertedAt !== null && convertedAt < capturedAt
}

export const leads: ReadModel<LeadDocument> = {
  name: 'leads',
  version: 1,
  documentOf: ({ data }) => ('lead' in data ? data.lead : undefined),
  initial: () => ({
    lead: '',
    status: 'captured',
    origin: noOrigin,
    capturedAt: null,
    convertedAt: null,
    developedBy: null,
    by: null,
    segment: null,
    convertedBeforeCapture: false,
  }),
  evolve: {
    LeadCaptured: (document, { data, metadata }) => {
      document.lead = data.lead
      document.origin = data.origin || noOrigin
      document.capturedAt = metadata.occurredAt
      document.developedBy ??= data.by ?? null
      compare(document)
    },
    LeadQualified: (document, { data }) => {
      document.lead = data.lead
      if (document.status === 'captured') document.status = 'qualified'
    },
    LeadDisqualified: (document, { data }) => {
      document.lead = data.lead
      if (document.status !== 'converted') document.status = 'disqualified'
    },
    LeadConverted: (document, { data, metadata }) => {
      document.lead = data.lead
      document.status = 'converted'
      document.convertedAt = metadata.occurredAt
      document.developedBy = data.developedBy ?? document.developedBy
      document.by = data.by ?? document.by
      document.segment = data.segment || null
      compare(document)
    },
  },
  contributions: ({ status, origin, by, developedBy, segment, capturedAt, convertedAt, convertedBeforeCapture }) => {
    const won = status === 'converted' ? 1 : 0
    const contributions: Contribution[] = [
      { figure: 'leads/origin', key: origin, add: { leads: 1, won } },
      { figure: 'leads/status', key: status, add: { leads: 1 } },
    ]
    if (by !== null) contributions.push({ figure: 'leads/representative', key: by, add: { won } })
    if (developedBy !== null) contributions.push({ figure: 'leads/developer', key: developedBy, add: { won } })
    if (won && segment !== null) contributions.push({ figure: 'leads/segment', key: segment, add: { won } })
    if (capturedAt !== null && convertedAt !== null)
      contributions.push({
        figure: 'leads/secondsToWon',
        key: Math.round((Date.parse(convertedAt) - Date.parse(capturedAt)) / 1_000),
        add: { leads: 1, beforeCapture: convertedBeforeCapture ? 1 : 0 },
      })
    return contributions
  },
}
