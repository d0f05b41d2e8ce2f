/** The figures that the demo company is drawn from. docs/demo.md explains them; all are our choice unless it names a source. */

/** Buying: BG/NBD purchase rates and dropout, Gamma-Gamma spend. Time in weeks, money in cents. */
export interface BuyingModel {
  /** Purchase rate per week ~ Gamma(shape, rate). */
  readonly rate: { readonly shape: number; readonly rate: number }
  /** Probability of never buying again after a purchase ~ Beta(a, b). */
  readonly dropout: { readonly a: number; readonly b: number }
  /** A purchase ~ Gamma(p, ν), ν ~ Gamma(q, v): mean p·v/(q−1). */
  readonly spend: { readonly p: number; readonly q: number; readonly v: number }
  /** Monday to Sunday, mean 1. */
  readonly weekdays: readonly number[]
}

export const firstDay = '2023-01-01'
export const lastDay = '2025-12-31'

/** January to December, mean 1. */
export const months: readonly number[] = [0.85, 0.85, 0.95, 0.95, 1, 0.95, 0.85, 0.8, 1, 1.05, 1.3, 1.45]

/** New customers per day at the start and at the end of the three years, relative to their mean. */
export const growth = { start: 0.7, end: 1.3 }

export const organisationShare = 0.18

export const persons: BuyingModel = {
  rate: { shape: 0.6, rate: 7 },
  dropout: { a: 0.8, b: 2.4 },
  spend: { p: 5, q: 4, v: 2_700 },
  weekdays: [0.9, 0.9, 0.95, 1, 1.2, 1.55, 0.5],
}

export const organisations: BuyingModel = {
  rate: { shape: 1.4, rate: 6 },
  dropout: { a: 0.6, b: 9.4 },
  spend: { p: 4, q: 3.2, v: 13_000 },
  weekdays: [1.5, 1.45, 1.4, 1.35, 1.2, 0.1, 0],
}

/** Where leads come from: their share, and the share of them that are won. */
export const origins = {
  'web search': { share: 0.34, won: 0.22 },
  referral: { share: 0.16, won: 0.45 },
  'trade fair': { share: 0.18, won: 0.34 },
  'outbound call': { share: 0.2, won: 0.14 },
  partner: { share: 0.12, won: 0.38 },
} as const

export const sales = {
  /** Share of a person's sales that are orders to be shipped; an organisation's all are. */
  ordersOfPersons: 0.3,
  /** Share of sales whose cost of goods is known, and that cost as a share of the price. */
  costKnown: 0.92,
  costShare: { low: 0.5, high: 0.66 },
  cancelledBeforeShipping: 0.025,
  cancelledAfterFulfilment: 0.004,
  fulfilledLate: 0.12,
  refunded: 0.025,
  /** Share of refunds that reach the books months later. */
  refundRecordedLate: 0.05,
  /** Share of sales at a point of sale that happen in the shop, not on the web. */
  inShop: 0.55,
}

export const service = {
  caseAfterSale: { person: 0.05, organisation: 0.06 },
  waiting: 0.3,
  reopened: 0.09,
  costPerMinute: 85,
  surveyAfterSale: 0.12,
  effortSurveyAfterCase: 0.35,
  yearlySurvey: { person: 0.08, organisation: 0.4 },
  /** Contentment of a customer, between 0 and 1. */
  contentment: { a: 8, b: 1.9 },
  newsletterSubscribers: 0.25,
}

export const promises = {
  /** Share of an organisation's orders that come with a promise. */
  made: 0.1,
  broken: 0.08,
  /** Share of organisations that buy no more after a broken promise. */
  leftAfterwards: 0.2,
}

/** A salesperson leaves; some of the customers were customers of that person. */
export const departure = { who: 'rep-07', lastDay: '2024-09-30', buyNoMore: 0.35 }

export const staff = {
  representatives: ['rep-01', 'rep-02', 'rep-03', 'rep-04', 'rep-05', 'rep-06', 'rep-07', 'rep-08'],
  developers: ['sdr-01', 'sdr-02', 'sdr-03'],
  agents: ['agent-01', 'agent-02', 'agent-03', 'agent-04', 'agent-05', 'agent-06'],
}

export const regions = { north: 0.27, south: 0.31, east: 0.16, west: 0.26 }
export const industries = { café: 0.42, restaurant: 0.25, hotel: 0.14, office: 0.19 }
