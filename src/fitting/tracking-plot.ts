/** A picture of how a model tracks what happened: cumulative repeat purchases, expected and actual, as SVG. */
import type { FittedPurchases } from './fit-models.js'
import type { Tracking } from './tracking.js'

const [width, height] = [800, 480]
const edge = { left: 70, right: 20, top: 50, bottom: 50 }

/** Round steps that divide a range into some five. */
const ticks = (most: number): number[] => {
  const rough = most / 5
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * magnitude).find((step) => step >= rough)!
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
}

const text = (x: number, y: number, anchor: 'start' | 'middle' | 'end', content: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${content}</text>`

/** Of a tracking with at least one period. */
export const trackingPlot = (
  { model, until, customers }: Pick<FittedPurchases, 'model' | 'until' | 'customers'>,
  { from, unit, fittedPeriods, periods }: Tracking,
): string => {
  const last = periods.at(-1)!
  const most = Math.max(1, last.cumulativeExpected, last.cumulativeActual)
  const x = (period: number): number => edge.left + (period / periods.length) * (width - edge.left - edge.right)
  const y = (purchases: number): number => height - edge.bottom - (purchases / most) * (height - edge.top - edge.bottom)
  const line = (of: (total: (typeof periods)[number]) => number): string =>
    [[0, 0], ...periods.map((total) => [total.period, of(total)])]
      .map(([period, purchases]) => `${x(period!).toFixed(1)},${y(purchases!).toFixed(1)}`)
      .join(' ')
  const bottom = height - edge.bottom
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>Cumulative repeat purchases of ${customers} customers: ${model} fitted until ${until}, and actual</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(width / 2, 22, 'middle', `Cumulative repeat purchases of ${customers} customers since ${from}`),
    ...ticks(most).flatMap((purchases) => [
      `<line x1="${edge.left}" x2="${width - edge.right}" y1="${y(purchases).toFixed(1)}" y2="${y(purchases).toFixed(1)}" stroke="#ddd"/>`,
      text(edge.left - 8, y(purchases) + 4, 'end', purchases.toLocaleString('en')),
    ]),
    ...ticks(periods.length).map((period) => text(x(period), bottom + 20, 'middle', String(period))),
    text(width / 2, height - 8, 'middle', unit),
    ...(fittedPeriods < periods.length
      ? [
          `<line x1="${x(fittedPeriods).toFixed(1)}" x2="${x(fittedPeriods).toFixed(1)}" y1="${edge.top}" y2="${bottom}" stroke="#999" stroke-dasharray="2 4"/>`,
          text(x(fittedPeriods) + 6, bottom - 8, 'start', `fitted until ${until}`),
        ]
      : []),
    `<line x1="${edge.left}" x2="${width - edge.right}" y1="${bottom}" y2="${bottom}" stroke="black"/>`,
    `<polyline fill="none" stroke="#1f4e79" stroke-width="2" points="${line(({ cumulativeActual }) => cumulativeActual)}"/>`,
    `<polyline fill="none" stroke="#c0504d" stroke-width="2" stroke-dasharray="7 4" points="${line(({ cumulativeExpected }) => cumulativeExpected)}"/>`,
    `<g fill="#1f4e79">${text(edge.left + 12, edge.top + 8, 'start', 'actual')}</g>`,
    `<g fill="#c0504d">${text(edge.left + 12, edge.top + 26, 'start', `expected by ${model}`)}</g>`,
    '</svg>',
    '',
  ].join('\n')
}
