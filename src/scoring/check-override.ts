/** Whether a person’s word on a tier means anything: a tier of the model in force, and a day that is not over. */
import { ruleBroken } from '../../domain/errors.js'
import type { Day, Instant } from '../../domain/time.js'
import type { EventStore } from '../event-store/event-store.js'
import { valueModelInForce } from '../queries/known-models.js'

/** @throws DomainError `value-model-none`, `tier-unknown`, `override-over` */
export const checkOverride = async (
  store: EventStore,
  { tier, until }: { readonly tier: string; readonly until?: Day | undefined },
  from: Instant,
): Promise<void> => {
  const model = await valueModelInForce(store)
  const known = model.tiers.map(({ name }) => name)
  if (!known.includes(tier))
    throw ruleBroken('tier-unknown', `${model.name} version ${model.version} has no tier ${tier}`, { tier, known })
  const day = from.slice(0, 10)
  if (until !== undefined && until < day)
    throw ruleBroken('override-over', `It is to begin on ${day}: take ${day} or a later day as its last`, {
      day,
      until,
    })
}
