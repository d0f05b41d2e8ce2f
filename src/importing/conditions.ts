/** Conditions on the columns of a row: `when` in a mapping. */
import type { Columns, Row } from './columns.js'
import type { Place } from './mapping-place.js'
import type { ConditionText } from './mapping-shape.js'

/** Whether a row meets all conditions. */
export type Holds = (row: Row) => boolean

/**
 * Makes the test of conditions by column. Values are compared as text.
 * @throws DomainError `mapping-invalid` when there is no such column
 */
export const makeConditions = (
  conditions: Readonly<Record<string, ConditionText>> | undefined,
  columns: Columns,
  place: Place,
): Holds | undefined => {
  const tests = Object.entries(conditions ?? {}).map(([name, condition]) => {
    const read = columns.column(name, place.at(name))
    const test = testOf(condition)
    return (row: Row) => test(read(row))
  })
  if (tests.length === 0) return undefined
  return (row) => tests.every((test) => test(row))
}

const testOf = (condition: ConditionText): ((text: string | undefined) => boolean) => {
  if (typeof condition === 'object' && 'present' in condition)
    return (text) => (text !== undefined) === condition.present
  const negated = typeof condition === 'object' && 'not' in condition
  const values = new Set([negated ? condition.not : condition].flat().map(String))
  return (text) => (text !== undefined && values.has(text)) !== negated
}
