/** The demo's summary as text for people, at most as wide as the terminal. */
import { money, percent } from '../cli/output.js'
import { heatMap } from './heat-map.js'
import type { Paint } from './paint.js'
import { currency, type DemoSummary, type Story } from './summary.js'

const number = (count: number): string => count.toLocaleString('en')
const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar for a share, in eighths of a column; a share above nothing is never invisible. */
const bar = (share: number, columns: number): string => {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(Math.min(1, Math.max(0, share)) * columns * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + blocks[eighths % 8]!
}

export const summaryText = (summary: DemoSummary, width: number, paint: Paint): string =>
  [
    figuresText(summary, paint),
    title('Pyramid by revenue', paint),
    pyramidText(summary, width, paint),
    title('Cohorts: who comes back', paint),
    heatMap(summary.portfolio.cohorts, width, paint),
    title('Leads: where deals come from', paint),
    funnelText(summary, width, paint),
    title(`The story of ${summary.story.address}: ${summary.story.tells}`, paint, width),
    storyText(summary.story, width, paint),
    title('Other stories', paint),
    ...summary.stories.slice(1).map(({ address, tells }) => `  ${address}  ${tells}`),
  ].join('\n')

const title = (text: string, paint: Paint, width = Infinity): string =>
  ['', ...wrapped(text, width).map((line) => paint('bold', line))].join('\n')

const figuresText = ({ company, asOf, portfolio }: DemoSummary, paint: Paint): string => {
  const { satisfaction, cases, orders, stages } = portfolio
  const { nps } = satisfaction
  const value = portfolio.value[currency]!
  const none = (figure: number | null, text: (figure: number) => string): string =>
    figure === null ? '–' : text(figure)
  const line = (label: string, text: string): string => `  ${label.padEnd(14)}${text}`
  return [
    paint('bold', `A coffee merchant with ${number(company.customers)} customers, as of ${asOf.slice(0, 10)}`),
    line(
      'customers',
      `${number(portfolio.customers)}, ${number(portfolio.buyers)} of them bought, ` +
        `${number(stages['won back'] ?? 0)} lost and won back, ${number(stages.lost ?? 0)} lost`,
    ),
    line('repeat rate', `${none(portfolio.repeatRate, percent)} bought on more than one day`),
    line('revenue', `${money(value.revenue, currency)}, realized value ${money(value.net, currency)}`),
    line(
      'concentration',
      `Gini ${none(portfolio.gini, (gini) => gini.toFixed(3))}, ` +
        `the top 20% bring ${none(portfolio.top20Share, percent)} of revenue`,
    ),
    line(
      'orders',
      `${number(orders.steps.placed ?? 0)} placed, ${number(orders.steps.fulfilledLate ?? 0)} fulfilled late, ` +
        `${number(orders.byStatus.cancelled ?? 0)} cancelled`,
    ),
    line('cases', `${number(cases.cases)}, ${number(cases.handOffs)} hand-offs, ${number(cases.reopenings)} reopened`),
    line(
      'satisfaction',
      `${none(satisfaction.mean, (mean) => mean.toFixed(2))} of 5 in ${number(satisfaction.answers)} answers, ` +
        `net promoter score ${none(nps.score, (score) => score.toFixed(0))} in ${number(nps.answers)}`,
    ),
  ].join('\n')
}

const pyramidText = ({ pyramid }: DemoSummary, width: number, paint: Paint): string => {
  const buyers = pyramid.reduce((sum, { customers }) => sum + customers, 0)
  const columns = Math.max(8, Math.min(28, Math.floor((width - 51) / 2) + 4))
  return [
    paint('dim', `${'customers'.padStart(columns)}${' '.repeat(16)}revenue`),
    ...pyramid.map(({ tier, next, customers, revenue, revenueShare }) => {
      const left = '█'.repeat(Math.max(customers > 0 ? 1 : 0, Math.round((columns * customers) / Math.max(1, buyers))))
      return (
        `${paint('cyan', left.padStart(columns))} ${tier.padEnd(9)}${next.padStart(4)} ` +
        `${paint('green3', bar(revenueShare, columns).padEnd(columns))} ` +
        `${number(customers).padStart(6)}: ${money(revenue, currency)}  ${percent(revenueShare)}`
      )
    }),
    ...wrapped('The top 1% of those who bought, then 4%, 15% and the rest: the cut-offs are ours.', width).map((line) =>
      paint('dim', line),
    ),
  ].join('\n')
}

const funnelText = ({ portfolio: { funnel } }: DemoSummary, width: number, paint: Paint): string => {
  const origins = Object.entries(funnel.byOrigin).sort(([, a], [, b]) => b.won - a.won)
  const most = Math.max(1, ...origins.map(([, { leads }]) => leads))
  const columns = Math.max(10, Math.min(50, width - 42))
  return [
    ...origins.map(([origin, { leads, won }]) => {
      const wonBar = '█'.repeat(Math.round((columns * won) / most))
      const restBar = '░'.repeat(Math.max(0, Math.round((columns * leads) / most) - wonBar.length))
      const share = leads === 0 ? 0 : won / leads
      return (
        `  ${origin.padEnd(14)} ${paint('green3', wonBar)}${paint('dim', restBar)} ` +
        `${number(won)} of ${number(leads)} won (${percent(share)})`
      )
    }),
    `  ${number(funnel.won)} of ${number(funnel.leads)} leads won, half of them within ${Math.round(funnel.medianDaysToWon ?? 0)} days`,
  ].join('\n')
}

const storyText = (story: Story, width: number, paint: Paint): string => {
  const { kind, profile, owner, sentences, stages, value, before, loyalty } = story
  const lines: string[] = []
  const indent = 12
  let day = ''
  const say = (on: string, text: string, colour: (text: string) => string): void => {
    wrapped(text, width - indent).forEach((part, index) => {
      lines.push((index === 0 && on !== day ? on : '').padEnd(indent) + colour(part))
    })
    day = on
  }
  let stage = 0
  const stagesUntil = (at: string): void => {
    for (; stage < stages.length && stages[stage]!.at < at; stage++) {
      const { stage: name, reason, at: since } = stages[stage]!
      say(since.slice(0, 10), `▸ ${name}${reason === name ? '' : `: ${reason}`}`, (text) => paint('cyan', text))
    }
  }
  for (const { day, at, text, mood, late } of sentences) {
    stagesUntil(at)
    say(day, text, (part) => (mood === undefined ? part : paint(mood === 'good' ? 'green' : 'red', part)))
    if (late) say(day, '↳ reached the books only with a later file', (part) => paint('yellow', part))
  }
  stagesUntil('9999')
  const { quintiles } = loyalty
  return [
    paint('dim', [kind, ...Object.values(profile), ...(owner === null ? [] : [`looked after by ${owner}`])].join(', ')),
    ...lines,
    `${'value'.padEnd(indent)}revenue ${money(value.revenue, currency)}, realized value ${money(value.net, currency)}`,
    ...(before
      ? [`${''.padEnd(indent)}${money(before.net, currency)} as it was known before the later file came`]
      : []),
    `${'loyalty'.padEnd(indent)}bought on ${loyalty.purchaseDays} days` +
      (quintiles === null
        ? ''
        : `; recency ${quintiles.recency}, frequency ${quintiles.frequency}, monetary value ${quintiles.monetary} (of 5)`),
  ].join('\n')
}

/** Text broken between words. */
const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
