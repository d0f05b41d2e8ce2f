/** Who brought in whom: the conversions of the stream `referrals`, folded. */
import type { ReferralEvent } from '../domain/referral/referral.events.js'

const nobody: readonly string[] = []

/** Customers by who brought them in, in the order in which that was recorded. */
export class Referrals {
  readonly #referrers = new Map<string, string>()
  readonly #broughtIn = new Map<string, readonly string[]>()

  /** Takes in the next event. */
  take({ type, data: { customer, referrer } }: ReferralEvent): void {
    const others = (this.#broughtIn.get(referrer) ?? nobody).filter((other) => other !== customer)
    if (type === 'ReferralConverted') {
      this.#referrers.set(customer, referrer)
      this.#broughtIn.set(referrer, [...others, customer])
    } else {
      this.#referrers.delete(customer)
      this.#broughtIn.set(referrer, others)
    }
  }

  /** Whom a customer brought in. */
  broughtInBy(referrer: string): readonly string[] {
    return this.#broughtIn.get(referrer) ?? nobody
  }

  /** Who brought in a customer. */
  referrerOf(customer: string): string | undefined {
    return this.#referrers.get(customer)
  }
}
