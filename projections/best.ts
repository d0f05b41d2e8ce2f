/** The best few of very many, in a heap whose root is the worst of those kept: however many come, no more are held. */

export const best = <T>(limit: number, isBefore: (one: T, other: T) => boolean) => {
  const heap: T[] = []
  const swap = (a: number, b: number): void => {
    ;[heap[a], heap[b]] = [heap[b]!, heap[a]!]
  }
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (!isBefore(heap[parent]!, heap[at]!)) return
      swap(at, parent)
      at = parent
    }
  }
  const sink = (): void => {
    for (let at = 0; ;) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(heap[worst]!, heap[child]!)) worst = child
      if (worst === at) return
      swap(at, worst)
      at = worst
    }
  }
  return {
    offer: (item: T): void => {
      if (heap.length < limit) rise(heap.push(item) - 1)
      else if (limit > 0 && isBefore(item, heap[0]!)) {
        heap[0] = item
        sink()
      }
    },
    /** The best first. */
    inOrder: (): readonly T[] => [...heap].sort((one, other) => (isBefore(one, other) ? -1 : 1)),
  }
}
