/** How an organisation becomes a customer, or does not: a lead, an opportunity and its stages. */
import type { Account } from './account.js'
import { origins, staff } from './figures.js'
import { days, hours, written, type Moment } from './moment.js'
import { between, chance, oneOf, weighted, wholeBetween } from './random.js'
import { euros, type Row } from './tables.js'

type Origin = keyof typeof origins

const shares = Object.fromEntries(Object.entries(origins).map(([origin, { share }]) => [origin, share])) as Record<
  Origin,
  number
>

/** Writes down a lead and what comes of it. Answers when it was won, if it was. `spend`: usual order in cents. */
export const pursue = (account: Account, capturedAt: Moment, segment: string, spend: number): Moment | undefined => {
  const { customer, random, books, representative } = account
  const origin = weighted(random, shares)
  const won = chance(random, origins[origin].won)
  const pursued = won || chance(random, 0.45)
  const opportunity = `D-${customer}`
  const lead = { lead: `L-${customer}`, customer, origin, developer: oneOf(random, staff.developers) }
  const qualifiedAt = capturedAt + days(between(random, 1, 6))
  const openedAt = qualifiedAt + days(between(random, 1, 9))
  const offeredAt = openedAt + days(between(random, 6, 25))
  const negotiatedAt = offeredAt + days(between(random, 3, 20))
  const closedAt = negotiatedAt + days(between(random, 2, 25))

  const until = (at: Moment, columns: (at: string) => Row<'leads'>): Row<'leads'> =>
    books.reached(at) ? columns(written(at)) : {}
  if (!pursued) {
    const reason = oneOf(random, ['no need', 'no budget', 'bought elsewhere', 'cannot be reached'])
    books.add('leads', capturedAt, { ...lead, ...until(qualifiedAt, (at) => ({ disqualified_at: at, reason })) })
    return undefined
  }
  const by = representative(closedAt)!
  books.add('leads', capturedAt, {
    ...lead,
    ...until(qualifiedAt, (at) => ({ qualified_at: at })),
    ...(won && until(closedAt + 1, (at) => ({ converted_at: at, opportunity, representative: by, segment }))),
  })

  const amount = spend * wholeBetween(random, 6, 20)
  const step = (at: Moment, event: string, more: Row<'opportunities'>): void =>
    books.add('opportunities', at, { opportunity, customer, event, representative: representative(at)!, ...more })
  step(openedAt, 'opened', { stage: 'needs', amount: euros(amount), margin: euros(Math.round(amount * 0.4)) })
  step(offeredAt, 'moved', { stage: 'offer' })
  step(negotiatedAt, 'moved', { stage: 'negotiation' })
  if (won) {
    step(closedAt, 'won', { amount: euros(Math.round(amount * between(random, 0.8, 1))) })
    books.add('costs', closedAt + hours(1), {
      customer,
      purpose: 'win',
      cost: euros(wholeBetween(random, 80, 400) * 100),
      basis: 'per hour of selling',
    })
  } else step(closedAt, 'lost', { reason: oneOf(random, ['price', 'chose a competitor', 'project stopped']) })
  return won ? closedAt : undefined
}
