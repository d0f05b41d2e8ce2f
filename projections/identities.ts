/** Who is the same as whom: the merges and un-merges of the stream `identities`, folded. */

/** What an event of that stream says: `customer` became part of another, or is itself again. */
export interface IdentityEvent {
  readonly type: string
  readonly data: object
}

const none: readonly string[] = []

/** Customers by whom they were merged into. A chain a → b → c has the one survivor c. */
export class Identities {
  readonly #into = new Map<string, string>()
  readonly #merged = new Map<string, readonly string[]>()

  /** Takes in the next event; answers the survivors whose histories it changes, before and after. */
  take({ type, data }: IdentityEvent): readonly string[] {
    const { customer, into } = data as { customer: string; into: string }
    if (type === 'CustomersMerged') {
      // Whoever decided has seen to it; a log written otherwise must not lead in a circle.
      if (this.#into.has(customer) || this.survivorOf(into) === customer) return none
      this.#into.set(customer, into)
      this.#merged.set(into, [...(this.#merged.get(into) ?? none), customer])
      return [customer, this.survivorOf(into)]
    }
    const from = this.#into.get(customer)
    if (type !== 'CustomersUnmerged' || from === undefined) return none
    const survivor = this.survivorOf(customer)
    this.#into.delete(customer)
    const others = this.#merged.get(from)!.filter((other) => other !== customer)
    if (others.length > 0) this.#merged.set(from, others)
    else this.#merged.delete(from)
    return [survivor, customer]
  }

  /** The customer who stands for this one; itself where it was never merged. */
  survivorOf(customer: string): string {
    let survivor = customer
    for (let into = this.#into.get(survivor); into !== undefined; into = this.#into.get(survivor)) survivor = into
    return survivor
  }

  /** A survivor and all who were merged into it, directly or on the way. */
  membersOf(survivor: string): readonly string[] {
    const merged = this.#merged.get(survivor)
    return merged ? [survivor, ...merged.flatMap((customer) => this.membersOf(customer))] : [survivor]
  }

  /** Survivors who have somebody merged into them. */
  *merged(): Iterable<string> {
    for (const survivor of this.#merged.keys()) if (!this.#into.has(survivor)) yield survivor
  }

  /** Whether the customer's history is its own stream and nothing else. */
  isAlone(customer: string): boolean {
    return !this.#merged.has(customer) && !this.#into.has(customer)
  }
}
