/** A file of purchases shaped like a real shop’s log: most customers buy once, a few very often. Made from a seed. */
import { writeFileSync } from 'node:fs'

/** A small generator of equal numbers everywhere (mulberry32). */
const random = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}

/** Writes `rows` purchases of about so many customers in the columns of the mapping `cdnow`. */
export const writePurchases = (file: string, rows: number, customers = rows / 3, seed = 1): void => {
  const again = Math.max(0, 1 - customers / rows)
  const next = random(seed)
  const lines = [' customer_id  date number_of_cds  dollar_value']
  for (let customer = 1; lines.length <= rows; customer++) {
    let purchases = 1
    while (next() < again && lines.length + purchases <= rows) purchases++
    let day = Date.UTC(1997, 0, 1 + Math.floor(next() * 90))
    for (let purchase = 0; purchase < purchases; purchase++) {
      const date = new Date(day).toISOString().slice(0, 10).replaceAll('-', '')
      const units = 1 + Math.floor(next() * 3)
      lines.push(` ${String(customer).padStart(5, '0')} ${date}  ${units}  ${(units * (10 + next() * 10)).toFixed(2)}`)
      day += Math.floor(next() * 120) * 86_400_000
    }
  }
  writeFileSync(file, lines.join('\r\n') + '\r\n')
}
