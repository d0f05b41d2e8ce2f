/** The portfolio as text for people: every figure of the answer, with its unit. docs/figures.md defines them. */
import type { PortfolioAnswer } from '../queries/portfolio-query.js'
import { marginLines, money, percent, reportedLines } from './output.js'

const width = 80
const labelWidth = 17
/** Of long lists the largest are shown; `--json` has all. */
const listed = 12

const number = (count: number): string => count.toLocaleString('en')
const share = (part: number | null, none = 'none yet'): string => (part === null ? none : percent(part))
const figure = (value: number | null, decimals: number): string =>
  value === null ? 'none yet' : value.toFixed(decimals)

/** The whole portfolio. */
export const portfolioText = (answer: PortfolioAnswer): string =>
  [
    `Portfolio as of ${answer.asOf}, known at ${answer.knownAt}, log position ${number(answer.position)}`,
    ...customers(answer),
    ...churn(answer),
    ...value(answer),
    ...reportedLines(answer.reported),
    ...block('Margin', marginLines(answer.margins)),
    ...concentration(answer),
    ...revenueAtRisk(answer),
    ...cohorts(answer),
    ...funnel(answer),
    ...pipeline(answer),
    ...orders(answer),
    ...cases(answer),
    ...satisfaction(answer),
  ].join('\n')

const customers = ({
  customers,
  buyers,
  repeatCustomers,
  repeatRate,
  purchases,
  purchaseDays,
  stages,
}: PortfolioAnswer) => [
  ...section('Customers', [
    `${number(customers)} with a file`,
    `${number(buyers)} bought`,
    `${number(repeatCustomers)} on more than one day`,
    `repeat rate ${share(repeatRate)}`,
  ]),
  ...section('Purchases', [`${number(purchases)} on ${number(purchaseDays)} purchase days`]),
  ...section('Stages', counted(stages)),
]

/** Of a long time the last months are shown; `--json` has all. */
const churnMonths = 12

const churn = ({ churn: { windowDays, active, churned, months } }: PortfolioAnswer): string[] => [
  ...section('Churn', [
    `${number(active)} customers`,
    `${number(churned)} lost, by quietness after ${number(windowDays)} days`,
  ]),
  ...block(
    '',
    [
      ['month', 'gained', 'lost', 'back', 'net', 'active', 'rate'],
      ...Object.entries(months)
        .slice(-churnMonths)
        .map(([month, { gained, lost, wonBack, net, active, churnRate }]) => [
          month,
          ...[gained, lost, wonBack, net, active].map(number),
          share(churnRate, ''),
        ]),
    ].map(([month, ...cells]) => (month!.padEnd(7) + cells.map((cell) => cell.padStart(9)).join('')).trimEnd()),
  ),
]

const value = ({ value }: PortfolioAnswer): string[] =>
  Object.entries(value).flatMap(([currency, sums]) => {
    const parts = [
      ['revenue', sums.revenue],
      ['− refunds', sums.refunds],
      ['− concessions', sums.concessions],
      ['− cost of goods', sums.costOfGoods],
      ['− cost to serve', sums.costToServe],
      ['− cost to win', sums.costToWin],
      ['= net', sums.net],
    ] as const
    const amounts = parts.map(([, amount]) => money(amount, currency))
    const longest = Math.max(...amounts.map(({ length }) => length))
    return block(
      'Value',
      parts.map(([name], index) => name.padEnd(17) + amounts[index]!.padStart(longest)),
    )
  })

const concentration = ({ concentration }: PortfolioAnswer): string[] =>
  Object.entries(concentration).flatMap(([currency, { customers, gini, hhi, largestShare, top20Share, pareto }]) => [
    ...section('Concentration', [
      `${currency}, ${number(customers)} customers: Gini ${figure(gini, 4)}`,
      `top 20% hold ${share(top20Share)} of revenue`,
      `largest ${share(largestShare)}`,
      `HHI ${figure(hhi, 4)}`,
    ]),
    ...section(
      'Best customers',
      pareto
        .filter((_, twentieth) => twentieth % 2 === 1)
        .map((point) => `${(point.customers * 100).toFixed(0)}%: ${percent(point.revenue)}`),
    ),
  ])

