/** Who was merged into whom, by the beginning of the ids: a change copies little, however many there are. */

type Pairs = readonly (readonly [customer: string, into: string])[]

/** Whom a customer was merged into, by the first and the second byte of its id: 65,536 places. */
export type Merges = readonly (readonly (Pairs | undefined)[] | undefined)[]

const noPlaces = (): undefined[] => Array.from({ length: 256 }, () => undefined)

/** Nobody was merged. */
export const noMerges: Merges = noPlaces()

const byteOf = (id: string, at: 0 | 1): number => parseInt(id.slice(2 * at, 2 * at + 2), 16)

const pairsAt = (merges: Merges, customer: string): Pairs => merges[byteOf(customer, 0)]?.[byteOf(customer, 1)] ?? []

/** Whom the customer was merged into; undefined where it stands for itself. */
export const mergedInto = (merges: Merges, customer: string): string | undefined =>
  pairsAt(merges, customer).find(([one]) => one === customer)?.[1]

/** The same merges, but the customer was merged into this one; undefined: into nobody. */
export const withMerge = (merges: Merges, customer: string, into: string | undefined): Merges => {
  const first = byteOf(customer, 0)
  const others = pairsAt(merges, customer).filter(([one]) => one !== customer)
  const pairs: Pairs = into === undefined ? others : [...others, [customer, into]]
  return merges.with(first, (merges[first] ?? noPlaces()).with(byteOf(customer, 1), pairs))
}

/** Who stands for the customer at the end of all merges: itself, where it was not merged. */
export const survivorOf = (merges: Merges, customer: string): string => {
  const passed = new Set<string>()
  let survivor = customer
  // The rules let no circle arise; should a log hold one nevertheless, it is not followed for ever.
  while (!passed.has(survivor)) {
    const into = mergedInto(merges, survivor)
    if (into === undefined) break
    passed.add(survivor)
    survivor = into
  }
  return survivor
}
