/** A map that forgets what was not used lately: at least half of `limit` entries stay, never more than all. */
export class BoundedCache<K, V> {
  #recent = new Map<K, V>()
  #older = new Map<K, V>()

  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    const value = this.#recent.get(key)
    if (value !== undefined) return value
    const older = this.#older.get(key)
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: K, value: V): void {
    this.#recent.set(key, value)
    if (this.#recent.size < this.limit / 2) return
    this.#older = this.#recent
    this.#recent = new Map()
  }

  clear(): void {
    this.#recent.clear()
    this.#older.clear()
  }
}