const revenueAtRisk = ({ revenueAtRisk }: PortfolioAnswer): string[] =>
  Object.entries(revenueAtRisk.currencies).flatMap(([currency, { customersInAll, revenueShare, customers }]) =>
    block('Revenue at risk', [
      `${currency}, ${number(customersInAll)} with ${percent(revenueAtRisk.share)} or more hold ${percent(revenueShare)}`,
      ...customers
        .slice(0, listed)
        .map(({ customer, revenue, share }) => `${customer} ${money(revenue, currency)} (${percent(share)})`),
      ...(customersInAll > listed ? [`and ${number(customersInAll - listed)} more`] : []),
    ]),
  )

const cohortMonths = [1, 2, 3, 6, 12, 24]

const cohorts = ({ cohorts }: PortfolioAnswer): string[] => {
  const months = Object.keys(cohorts)
  if (months.length === 0) return section('Cohorts', [])
  const heading = `first    buyers${cohortMonths.map((month) => `+${month}`.padStart(7)).join('')}`
  return block('Cohorts', [
    heading,
    ...months.map((month) => {
      const [size = 0, ...later] = cohorts[month]!
      const cells = cohortMonths.map((offset) => {
        const active = later[offset - 1]
        return (active === undefined ? '' : percent(size === 0 ? 0 : active / size)).padStart(7)
      })
      return `${month} ${number(size).padStart(7)}${cells.join('')}`.trimEnd()
    }),
    '(share of the buyers of the first month who buy that many months later)',
  ])
}

const funnel = ({ funnel }: PortfolioAnswer): string[] => {
  const of = (counts: Record<string, { leads: number; won: number }>): string[] =>
    largest(counts, ({ won }) => won).map(([name, { leads, won }]) => `${name} ${number(won)} of ${number(leads)}`)
  const wins = (counts: Record<string, { won: number }>): string[] =>
    largest(counts, ({ won }) => won).map(([name, { won }]) => `${name} ${number(won)}`)
  const { medianDaysToWon, wonBeforeContact } = funnel
  return [
    ...section('Leads', [
      `${number(funnel.leads)}, ${number(funnel.won)} won`,
      ...(medianDaysToWon === null ? [] : [`median ${medianDaysToWon.toFixed(2)} days to the deal`]),
      ...(wonBeforeContact === 0 ? [] : [`${number(wonBeforeContact)} won before the first contact`]),
    ]),
    ...section('  now', counted(funnel.byStatus)),
    ...section('  won by origin', of(funnel.byOrigin)),
    ...section('  by seller', wins(funnel.byRepresentative)),
    ...section('  by developer', wins(funnel.byDeveloper)),
    ...section('  by segment', wins(funnel.bySegment)),
  ]
}

const pipeline = ({ pipeline }: PortfolioAnswer): string[] => [
  ...section('Opportunities', counted(pipeline.byStatus)),
  ...Object.entries(pipeline.amounts).flatMap(([status, byStage]) =>
    section(
      `  ${status}`,
      Object.entries(byStage).map(([key, { opportunities, amount }]) => {
        const [currency, stage] = [key.slice(0, 3), key.slice(4)]
        return `${stage === '' ? '' : `${stage} `}${number(opportunities)}: ${money(amount, currency)}`
      }),
    ),
  ),
]

const orders = ({ orders }: PortfolioAnswer): string[] => [
  ...section('Orders', counted(orders.byStatus)),
  ...section(
    '  steps taken',
    Object.entries(orders.steps).map(
      ([step, count]) => `${step === 'fulfilledLate' ? 'fulfilled late' : step} ${number(count)}`,
    ),
  ),
  ...section('  cancelled', counted(orders.cancelledBecause)),
  ...Object.entries(orders.money).flatMap(([currency, sums]) =>
    section(
      '  money',
      Object.entries(sums).map(([name, amount]) => `${name} ${money(amount, currency)}`),
    ),
  ),
]

