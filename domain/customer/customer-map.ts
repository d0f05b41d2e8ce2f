/** A text for some customers, by the beginning of their ids: a change copies little, however many there are. */

type Entries = readonly (readonly [customer: string, value: string])[]

/** By the first and the second byte of the id: 65,536 places. */
export type CustomerMap = readonly (readonly (Entries | undefined)[] | undefined)[]

const noPlaces = (): undefined[] => Array.from({ length: 256 }, () => undefined)

export const emptyMap: CustomerMap = noPlaces()

const byteOf = (id: string, at: 0 | 1): number => parseInt(id.slice(2 * at, 2 * at + 2), 16)

const entriesAt = (map: CustomerMap, customer: string): Entries => map[byteOf(customer, 0)]?.[byteOf(customer, 1)] ?? []

/** What is noted of the customer. */
export const valueFor = (map: CustomerMap, customer: string): string | undefined =>
  entriesAt(map, customer).find(([one]) => one === customer)?.[1]

/** The same map, but with this noted of the customer; undefined: with nothing. */
export const withValue = (map: CustomerMap, customer: string, value: string | undefined): CustomerMap => {
  const first = byteOf(customer, 0)
  const others = entriesAt(map, customer).filter(([one]) => one !== customer)
  const entries: Entries = value === undefined ? others : [...others, [customer, value]]
  return map.with(first, (map[first] ?? noPlaces()).with(byteOf(customer, 1), entries))
}

/** The customers on the way from one to the next, the one itself left out; each once, should the way lead in a circle. */
export const chainFrom = (map: CustomerMap, customer: string): string[] => {
  const passed = new Set<string>([customer])
  for (let next = valueFor(map, customer); next !== undefined && !passed.has(next); next = valueFor(map, next))
    passed.add(next)
  return [...passed].slice(1)
}
