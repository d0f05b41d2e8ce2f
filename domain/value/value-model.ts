/** Models of customer value as a user defines them: weighted indicators, and the tiers that a score falls into. Plain data. */
import { Type, type Static } from 'typebox'
import type { FieldProblem } from '../event.js'
import { FieldName, Reference } from '../fields.js'
import { CurrencyCode } from '../money.js'

const shape = <P extends Parameters<typeof Type.Object>[0]>(fields: P) =>
  Type.Object(fields, { additionalProperties: false })

/** Figures that are worked out at a day; anything else is a path into one of the documents. */
export const computedFigures = [
  'amount',
  'realized',
  'potential',
  'frequency',
  'recency',
  'tenure',
  'contact-recency',
  'contacts',
  'satisfaction',
  'breadth',
  'characteristic',
] as const
export type ComputedFigure = (typeof computedFigures)[number]

/** The documents that a path may lead into. */
export const scoredDocuments = ['customer', 'loyalty', 'value'] as const
export type ScoredDocument = (typeof scoredDocuments)[number]

const Points = Type.Number({ minimum: 0, maximum: 100 })

/** How a raw value becomes 0 to 100; which fields belong to which kind, `valueModelProblems` says. */
const Scale = shape({
  kind: Type.Enum(['linear', 'logarithmic', 'inverse', 'steps', 'table']),
  /** What gives 0 points; of `inverse`, what gives 100. */
  min: Type.Optional(Type.Number()),
  /** What gives 100 points; of `inverse`, what gives 0. */
  max: Type.Optional(Type.Number()),
  /** From a value on, so many points; below the first, 0. */
  steps: Type.Optional(Type.Array(shape({ from: Type.Number(), points: Points }), { minItems: 1, maxItems: 100 })),
  /** Points by word. */
  points: Type.Optional(Type.Record(FieldName, Points, { additionalProperties: false })),
  /** Points of a word that is not in the table; else it counts as not known. */
  otherwise: Type.Optional(Points),
})

const Indicator = shape({
  name: Reference,
  figure: Reference,
  /** Of figures in money. */
  currency: Type.Optional(CurrencyCode),
  /** Of `characteristic`: the field of the profile. */
  field: Type.Optional(FieldName),
  /** Of `contacts`: so many days up to the day asked for. */
  windowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_600 })),
  scale: Scale,
  weight: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
  /** What a value that is not known counts: no points, where nothing is said, or the weight goes to the others. */
  missing: Type.Optional(Type.Enum(['no-points', 'leave-out'])),
})

const Tier = shape({ name: Reference, from: Points })

/** A score must fall so far below its tier, or stay below so long, before the customer falls; it rises at once. */
const Hysteresis = shape({
  /** The score may lie so many points below where the tier begins. */
  points: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  /** Where it lies lower still, the customer falls when it has done so for this many days. */
  days: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })),
})

export const valueModelFields = {
  /** The user's name for it. */
  name: Reference,
  /** The user's number for this state of it. */
  version: Type.Integer({ minimum: 1, maximum: 999_999_999 }),
  indicators: Type.Array(Indicator, { minItems: 1, maxItems: 100 }),
  /** The highest first; the last one from 0 points on. */
  tiers: Type.Array(Tier, { minItems: 1, maxItems: 20 }),
  /** Without it a tier follows from the score of the day. */
  hysteresis: Type.Optional(Hysteresis),
}
export const ValueModelShape = shape(valueModelFields)

export type ValueModel = Readonly<Static<typeof ValueModelShape>>
export type ValueIndicator = ValueModel['indicators'][number]

const isComputed = (figure: string): figure is ComputedFigure => (computedFigures as readonly string[]).includes(figure)

/** The document and the keys that a figure leads to; undefined for one that is worked out. */
export const pathOf = (figure: string): { document: ScoredDocument; keys: string[] } | undefined => {
  const [document, ...keys] = figure.split('.')
  return !isComputed(figure) && keys.length > 0 && (scoredDocuments as readonly string[]).includes(document!)
    ? { document: document as ScoredDocument, keys }
    : undefined
}

