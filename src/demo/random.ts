/** Seeded random numbers and the distributions that the demo company is drawn from. */

/** Answers the next number, evenly spread over [0, 1). */
export type Random = () => number

/** Four 32-bit words from a text: multiply and rotate per character, one multiplier a word. */
const words = (text: string): [number, number, number, number] => {
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x8aed2a6b]
  const multipliers = [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1]
  for (const character of text)
    for (let word = 0; word < 4; word++) {
      const mixed = Math.imul(state[word]! ^ character.codePointAt(0)!, multipliers[word]!)
      state[word] = (mixed << 13) | (mixed >>> 19)
    }
  return state
}

/** A generator (sfc32) of its own for these names: the same names, the same numbers. */
export const seeded = (...names: readonly (string | number)[]): Random => {
  let [a, b, c, counter] = words(names.join('/'))
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 15; round++) next()
  return next
}

export const chance = (random: Random, probability: number): boolean => random() < probability

/** A number from `low` up to `high`. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random()

/** A whole number from `low` to `high`, both included. */
export const wholeBetween = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1))

export const oneOf = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)]!

/** One of the names, each as likely as its weight says. */
export const weighted = <Name extends string>(random: Random, weights: Readonly<Record<Name, number>>): Name => {
  const names = Object.keys(weights) as Name[]
  let rest = random() * names.reduce((sum, name) => sum + weights[name], 0)
  for (const name of names) if ((rest -= weights[name]) < 0) return name
  return names.at(-1)!
}

/** Waiting time of a Poisson process with that rate; mean 1/rate. */
export const exponential = (random: Random, rate: number): number => -Math.log(1 - random()) / rate

/** Standard normal, by the polar method. */
const normal = (random: Random): number => {
  for (;;) {
    const x = 2 * random() - 1
    const y = 2 * random() - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Gamma with mean shape/rate, by Marsaglia and Tsang. */
export const gamma = (random: Random, shape: number, rate: number): number => {
  if (shape < 1) return gamma(random, shape + 1, rate) * Math.pow(1 - random(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return (d * v) / rate
  }
}

/** Beta on (0, 1) with mean a/(a+b). */
export const beta = (random: Random, a: number, b: number): number => {
  const x = gamma(random, a, 1)
  return x / (x + gamma(random, b, 1))
}
