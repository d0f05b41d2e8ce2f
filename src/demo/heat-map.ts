/** Cohorts as a heat map: a row for each quarter of first purchases, a cell for each month after. */
import type { Colour, Paint } from './paint.js'

/** Customers buying in each month since the first purchase, by month of the first purchase (`2023-01`). */
export type Cohorts = Readonly<Record<string, readonly number[]>>

export interface CohortRow {
  /** `2023 Q1` */
  readonly quarter: string
  readonly customers: number
  /** Share of them buying in month +1, +2, …: as many months as every cohort of the quarter has seen. */
  readonly shares: readonly number[]
}

/** Monthly cohorts added up by quarter. */
export const quarterly = (cohorts: Cohorts): CohortRow[] => {
  const quarters = new Map<string, (readonly number[])[]>()
  for (const month of Object.keys(cohorts).sort()) {
    const quarter = `${month.slice(0, 4)} Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`
    quarters.set(quarter, [...(quarters.get(quarter) ?? []), cohorts[month]!])
  }
  return [...quarters].map(([quarter, members]) => {
    const seen = Math.min(...members.map(({ length }) => length))
    const [customers = 0, ...active] = Array.from({ length: seen }, (_, offset) =>
      members.reduce((sum, member) => sum + member[offset]!, 0),
    )
    return { quarter, customers, shares: active.map((count) => (customers === 0 ? 0 : count / customers)) }
  })
}

const shades = [' ', '░', '▒', '▓', '█'] as const
const colours: readonly Colour[] = ['dim', 'green1', 'green2', 'green3', 'green4']

/** The map with its legend, at most `width` columns wide; what does not fit on the right is left out. */
export const heatMap = (cohorts: Cohorts, width: number, paint: Paint): string => {
  const rows = quarterly(cohorts)
  const label = 14
  const longest = Math.max(0, ...rows.map(({ shares }) => shares.length))
  const cell = Math.max(1, Math.min(2, Math.floor((width - label) / Math.max(1, longest))))
  const months = Math.min(longest, Math.floor((width - label) / cell))
  const most = Math.max(0, ...rows.flatMap(({ shares }) => shares))
  const shade = (share: number): string => {
    const level = share === 0 ? 0 : Math.min(4, 1 + Math.floor((4 * share) / most))
    return paint(colours[level]!, shades[level]!.repeat(cell))
  }
  let scale = ''
  for (let month = 1; month <= months; month++)
    if (month === 1 || month % 6 === 0) scale = scale.padEnd((month - 1) * cell) + `+${month}`
  const steps = [1, 2, 3, 4].map((level) => `${shades[level]} up to ${(level * most * 25).toFixed(0)}%`)
  return [
    paint('dim', 'first     new ' + scale.slice(0, months * cell)),
    ...rows.map(({ quarter, customers, shares }) =>
      `${quarter} ${String(customers).padStart(5)} ${shares.slice(0, months).map(shade).join('')}`.trimEnd(),
    ),
    paint('dim', `of them buying in a month: ${steps.join('  ')}`),
  ].join('\n')
}
