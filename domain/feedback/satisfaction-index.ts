/** The satisfaction index: one figure from 0 to 100 of what customers say and of what they do, by weights (R57). */

/** What the customer said of us. */
export const explicitFactors = ['csat', 'nps', 'ces', 'identification', 'belonging', 'trust'] as const
/** What the customer did. */
const implicitFactors = ['repeat', 'recency', 'refunds', 'complaints'] as const

export const satisfactionFactors = [...explicitFactors, ...implicitFactors] as const
export type SatisfactionFactor = (typeof satisfactionFactors)[number]

/** How much each factor counts; none below 0, in any unit: only their proportions matter. Factors left out count nothing. */
export interface SatisfactionModel {
  readonly name: string
  readonly version: number
  readonly weights: Readonly<Partial<Record<SatisfactionFactor, number>>>
}

/** The model where nobody has published another. The weights are our choice, out of no study: what is said counts three quarters. */
export const ourSatisfactionModel: SatisfactionModel = {
  name: 'ours',
  version: 1,
  weights: {
    csat: 25,
    nps: 20,
    ces: 10,
    identification: 5,
    belonging: 5,
    trust: 10,
    repeat: 10,
    recency: 5,
    refunds: 5,
    complaints: 5,
  },
}

/** What is known of each factor, from 0 to 100, 100 being the best. */
export type SatisfactionPoints = Readonly<Partial<Record<SatisfactionFactor, number | null>>>

/** A factor that is known and counts. */
export interface WeighedFactor {
  readonly factor: SatisfactionFactor
  readonly kind: 'explicit' | 'implicit'
  readonly points: number
  readonly weight: number
  /** Of the weights of all factors that are known. */
  readonly share: number
  /** What it brings to the index: share · points. */
  readonly adds: number
}

export interface SatisfactionIndex {
  readonly model: Pick<SatisfactionModel, 'name' | 'version'>
  /** From 0 to 100; null where no factor is known. */
  readonly index: number | null
  readonly factors: readonly WeighedFactor[]
  /** Factors that count and are not known: the others are weighed as if these did not count. */
  readonly missing: readonly SatisfactionFactor[]
}

/** The index: the mean of the known factors by their weights. */
export const satisfactionIndex = (
  points: SatisfactionPoints,
  { name, version, weights }: SatisfactionModel = ourSatisfactionModel,
): SatisfactionIndex => {
  const counting = satisfactionFactors.filter((factor) => (weights[factor] ?? 0) > 0)
  const known = counting.filter((factor) => typeof points[factor] === 'number')
  const whole = known.reduce((sum, factor) => sum + weights[factor]!, 0)
  const factors = known.map((factor): WeighedFactor => {
    const share = weights[factor]! / whole
    const kind = (explicitFactors as readonly string[]).includes(factor) ? 'explicit' : 'implicit'
    return { factor, kind, points: points[factor]!, weight: weights[factor]!, share, adds: share * points[factor]! }
  })
  return {
    model: { name, version },
    index: known.length === 0 ? null : factors.reduce((sum, { adds }) => sum + adds, 0),
    factors,
    missing: counting.filter((factor) => !known.includes(factor)),
  }
}