const cases = ({ cases }: PortfolioAnswer): string[] => [
  ...section('Cases', [
    number(cases.cases),
    `${number(cases.handOffs)} hand-offs`,
    `${number(cases.reopenings)} reopenings`,
    ...counted(cases.byStatus),
  ]),
  ...section('  in the source', counted(cases.bySourceStatus)),
  ...section('  changes to', counted(cases.changes)),
]

const satisfaction = ({ satisfaction }: PortfolioAnswer): string[] => {
  const { nps, ces, attitudes, waves } = satisfaction
  const sure = (interval: { low: number; high: number } | null, decimals: number): string =>
    interval === null ? '' : ` (${figure(interval.low, decimals)} to ${figure(interval.high, decimals)})`
  const scores = (distribution: Record<string, number>): string[] =>
    Object.entries(distribution).map(([score, answers]) => `${score}: ${number(answers)}`)
  return [
    ...section('Satisfaction', [
      `${number(satisfaction.answers)} answers, mean ${figure(satisfaction.mean, 4)}`,
      ...scores(satisfaction.distribution),
    ]),
    ...(nps.answers === 0
      ? []
      : section('Net promoters', [
          `${number(nps.answers)} answers, score ${figure(nps.score, 1)}`,
          `promoters ${number(nps.promoters)}`,
          `passives ${number(nps.passives)}`,
          `detractors ${number(nps.detractors)}`,
        ])),
    ...(ces.answers === 0
      ? []
      : section('Effort', [
          `${number(ces.answers)} answers, mean ${figure(ces.mean, 4)}`,
          ...scores(ces.distribution),
        ])),
    ...section(
      'Surveys',
      Object.entries(satisfaction.bySurvey).map(
        ([survey, { answers, mean }]) => `${survey} ${number(answers)}, mean ${figure(mean, 2)}`,
      ),
    ),
    ...Object.entries(attitudes).flatMap(([attitude, { answers, mean, interval }]) =>
      answers === 0 ? [] : block(attitude, [`${number(answers)} answers, mean ${figure(mean, 2)}${sure(interval, 2)}`]),
    ),
    ...waves.flatMap(({ measure, survey, wave, asked, answered, responseRate, answers, mean, interval, nps }) =>
      section('Wave', [
        `${measure} ${survey} ${wave ?? ''}`.trimEnd(),
        ...(responseRate === null
          ? []
          : [`${number(answered)} of ${number(asked)} answered (${percent(responseRate)})`]),
        nps
          ? `${number(answers)} answers, score ${figure(nps.score, 1)}${sure(nps.interval, 1)}`
          : `${number(answers)} answers, mean ${figure(mean, 2)}${sure(interval, 2)}`,
      ]),
    ),
  ]
}

/** Names with their counts, the largest first. */
const counted = (counts: Readonly<Record<string, number>>): string[] =>
  largest(counts, (count) => count).map(([name, count]) => `${name} ${number(count)}`)

const largest = <T>(counts: Readonly<Record<string, T>>, by: (value: T) => number): [string, T][] =>
  Object.entries(counts).sort(([, a], [, b]) => by(b) - by(a))

/** Lines beside their label, which only the first of them shows. */
const block = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, index) => (index === 0 ? label : '').padEnd(labelWidth) + line)

/**
 * Items one after the other beside their label, broken at the width; long lists are cut.
 * Without items, `none`; an indented label then falls away.
 */
const section = (label: string, items: readonly string[]): string[] => {
  if (items.length === 0 && label.startsWith(' ')) return []
  const shown = items.length > listed + 8 ? [...items.slice(0, listed), `and ${items.length - listed} more`] : items
  const lines: string[] = []
  for (const item of shown.length === 0 ? ['none'] : shown) {
    const joined = lines.length === 0 ? item : `${lines.at(-1)!}, ${item}`
    if (lines.length > 0 && labelWidth + joined.length > width) {
      lines[lines.length - 1] += ','
      lines.push(item)
    } else lines[Math.max(0, lines.length - 1)] = joined
  }
  return block(label, lines)
}
