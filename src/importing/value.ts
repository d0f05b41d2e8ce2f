/** How the value of a field comes about from a row: made once from the mapping, then called for every row. */
import type { TSchema } from 'typebox'
import Compile from 'typebox/compile'
import { DomainError } from '../../domain/errors.js'
import { parseMoney, type Money } from '../../domain/money.js'
import type { Columns, ReadText, Row } from './columns.js'
import { isZone, type LocalClock } from './local-time.js'
import type { Place } from './mapping-place.js'
import { shaped, valueShapes, type CurrencyText, type ValueForm } from './mapping-shape.js'
import { formatLetters, isFormat, momentReader, type ReadMoment } from './moment-format.js'
import { RowProblem } from './row-problem.js'

/** Makes the value of a field; undefined when the row has none. @throws RowProblem */
export type MakeValue<T = unknown> = (row: Row) => T | undefined

/** What holds for all values of a part of a mapping. */
export interface Setting {
  readonly columns: Columns
  readonly clock: LocalClock
  readonly currency: CurrencyText | undefined
}

/** What a schema asks for, as far as importing is concerned. */
type Kind = 'text' | 'integer' | 'day' | 'instant' | 'money' | 'object' | 'labels' | 'list'

interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>
  readonly required?: readonly string[]
}
interface LabelsSchema {
  readonly patternProperties: Readonly<Record<string, TSchema>>
}
interface ListSchema {
  readonly items: TSchema
}

const kindOf = (schema: TSchema): Kind => {
  const { type, format, properties, patternProperties } = schema as Readonly<Partial<Record<string, unknown>>>
  if (properties)
    return Object.hasOwn(properties, 'amount') && Object.hasOwn(properties, 'currency') ? 'money' : 'object'
  if (patternProperties) return 'labels'
  if (type === 'array') return 'list'
  if (type === 'integer') return 'integer'
  return format === 'day' || format === 'instant' ? format : 'text'
}

/** What a kind takes, in words for messages. */
const takes: Readonly<Record<Kind, string>> = {
  text: 'text',
  integer: 'a whole number',
  day: 'a day',
  instant: 'an instant',
  money: 'money',
  object: '{ fields: … }',
  labels: '{ fields: … }',
  list: '{ each: …, fields: … }',
}

/**
 * Makes what fills one field.
 * @throws DomainError `mapping-invalid` when the mapping asks for what cannot be
 */
export const makeValue = (text: unknown, schema: TSchema, setting: Setting, place: Place): MakeValue => {
  const kind = kindOf(schema)
  if (typeof text === 'string') return fromColumn({ column: text }, kind, schema, setting, place)
  const form = formOf(text)
  if (!form)
    throw place.wrong(
      `must be the name of a column, or have one of the keys ${Object.keys(valueShapes).join(', ')} (a constant text is written { constant: … })`,
    )
  const unfit = (): DomainError => place.wrong(`${form} cannot fill this field, which takes ${takes[kind]}`)
  const composed = kind === 'object' || kind === 'labels' || kind === 'list'
  switch (form) {
    case 'column':
      return fromColumn(shaped(valueShapes.column, text, place), kind, schema, setting, place)
    case 'firstOf': {
      if (composed) throw unfit()
      const { firstOf, format, currency } = shaped(valueShapes.firstOf, text, place)
      const convert = converter(kind, { format, currency }, setting, place)
      const columns = firstOf.map((name, index) => ({
        name,
        read: setting.columns.column(name, place.at('firstOf', index)),
      }))
      return (row) => {
        for (const { name, read } of columns) {
          const found = read(row)
          if (found !== undefined) return convert(found, name, row)
        }
        return undefined
      }
    }
    case 'constant': {
      const { constant } = shaped(valueShapes.constant, text, place)
      checkConstant(constant, schema, place.at('constant'))
      return () => constant
    }
    case 'template':
      if (kind !== 'text') throw unfit()
      return fromTemplate(shaped(valueShapes.template, text, place).template, setting, place.at('template'))
    case 'sum': {
      if (kind !== 'money' && kind !== 'integer') throw unfit()
      const { sum, currency } = shaped(valueShapes.sum, text, place)
      return sumOf(typeof sum === 'string' ? [sum] : sum, kind, currency, setting, place)
    }
    case 'each': {
      if (kind !== 'list') throw unfit()
      const { each, fields } = shaped(valueShapes.each, text, place)
      const { items } = schema as unknown as ListSchema
      const rows = setting.columns.joined(each, place.at('each'))
      const make = makeFields(fields, items, { ...setting, columns: rows.columns }, place.at('fields'), each)
      return (row) => rows.read(row).map((joined) => make({ fields: joined, joined: [] }))
    }
    case 'fields': {
      const { fields } = shaped(valueShapes.fields, text, place)
      if (kind !== 'object' && kind !== 'labels') throw unfit()
      const make = makeFields(fields, schema, setting, place.at('fields'), 'the field')
      return (row) => {
        const made = make(row)
        return Object.keys(made).length > 0 ? made : undefined
      }
    }
  }
}

