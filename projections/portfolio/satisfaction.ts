/** What customers say in surveys, over all of them: means, net promoters, response, and how sure the figures are. */
import { type attitudes, type SurveyMeasure } from '../../domain/feedback/feedback.subject.js'
import { intervalOfMean, type Interval } from '../../domain/feedback/interval.js'
import type { Contribution } from '../read-model.js'

type Counts = Record<string, number>

export interface SurveyFigures {
  readonly answers: number
  readonly mean: number | null
  /** Of the mean, at 95% confidence; null below two answers. */
  readonly interval: Interval | null
  readonly distribution: Counts
}

export interface Nps {
  readonly answers: number
  readonly score: number | null
  /** Of the score, at 95% confidence; null below two answers. */
  readonly interval: Interval | null
  readonly promoters: number
  readonly passives: number
  readonly detractors: number
}

/** One measure in one wave of a survey. */
export interface Wave extends SurveyFigures {
  readonly survey: string
  /** Null where waves are counted together. */
  readonly wave: string | null
  readonly measure: SurveyMeasure
  /** Customers who were asked. */
  readonly asked: number
  /** Those of them who answered. */
  readonly answered: number
  readonly responseRate: number | null
  /** Where recommendation was asked for. */
  readonly nps: Nps | null
}

/** `answers`, `mean`, `interval` and `distribution` are of satisfaction (CSAT); the other measures beside them. */
export interface Satisfaction extends SurveyFigures {
  readonly nps: Nps
  readonly ces: SurveyFigures
  readonly attitudes: Readonly<Record<(typeof attitudes)[number], SurveyFigures>>
  /** By `measure/survey`. */
  readonly bySurvey: Readonly<Record<string, SurveyFigures & { readonly measure: string }>>
  readonly waves: readonly Wave[]
}

/** Contributions in the order of their keys. */
interface Answered {
  readonly answers: readonly Contribution[]
  readonly waves: readonly Contribution[]
  readonly waveAnswers: readonly Contribution[]
}

const surveyFigures = (distribution: Counts): SurveyFigures => {
  const scores = Object.entries(distribution).map(([score, count]) => ({ value: Number(score), count }))
  const answers = scores.reduce((sum, { count }) => sum + count, 0)
  const sum = scores.reduce((sum, { value, count }) => sum + value * count, 0)
  return { answers, mean: answers === 0 ? null : sum / answers, interval: intervalOfMean(scores), distribution }
}

const npsOf = (distribution: Counts): Nps => {
  const count = (from: number, to: number): number =>
    Object.entries(distribution).reduce(
      (sum, [score, answers]) => (Number(score) >= from && Number(score) <= to ? sum + answers : sum),
      0,
    )
  const [promoters, passives, detractors] = [count(9, 10), count(7, 8), count(0, 6)]
  const answers = promoters + passives + detractors
  return {
    answers,
    score: answers === 0 ? null : (100 * (promoters - detractors)) / answers,
    interval: intervalOfMean([
      { value: 100, count: promoters },
      { value: 0, count: passives },
      { value: -100, count: detractors },
    ]),
    promoters,
    passives,
    detractors,
  }
}

type WaveKey = [measure: SurveyMeasure, survey: string, wave: string | null]

/** Waves of which somebody was asked or answered; sums that are zero may be absent. */
const wavesOf = ({ waves, waveAnswers }: Answered): Wave[] => {
  const asked = new Map(waves.filter(({ add }) => add.asked).map(({ key, add }) => [String(key), add]))
  const scores = new Map([...asked.keys()].map((key): [string, Counts] => [key, {}]))
  for (const { key, add } of waveAnswers) {
    if (!add.answers) continue
    const [measure, survey, wave, score] = JSON.parse(String(key)) as [...WaveKey, number]
    const name = JSON.stringify([measure, survey, wave])
    let counts = scores.get(name)
    if (!counts) scores.set(name, (counts = {}))
    counts[score] = add.answers
  }
  return [...scores.keys()].sort().map((key) => {
    const [measure, survey, wave] = JSON.parse(key) as WaveKey
    const distribution = scores.get(key)!
    const { asked: customers = 0, answered = 0 } = asked.get(key) ?? {}
    return {
      survey,
      wave,
      measure,
      asked: customers,
      answered,
      responseRate: customers === 0 ? null : answered / customers,
      ...surveyFigures(distribution),
      nps: measure === 'nps' ? npsOf(distribution) : null,
    }
  })
}

/** The figures of satisfaction. */
export const satisfactionOf = (answered: Answered): Satisfaction => {
  const byMeasure: Record<string, Counts> = {}
  const bySurvey: Record<string, { measure: string; scores: Counts }> = {}
  for (const { key, add } of answered.answers) {
    if (!add.answers) continue
    const parts = String(key).split('/')
    const [measure, survey, score] = [parts[0]!, parts.slice(0, -1).join('/'), parts.at(-1)!]
    const { scores } = (bySurvey[survey] ??= { measure, scores: {} })
    for (const counts of [scores, (byMeasure[measure] ??= {})]) counts[score] = (counts[score] ?? 0) + add.answers
  }
  const of = (measure: SurveyMeasure): SurveyFigures => surveyFigures(byMeasure[measure] ?? {})
  return {
    ...of('csat'),
    nps: npsOf(byMeasure.nps ?? {}),
    ces: of('ces'),
    attitudes: { identification: of('identification'), belonging: of('belonging'), trust: of('trust') },
    bySurvey: Object.fromEntries(
      Object.entries(bySurvey).map(([survey, { measure, scores }]) => [survey, { measure, ...surveyFigures(scores) }]),
    ),
    waves: wavesOf(answered),
  }
}
