/** What can be asked about the tiers of all customers: folded from the log customer by customer, by one model. */
import type { Instant } from '../../domain/time.js'
import type { ValueModel } from '../../domain/value/value-model.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { Migrations, Pyramid, type Migration, type TierOfPyramid } from '../../projections/score/pyramid.js'
import { WhatIfComparison, type WhatIf } from '../../projections/score/what-if.js'
import type { Clock } from '../clock.js'
import type { EventStore } from '../event-store/event-store.js'
import type { StoredHistory } from '../projecting/history.js'
import { publishedValueModel } from './known-models.js'
import type { PointInTime } from './point-in-time.js'
import { AnsweredOnce } from './answered-once.js'
import type { AnsweredAt } from './portfolio-query.js'
import { tieredCustomers } from './tiered-customers.js'

export interface PyramidRequest extends PointInTime {
  /** An earlier day to compare with, by the same model. */
  readonly against?: Instant
}

export interface PyramidAnswer extends AnsweredAt {
  readonly model: Pick<ValueModel, 'name' | 'version'>
  /** The highest first. */
  readonly tiers: readonly TierOfPyramid[]
  /** The same at the earlier day, where one was asked for. */
  readonly before?: { readonly asOf: Instant; readonly tiers: readonly TierOfPyramid[] }
  /** From the tier at the earlier day to the tier at the later one. */
  readonly migrations?: readonly Migration[]
}

export interface WhatIfRequest extends PointInTime {
  /** How many of those who move are named. */
  readonly limit: number
}

export interface WhatIfAnswer extends AnsweredAt, WhatIf {
  readonly active: Pick<ValueModel, 'name' | 'version'>
  readonly draft: Pick<ValueModel, 'name' | 'version'>
}

export class PyramidQuery {
  readonly #pyramids = new AnsweredOnce<PyramidAnswer>()

  constructor(
    private readonly store: EventStore,
    private readonly rules: LifecycleRules,
    private readonly clock: Clock,
  ) {}

  /**
   * By the model in force as far as it was known, whatever day is asked for. One customer is in memory at a time.
   * @throws DomainError `value-model-none`
   */
  async pyramid(request: PyramidRequest): Promise<PyramidAnswer> {
    return this.#pyramids.to(request, await this.store.head(), () => this.#pyramid(request))
  }

  async #pyramid({ asOf, knownAt, against }: PyramidRequest): Promise<PyramidAnswer> {
    const now = this.clock()
    const customers = await tieredCustomers(this.store, this.rules, knownAt)
    const { position, model } = customers
    const [at, before] = [new Pyramid(model), new Pyramid(model)]
    const migrations = new Migrations()

    /** The tier that the customer is put into; null where nothing had happened by then. */
    const place = (into: Pyramid, stored: StoredHistory, asOf: Instant): string | null => {
      const then = customers.at(stored, asOf)
      if (!then) return null
      const found = then.by(model)
      into.add(found, then.state.value)
      return found.tier
    }

    for await (const stored of customers.histories()) {
      const to = place(at, stored, asOf ?? now)
      if (against === undefined) continue
      const from = place(before, stored, against)
      if (to !== null) migrations.add(from, to)
    }
    const { name, version } = model
    return {
      asOf: asOf ?? now,
      knownAt: knownAt ?? now,
      position,
      model: { name, version },
      tiers: at.tiers(),
      ...(against !== undefined && {
        before: { asOf: against, tiers: before.tiers() },
        migrations: migrations.list(model),
      }),
    }
  }

  /**
   * A draft beside the model in force, at a day.
   * @throws DomainError `value-model-none`
   */
  async whatIf(draft: ValueModel, { asOf, knownAt, limit }: WhatIfRequest): Promise<WhatIfAnswer> {
    const now = this.clock()
    const customers = await tieredCustomers(this.store, this.rules, knownAt)
    const { position, model } = customers
    const at = asOf ?? now
    const comparison = new WhatIfComparison(model, draft, limit)
    for await (const stored of customers.histories()) {
      const then = customers.at(stored, at)
      if (then) comparison.add(stored.customer, then.by(model), then.by(draft), then.state.value)
    }
    return {
      asOf: at,
      knownAt: knownAt ?? now,
      position,
      active: { name: model.name, version: model.version },
      draft: { name: draft.name, version: draft.version },
      ...comparison.answer(),
    }
  }

  /**
   * A published model beside the one in force, at a day.
   * @throws DomainError `model-version-unknown`, `value-model-none`
   */
  async whatIfPublished(name: string, version: number, request: WhatIfRequest): Promise<WhatIfAnswer> {
    return this.whatIf(await publishedValueModel(this.store, name, version), request)
  }
}
