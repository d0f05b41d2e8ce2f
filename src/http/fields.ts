/** What fields of requests may hold: each rule checks a value, says what would be right, and shows in the API’s description. */
import { applyDecorators } from '@nestjs/common'
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator'
import { DomainError } from '../../domain/errors.js'
import { parseHorizon } from '../../projections/potential/horizon.js'
import { isDay, parseInstant, parseUntil } from '../../domain/time.js'

const field = (
  name: string,
  right: string,
  holds: (value: unknown) => boolean,
  schema: ApiPropertyOptions,
): PropertyDecorator =>
  applyDecorators(
    ValidateBy({ name, validator: { validate: holds, defaultMessage: () => `$property ${right}` } }),
    ApiProperty(schema),
  )

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isReadBy =
  (parse: (text: string) => unknown) =>
  (value: unknown): boolean => {
    if (typeof value !== 'string') return false
    try {
      parse(value)
      return true
    } catch (error) {
      if (error instanceof DomainError) return false
      throw error
    }
  }

const isZone = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && Intl.DateTimeFormat('en', { timeZone: value }).format(0) !== ''
  } catch {
    return false
  }
}

/** May be left out; null is not leaving out. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined)

const textField = (name: string, least: number, most: number, oneLine: boolean): PropertyDecorator =>
  field(
    name,
    `must be a text of ${least} to ${most} characters${oneLine ? ' without control characters' : ''}`,
    (value) =>
      typeof value === 'string' &&
      value.length >= least &&
      value.length <= most &&
      // eslint-disable-next-line no-control-regex -- they are what must not be in it
      !(oneLine && /[\u0000-\u001f\u007f]/.test(value)),
    { minLength: least, maxLength: most },
  )

/** An identifier given by a source system. */
export const Reference = (): PropertyDecorator => textField('reference', 1, 200, true)
/** A word from a list of the caller’s. */
export const Label = (): PropertyDecorator => textField('label', 0, 500, false)
/** The account of a member of staff. */
export const Staff = (): PropertyDecorator => textField('staff', 1, 200, false)
/** Free text. */
export const FreeText = (): PropertyDecorator => textField('freeText', 0, 100_000, false)

/** Words by field name, as the caller calls them. */
export const Labels = (): PropertyDecorator =>
  field(
    'labels',
    'must be an object of texts of up to 500 characters, under names of up to 200',
    (value) =>
      isObject(value) &&
      Object.entries(value).every(
        ([name, word]) => name !== '' && name.length <= 200 && typeof word === 'string' && word.length <= 500,
      ),
    { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } },
  )

export const OneOf = (values: readonly string[]): PropertyDecorator =>
  field('oneOf', `must be one of ${values.join(', ')}`, (value) => values.includes(value as string), {
    enum: [...values],
  })

/** A list of such values, at least one. */
export const ListOf = (values: readonly string[]): PropertyDecorator =>
  field(
    'listOf',
    `must be a list of ${values.join(', ')}`,
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= values.length &&
      value.every((one) => values.includes(one as string)),
    { enum: [...values], isArray: true, minItems: 1, maxItems: values.length },
  )

export const Day = (): PropertyDecorator =>
  field('day', 'must be a day such as 2026-03-31', (value) => typeof value === 'string' && isDay(value), {
    format: 'date',
  })

export const Instant = (): PropertyDecorator =>
  field('instant', 'must be an instant such as 2026-03-31T18:00:00Z (the zone must be given)', isReadBy(parseInstant), {
    format: 'date-time',
  })

/** The upper end of a period. */
export const Until = (): PropertyDecorator =>
  field('until', 'must be a day such as 2026-03-31 or an instant such as 2026-03-31T18:00:00Z', isReadBy(parseUntil), {
    example: '2026-03-31',
  })

/** How far ahead. */
export const HorizonText = (): PropertyDecorator =>
  field('horizonText', 'must be lifetime, or a length of time such as 90d, 39w, 36m, 3y', isReadBy(parseHorizon), {
    example: '36m',
  })

export const Zone = (): PropertyDecorator =>
  field('zone', 'must be a time zone such as America/Sao_Paulo', isZone, { example: 'America/Sao_Paulo' })

export const Currency = (): PropertyDecorator =>
  field(
    'currency',
    'must be an ISO 4217 code such as USD',
    (value) => typeof value === 'string' && /^[A-Z]{3}$/.test(value),
    { pattern: '^[A-Z]{3}$' },
  )

/** A whole number that can be kept exactly. */
export const WholeNumber = (
  least: number = Number.MIN_SAFE_INTEGER,
  most: number = Number.MAX_SAFE_INTEGER,
): PropertyDecorator =>
  field(
    'wholeNumber',
    `must be a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    { type: 'integer', minimum: least, maximum: most },
  )

/** The same in a query, where everything arrives as text. */
export const WholeNumberText = (least: number, most: number): PropertyDecorator =>
  applyDecorators(
    Type(() => Number),
    WholeNumber(least, most),
  )

/** A decimal above 0, written out. */
export const DecimalText = (): PropertyDecorator =>
  field(
    'decimalText',
    'must be a decimal above 0 written as a text, such as "1.0843"',
    (value) => typeof value === 'string' && /^\d{1,12}(\.\d{1,12})?$/.test(value) && Number(value) > 0,
    { pattern: '^\\d{1,12}(\\.\\d{1,12})?$' },
  )

/** A share of a whole. */
export const Share = (): PropertyDecorator => NumberBetween(0, 1)

/** A number, whole or not. */
export const NumberBetween = (least: number, most: number): PropertyDecorator =>
  field(
    'numberBetween',
    `must be a number from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most,
    { type: 'number', minimum: least, maximum: most },
  )

/** A rate per year: 0.1 is 10 %. */
export const RatePerYear = (): PropertyDecorator => NumberBetween(0, 10)

/** A share in a query, where everything arrives as text. */
export const ShareText = (): PropertyDecorator =>
  applyDecorators(
    Type(() => Number),
    Share(),
  )

/** Any object; what it may hold is checked by the domain. */
export const AnyObject = (): PropertyDecorator =>
  field('object', 'must be an object', isObject, { type: 'object', additionalProperties: true })

/** An object of a class of its own. */
export const Nested = (type: new () => object): PropertyDecorator =>
  applyDecorators(
    field('nested', 'must be an object', isObject, { type }),
    ValidateNested({ message: '$property must be an object' }),
    Type(() => type),
  )

/** A list of such objects. */
export const NestedList = (type: new () => object, least: number, most: number): PropertyDecorator =>
  applyDecorators(
    field(
      'nestedList',
      `must be a list of ${least} to ${most} objects`,
      (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(isObject),
      { type, isArray: true, minItems: least, maxItems: most },
    ),
    ValidateNested({ each: true, message: '$property must be a list of objects' }),
    Type(() => type),
  )
