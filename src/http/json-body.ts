/** Reads JSON bodies, with care for what a parser’s user could be tricked by. */
import { invalid } from '../../domain/errors.js'
import { HttpProblem } from './problems/http-problem.js'

/** Objects and arrays within each other, at most. */
const deepest = 32
/** Names that JavaScript objects keep for themselves. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses a body: a JSON object in UTF-8, or nothing at all.
 * @throws `body-not-json`, `body-too-deep`, `body-field-forbidden`, `request-invalid` for JSON that is no object
 */
export const parseJsonBody = (body: Buffer): object | undefined => {
  if (body.length === 0) return undefined
  const parsed = parse(body)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid('request-invalid', 'The body must be a JSON object', {
      problems: [{ field: 'body', message: 'must be a JSON object' }],
    })
  mustBeHarmless(parsed, 1)
  return parsed
}

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(utf8.decode(body))
  } catch {
    throw new HttpProblem(400, 'body-not-json', 'The body is not JSON in UTF-8')
  }
}

const mustBeHarmless = (value: object, depth: number): void => {
  if (depth > deepest)
    throw new HttpProblem(400, 'body-too-deep', `The body nests deeper than ${deepest} levels`, { deepest })
  for (const key of Object.keys(value)) {
    if (forbidden.has(key))
      throw new HttpProblem(400, 'body-field-forbidden', `No field may be called ${key}`, { field: key })
    const below: unknown = (value as Record<string, unknown>)[key]
    if (typeof below === 'object' && below !== null) mustBeHarmless(below, depth + 1)
  }
}
