/** Answers that take a walk through the whole log: the same question of the same log is answered once. */
import { BoundedCache } from '../bounded-cache.js'
import type { PointInTime } from './point-in-time.js'

/** How many answers are kept, at most. */
const kept = 8

export class AnsweredOnce<A> {
  readonly #answers = new BoundedCache<string, Promise<A>>(kept)

  /**
   * The answer to a question as of a day or an instant, of the log up to a position; as of now, which goes on with every moment,
   * a new one each time. What failed is tried again.
   */
  async to(question: PointInTime & object, position: number, answer: () => Promise<A>): Promise<A> {
    if (question.asOf === undefined) return answer()
    const key = JSON.stringify([position, Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1))])
    const known = this.#answers.get(key)
    if (known) return known
    const made = answer()
    this.#answers.set(key, made)
    made.catch(() => this.#answers.clear())
    return made
  }
}
