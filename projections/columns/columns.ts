/** Columns of numbers with a row for each of very many. */

type Column = Float64Array | Int32Array | Uint16Array | Uint8Array

const longer = <C extends Column>(column: C, rows: number): C => {
  const next = new (column.constructor as new (rows: number) => C)(rows)
  next.set(column)
  return next
}

/** The same columns with room for more rows. */
export const grown = <C extends Record<string, Column>>(columns: C, rows: number): C =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, longer(column, rows)])) as C

/** Views of their first rows. */
export const cut = <C extends Record<string, Column>>(columns: C, rows: number): C =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.subarray(0, rows)])) as C