/**
 * Makes the fields of an object, without those for which the row has nothing. `owner` is what they are of.
 * @throws DomainError `mapping-invalid` for a field that the schema does not know, or that it needs and misses
 */
export const makeFields = (
  texts: Readonly<Record<string, unknown>>,
  schema: TSchema,
  setting: Setting,
  place: Place,
  owner: string,
): ((row: Row) => Record<string, unknown>) => {
  const { properties, required = [] } = schema as unknown as ObjectSchema
  const ofLabels = Object.values((schema as unknown as Partial<LabelsSchema>).patternProperties ?? {})[0]
  const fields = Object.entries(texts).map(([name, text]) => {
    const fieldSchema = ofLabels ?? (Object.hasOwn(properties, name) ? properties[name] : undefined)
    if (!fieldSchema)
      throw place.at(name).wrong(`there is no such field; there are ${Object.keys(properties).join(', ')}`)
    return { name, make: makeValue(text, fieldSchema, setting, place.at(name)) }
  })
  const missing = ofLabels ? [] : required.filter((name) => !Object.hasOwn(texts, name))
  if (missing.length > 0) throw place.wrong(`${missing.join(' and ')} must be given for ${owner}`)
  return (row) => {
    const made: Record<string, unknown> = {}
    for (const { name, make } of fields) {
      const value = make(row)
      if (value !== undefined) made[name] = value
    }
    return made
  }
}

/** Reads a time by the format, or as ISO 8601. @throws DomainError `mapping-invalid` for a format that is none */
export const makeMomentReader = (clock: LocalClock, format: string | undefined, place: Place): ReadMoment => {
  if (format !== undefined && !isFormat(format))
    throw place.at('format').wrong(`"${format}" must name year, month and day, written with ${formatLetters}`)
  return momentReader(clock, format)
}

/** @throws DomainError `mapping-invalid` when there is no such time zone */
export const checkZone = (zone: string, place: Place): string => {
  if (!isZone(zone)) throw place.wrong(`"${zone}" is not an IANA time zone such as Europe/Berlin`)
  return zone
}

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** @throws DomainError `mapping-invalid` when there is no such currency */
export const checkCurrency = (currency: CurrencyText, place: Place): CurrencyText => {
  if (typeof currency === 'string' && !currencies.has(currency))
    throw place.wrong(`"${currency}" is not an ISO 4217 currency such as EUR`)
  return currency
}

const formOf = (text: unknown): ValueForm | undefined =>
  text !== null && typeof text === 'object'
    ? (Object.keys(valueShapes) as ValueForm[]).find((form) => Object.hasOwn(text, form))
    : undefined

const checkConstant = (constant: unknown, schema: TSchema, place: Place): void => {
  const validator = Compile(schema)
  if (validator.Check(constant)) return
  const [problem] = validator.Errors(constant)
  throw place.wrong(`${JSON.stringify(constant)} ${problem?.message ?? 'does not fit the field'}`)
}

interface ColumnText {
  readonly column: string
  readonly format?: string | undefined
  readonly currency?: CurrencyText | undefined
  readonly cases?: Readonly<Record<string, unknown>> | undefined
  readonly otherwise?: unknown
}

const fromColumn = (text: ColumnText, kind: Kind, schema: TSchema, setting: Setting, place: Place): MakeValue => {
  const read = setting.columns.column(text.column, place)
  if (text.cases) {
    const constants = new Map(Object.entries(text.cases))
    for (const [key, constant] of constants) checkConstant(constant, schema, place.at('cases', key))
    if (text.otherwise !== undefined) checkConstant(text.otherwise, schema, place.at('otherwise'))
    return byCase(text.column, read, constants, text.otherwise)
  }
  if (text.otherwise !== undefined) throw place.at('otherwise').wrong('needs cases')
  if (kind === 'object' || kind === 'labels' || kind === 'list')
    throw place.wrong(`a column cannot fill this field, which takes ${takes[kind]}`)
  const convert = converter(kind, text, setting, place)
  return (row) => {
    const found = read(row)
    return found === undefined ? undefined : convert(found, text.column, row)
  }
}

