/** What a customer's documents contribute at the end of each day on which something happened. */
import { dayNumber } from '../../domain/time.js'
import { ordered, partOf, stepOf, type AnyReadModel, type Contribution, type HistoryEvent } from '../read-model.js'
import { hasAmounts } from './amounts.js'
import type { DailySums } from './daily-sums.js'

/** What changes at the end of a day: contributions that are no longer made, and those that are made instead. */
export interface DayOfContributions {
  /** Days since 1970, UTC. */
  readonly day: number
  readonly before: readonly Contribution[]
  readonly after: readonly Contribution[]
}

interface Folded {
  readonly model: AnyReadModel
  readonly body: object
  /** What it contributed at the end of the last day on which it changed. */
  contributes: readonly Contribution[]
  isChanged: boolean
}

/** Read models with what they contribute but for amounts, and which of them know an event of a type. */
export class ContributingModels {
  readonly models: readonly AnyReadModel[]
  readonly #byType = new Map<string, readonly AnyReadModel[]>()

  constructor(models: readonly AnyReadModel[]) {
    this.models = models
      .filter(({ contributions }) => contributions)
      .map((model) => ({
        ...model,
        contributions: (document: object) => model.contributions!(document).filter((one) => !hasAmounts(one)),
      }))
  }

  knowing(type: string): readonly AnyReadModel[] {
    let models = this.#byType.get(type)
    if (!models) this.#byType.set(type, (models = this.models.filter((model) => stepOf(model, type))))
    return models
  }
}

/** Day by day, of a history in any order. @throws whatever a fold throws that cannot take an event */
export const contributionsByDay = (
  contributing: ContributingModels,
  customer: string,
  history: readonly HistoryEvent[],
): DayOfContributions[] => {
  const days: DayOfContributions[] = []
  const documents = new Map<AnyReadModel, Map<string, Folded>>()
  const changed: Folded[] = []
  const close = (day: string): void => {
    const before: Contribution[] = []
    const after: Contribution[] = []
    for (const document of changed) {
      const contributes = document.model.contributions!(document.body)
      before.push(...document.contributes)
      after.push(...contributes)
      document.contributes = contributes
      document.isChanged = false
    }
    changed.length = 0
    days.push({ day: dayNumber(day), before, after })
  }
  let today = ''
  for (const event of ordered(history)) {
    const { occurredAt } = event.metadata
    if (!occurredAt.startsWith(today) || today === '') {
      if (changed.length > 0) close(today)
      today = occurredAt.slice(0, 10)
    }
    for (const model of contributing.knowing(event.type)) {
      const part = partOf(model, event)
      if (part === undefined) continue
      let parts = documents.get(model)
      if (!parts) documents.set(model, (parts = new Map<string, Folded>()))
      let document = parts.get(part)
      if (!document)
        parts.set(
          part,
          (document = { model, body: model.initial(customer) as object, contributes: [], isChanged: false }),
        )
      stepOf(model, event.type)!(document.body, event)
      if (document.isChanged) continue
      document.isChanged = true
      changed.push(document)
    }
  }
  if (changed.length > 0) close(today)
  return days
}

/** Adds a customer's days to the sums, or takes them back with `sign` -1. */
export const addDays = (sums: DailySums, days: readonly DayOfContributions[], sign: 1 | -1): void => {
  for (const { day, before, after } of days) {
    sums.tally(before, sign === 1 ? -1 : 1)
    sums.tally(after, sign)
    sums.addTo(day)
  }
}
