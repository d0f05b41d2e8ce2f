/** What differs between two documents. */

/** One field that differs; `from` is absent where it is new, `to` where it is gone. */
export interface FieldChange {
  /** Names of fields from the outside in, with dots between; empty for the whole. */
  readonly field: string
  readonly from?: unknown
  readonly to?: unknown
}

/** The leaves that differ between two JSON values. */
export function* fieldChanges(before: unknown, after: unknown, path = ''): Iterable<FieldChange> {
  if (before === after) return
  if (isBranch(before) && isBranch(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      yield* fieldChanges(before[key], after[key], path === '' ? key : `${path}.${key}`)
    return
  }
  if (before === undefined && isBranch(after)) {
    for (const key of Object.keys(after))
      yield* fieldChanges(undefined, after[key], path === '' ? key : `${path}.${key}`)
    return
  }
  yield { field: path, ...(before !== undefined && { from: before }), ...(after !== undefined && { to: after }) }
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
