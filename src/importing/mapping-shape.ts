/** The shape of a mapping file: which keys there are and what they hold. docs/mapping.md is the same for people. */
import Type, { type Static, type TSchema } from 'typebox'
import Compile from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import type { Place } from './mapping-place.js'

/** What is said of a text that does not have its pattern. */
const nameRule = 'must be lower-case letters, digits and hyphens'
const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', description: nameRule })
const Column = Type.String({ minLength: 1 })
const Columns = Type.Array(Column, { minItems: 1 })
const Currency = Type.Union([
  Type.String({ pattern: '^[A-Z]{3}$', description: 'must be an ISO 4217 code such as EUR' }),
  Type.Object({ column: Column }, { additionalProperties: false }),
])
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const Condition = Type.Union([
  Scalar,
  Type.Array(Scalar, { minItems: 1 }),
  Type.Object({ present: Type.Boolean() }, { additionalProperties: false }),
  Type.Object({ not: Type.Union([Scalar, Type.Array(Scalar, { minItems: 1 })]) }, { additionalProperties: false }),
])
const Conditions = Type.Record(Type.String(), Condition)

/** How the text of a file is divided. */
const layout = {
  format: Type.Optional(Type.Enum(['csv', 'whitespace'])),
  delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
  columns: Type.Optional(Columns),
}

const Join = Type.Object(
  {
    file: Type.String({ minLength: 1 }),
    ...layout,
    on: Type.Union([Column, Type.Record(Type.String(), Column)]),
    many: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

const Event = Type.Object(
  {
    type: Type.Union([
      Type.String(),
      Type.Object(
        { column: Column, cases: Type.Record(Type.String(), Type.String()), otherwise: Type.Optional(Type.String()) },
        { additionalProperties: false },
      ),
    ]),
    when: Type.Optional(Conditions),
    at: Type.Unknown(),
    channel: Type.Optional(Type.Unknown()),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
)

const Input = Type.Object(
  {
    file: Type.String({ minLength: 1 }),
    ...layout,
    zone: Type.Optional(Type.String()),
    currency: Type.Optional(Currency),
    joins: Type.Optional(Type.Record(Name, Join, { additionalProperties: false })),
    customer: Type.Unknown(),
    rowId: Type.Optional(Type.Union([Column, Columns])),
    when: Type.Optional(Conditions),
    events: Type.Array(Event, { minItems: 1 }),
  },
  { additionalProperties: false },
)

export const MappingShape = Type.Object(
  {
    name: Name,
    source: Type.String({
      pattern: '^[^:\\u0000-\\u001f\\u007f]{1,200}$',
      description: 'must be 1 to 200 characters in one line without a colon',
    }),
    zone: Type.Optional(Type.String()),
    currency: Type.Optional(Currency),
    inputs: Type.Record(Name, Input, { additionalProperties: false }),
  },
  { additionalProperties: false },
)

/** How a value comes about, other than by the name of its column. One of these, told apart by its first key. */
export const valueShapes = {
  column: Type.Object(
    {
      column: Column,
      format: Type.Optional(Type.String({ minLength: 1 })),
      currency: Type.Optional(Currency),
      cases: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      otherwise: Type.Optional(Type.Unknown()),
    },
    { additionalProperties: false },
  ),
  firstOf: Type.Object(
    { firstOf: Columns, format: Type.Optional(Type.String({ minLength: 1 })), currency: Type.Optional(Currency) },
    { additionalProperties: false },
  ),
  constant: Type.Object({ constant: Type.Unknown() }, { additionalProperties: false }),
  template: Type.Object({ template: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
  sum: Type.Object(
    { sum: Type.Union([Column, Columns]), currency: Type.Optional(Currency) },
    { additionalProperties: false },
  ),
  each: Type.Object(
    { each: Name, fields: Type.Record(Type.String(), Type.Unknown()) },
    { additionalProperties: false },
  ),
  fields: Type.Object({ fields: Type.Record(Type.String(), Type.Unknown()) }, { additionalProperties: false }),
} as const
export type ValueForm = keyof typeof valueShapes

/** When an event happened. */
export const MomentShape = Type.Object(
  {
    column: Type.Optional(Column),
    firstOf: Type.Optional(Columns),
    format: Type.Optional(Type.String({ minLength: 1 })),
    zone: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

export type MappingText = Static<typeof MappingShape>
export type InputText = Static<typeof Input>
export type JoinText = Static<typeof Join>
export type EventText = Static<typeof Event>
export type ConditionText = Static<typeof Condition>
export type CurrencyText = Static<typeof Currency>
export type LayoutText = Pick<InputText, 'format' | 'delimiter' | 'columns'>

/**
 * Answers the value as what the schema says it is.
 * @throws DomainError `mapping-invalid` that names the first thing that differs
 */
export const shaped = <S extends TSchema>(schema: S, value: unknown, place: Place): Static<S> => {
  const validator = Compile(schema)
  if (validator.Check(value)) return value
  const errors = validator.Errors(value)
  // The deepest one says most: an unknown key also makes the objects around it wrong.
  const deepest = errors.reduce((a, b) => (depth(b) > depth(a) ? b : a))
  const { keys, message } = problemOf(deepest, schema)
  throw place.at(...keys).wrong(message)
}

const keysOf = (error: TLocalizedValidationError): string[] =>
  error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

const depth = (error: TLocalizedValidationError): number => keysOf(error).length

const problemOf = (error: TLocalizedValidationError, schema: TSchema): { keys: string[]; message: string } => {
  const keys = keysOf(error)
  switch (error.keyword) {
    case 'required':
      return { keys, message: `${error.params.requiredProperties.join(' and ')} must be given` }
    case 'boolean': {
      const { properties } = schemaAt(schema, error.schemaPath, 1) as { properties?: object }
      if (!properties) return { keys, message: nameRule }
      return { keys, message: `there is no such key; there are ${Object.keys(properties).join(', ')}` }
    }
    case 'enum':
      return { keys, message: `must be one of ${error.params.allowedValues.join(', ')}` }
    case 'pattern':
      return {
        keys,
        message: (schemaAt(schema, error.schemaPath, 0) as { description?: string }).description ?? error.message,
      }
    default:
      return { keys, message: error.message }
  }
}

/** The part of a schema at a path such as `#/properties/inputs/additionalProperties`, less its last `above` keys. */
const schemaAt = (schema: TSchema, path: string, above: number): object => {
  const keys = path.split('/').slice(1)
  let at: unknown = schema
  for (const key of keys.slice(0, keys.length - above)) {
    const step = key.replaceAll('~1', '/').replaceAll('~0', '~')
    at = at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[step] : undefined
  }
  return at !== null && typeof at === 'object' ? at : {}
}