/** Which figures want which field, and no other may have it. */
const wants = {
  currency: ['amount', 'realized', 'potential'],
  field: ['characteristic'],
  windowDays: ['contacts'],
} as const

const scaleFields = {
  linear: ['min', 'max'],
  logarithmic: ['min', 'max'],
  inverse: ['min', 'max'],
  steps: ['steps'],
  table: ['points'],
} as const

const ascends = (numbers: readonly number[]): boolean => numbers.every((one, i) => i === 0 || one > numbers[i - 1]!)

const scaleProblems = ({ figure, scale }: ValueIndicator, at: string): FieldProblem[] => {
  const problems: FieldProblem[] = []
  const wanted: readonly string[] = scaleFields[scale.kind]
  for (const field of ['min', 'max', 'steps', 'points'] as const) {
    if (wanted.includes(field) === (scale[field] !== undefined)) continue
    const message = `${wanted.includes(field) ? 'must be given with' : 'means nothing with'} kind ${scale.kind}`
    problems.push({ field: wanted.includes(field) ? at : `${at}.${field}`, message: `${field} ${message}` })
  }
  if (scale.otherwise !== undefined && scale.kind !== 'table')
    problems.push({ field: `${at}.otherwise`, message: `means nothing with kind ${scale.kind}` })
  if (scale.min !== undefined && scale.max !== undefined && scale.min >= scale.max)
    problems.push({ field: `${at}.max`, message: `must be above min, which is ${scale.min}` })
  if (scale.steps && !ascends(scale.steps.map(({ from }) => from)))
    problems.push({ field: `${at}.steps`, message: 'must ascend: each from above the one before' })
  const isWord = figure === 'characteristic'
  if (isComputed(figure) && isWord !== (scale.kind === 'table'))
    problems.push({
      field: `${at}.kind`,
      message: isWord ? 'must be table: a characteristic is a word' : `must not be table: ${figure} is a number`,
    })
  return problems
}

const indicatorProblems = (indicator: ValueIndicator, at: string): FieldProblem[] => {
  const { figure } = indicator
  const problems: FieldProblem[] = []
  if (!isComputed(figure) && !pathOf(figure))
    problems.push({
      field: `${at}.figure`,
      message: `must be one of ${computedFigures.join(', ')}, or a path such as loyalty.purchases into ${scoredDocuments.join(', ')}`,
    })
  for (const field of ['currency', 'field', 'windowDays'] as const) {
    const isWanted = (wants[field] as readonly string[]).includes(figure)
    if (isWanted && indicator[field] === undefined)
      problems.push({ field: at, message: `${field} must be given with ${figure}` })
    if (!isWanted && indicator[field] !== undefined)
      problems.push({ field: `${at}.${field}`, message: `means nothing with ${figure}` })
  }
  return [...problems, ...scaleProblems(indicator, `${at}.scale`)]
}

const repeated = (names: readonly string[], at: string): FieldProblem[] =>
  names.flatMap((name, i) =>
    names.indexOf(name) < i ? [{ field: `${at}.${i}.name`, message: `there is another ${name}` }] : [],
  )

/** What is wrong with a model of the right shape: where one field does not fit another. */
export const valueModelProblems = ({ indicators, tiers }: Pick<ValueModel, 'indicators' | 'tiers'>): FieldProblem[] => {
  const problems = indicators.flatMap((indicator, i) => indicatorProblems(indicator, `indicators.${i}`))
  problems.push(
    ...repeated(
      indicators.map(({ name }) => name),
      'indicators',
    ),
  )
  problems.push(
    ...repeated(
      tiers.map(({ name }) => name),
      'tiers',
    ),
  )
  tiers.forEach(({ from }, i) => {
    if (i > 0 && from >= tiers[i - 1]!.from)
      problems.push({
        field: `tiers.${i}.from`,
        message: `must be below the tier before, which begins at ${tiers[i - 1]!.from}`,
      })
  })
  if (tiers.at(-1)!.from !== 0)
    problems.push({ field: `tiers.${tiers.length - 1}.from`, message: 'must be 0: every score falls into a tier' })
  return problems
}