/** Looks a column's text up among cases. @throws RowProblem when it is none of them and nothing else is said */
export const byCase =
  <T>(column: string, read: ReadText, cases: ReadonlyMap<string, T>, otherwise: T | undefined): MakeValue<T> =>
  (row) => {
    const found = read(row)
    if (found === undefined) return undefined
    const value = cases.get(found) ?? otherwise
    if (value === undefined) throw new RowProblem(column, 'is none of the cases of the mapping', found)
    return value
  }

type Convert = (text: string, column: string, row: Row) => unknown

/** Turns text into what a field takes. */
const converter = (
  kind: Exclude<Kind, 'object' | 'labels' | 'list'>,
  { format, currency }: { readonly format?: string | undefined; readonly currency?: CurrencyText | undefined },
  setting: Setting,
  place: Place,
): Convert => {
  if (format !== undefined && kind !== 'day' && kind !== 'instant')
    throw place.at('format').wrong(`is for days and instants; this field takes ${takes[kind]}`)
  if (currency !== undefined && kind !== 'money')
    throw place.at('currency').wrong(`is for money; this field takes ${takes[kind]}`)
  switch (kind) {
    case 'text':
      return (text) => text
    case 'integer':
      return toInteger
    case 'money': {
      const currencyOf = makeCurrency(currency, setting, place)
      return (text, column, row) => toMoney(text, column, currencyOf(row))
    }
    case 'day':
    case 'instant': {
      const read = makeMomentReader(setting.clock, format, place)
      return (text, column) => {
        const moment = read(text)
        if (!moment) throw new RowProblem(column, notAMoment(format), text)
        return kind === 'day' ? moment.day : moment.instant
      }
    }
  }
}

/** What is wrong with a text that should be a time. */
export const notAMoment = (format: string | undefined): string =>
  `is no date that exists, written ${format ?? 'as 1997-01-31 or 1997-01-31 10:30:00'}`

const integer = /^[+-]?\d+$/

const toInteger = (text: string, column: string): number => {
  const number = integer.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new RowProblem(column, 'is not a whole number', text)
  return number === 0 ? 0 : number
}

const toMoney = (text: string, column: string, currency: string): Money => {
  try {
    return parseMoney(text, currency)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new RowProblem(column, error.message, text)
  }
}

const makeCurrency = (own: CurrencyText | undefined, setting: Setting, place: Place): ((row: Row) => string) => {
  const currency = own === undefined ? setting.currency : checkCurrency(own, place.at('currency'))
  if (currency === undefined)
    throw place.wrong('money needs a currency: give one here, for the input or for the mapping')
  if (typeof currency === 'string') return () => currency
  const read = setting.columns.column(currency.column, own === undefined ? place : place.at('currency', 'column'))
  return (row) => {
    const code = read(row)
    if (code === undefined || !currencies.has(code))
      throw new RowProblem(currency.column, 'is not an ISO 4217 currency such as EUR', code)
    return code
  }
}

const placeholder = /\{([^{}]+)\}/g

const fromTemplate = (template: string, setting: Setting, place: Place): MakeValue<string> => {
  const reads = [...template.matchAll(placeholder)].map(([, name = '']) => setting.columns.column(name, place))
  const between = template.replace(placeholder, '\u0000').split('\u0000')
  if (reads.length === 0) throw place.wrong('names no column in braces, such as {order_id}; a fixed text is a constant')
  return (row) => {
    let made = between[0]!
    for (let index = 0; index < reads.length; index++) {
      const found = reads[index]!(row)
      if (found === undefined) return undefined
      made += found + between[index + 1]!
    }
    return made
  }
}

const sumOf = (
  names: readonly string[],
  kind: 'money' | 'integer',
  currency: CurrencyText | undefined,
  setting: Setting,
  place: Place,
): MakeValue => {
  if (currency !== undefined && kind !== 'money')
    throw place.at('currency').wrong(`is for money; this field takes ${takes[kind]}`)
  const currencyOf = kind === 'money' ? makeCurrency(currency, setting, place) : undefined
  const parts = names.map((name) => {
    const many = setting.columns.columnOfMany(name, place.at('sum'))
    const read = many?.column ?? setting.columns.column(name, place.at('sum'))
    return {
      name,
      read: (row: Row): (string | undefined)[] =>
        many ? many.rows.read(row).map((joined) => many.column({ fields: joined, joined: [] })) : [read(row)],
    }
  })
  return (row) => {
    const code = currencyOf?.(row)
    let total = 0
    for (const { name, read } of parts)
      for (const text of read(row)) {
        if (text === undefined) throw new RowProblem(name, 'is empty, and needed for a sum')
        total += code === undefined ? toInteger(text, name) : toMoney(text, name, code).amount
      }
    if (!Number.isSafeInteger(total)) throw new RowProblem(names[0], 'adds up to more than can be kept exactly')
    return code === undefined ? total : { amount: total, currency: code }
  }
}
