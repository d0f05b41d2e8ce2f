/** A customer of the demo company while its three years are being written. */
import { departure, staff } from './figures.js'
import { momentOf, type Moment } from './moment.js'
import { oneOf, type Random } from './random.js'
import type { Books } from './tables.js'

export interface Account {
  readonly customer: string
  readonly kind: 'person' | 'organisation'
  readonly random: Random
  readonly books: Books
  /** How well it is disposed towards the company, from 0 to 1. */
  contentment: number
  /** Who looks after an organisation at that moment; persons have nobody. */
  readonly representative: (at: Moment) => string | undefined
}

export const departed = momentOf(`${departure.lastDay} 18:00`)

/** Somebody who looks after an organisation from `since` on, and whoever takes over when that person leaves. */
export const drawRepresentative = (
  random: Random,
  since: Moment,
): { readonly at: (moment: Moment) => string; readonly first: string; readonly successor?: string } => {
  const staying = staff.representatives.filter((who) => who !== departure.who)
  const first = oneOf(random, since < departed ? staff.representatives : staying)
  if (first !== departure.who) return { at: () => first, first }
  const successor = oneOf(random, staying)
  return { at: (moment) => (moment < departed ? first : successor), first, successor }
}
