/** A cache that forgets. */
import { BoundedCache } from './bounded-cache.js'

describe('a bounded cache', () => {
  const keptOf = (cache: BoundedCache<number, string>, upTo: number): number[] =>
    Array.from({ length: upTo }, (_, key) => key).filter((key) => cache.get(key) !== undefined)

  test('gives back what was put in last', () => {
    const cache = new BoundedCache<number, string>(10)
    cache.set(1, 'a')
    cache.set(1, 'b')
    expect([cache.get(1), cache.get(2)]).toEqual(['b', undefined])
  })

  test('keeps the latest half at least, and never more than its limit', () => {
    const cache = new BoundedCache<number, string>(10)
    for (let key = 0; key < 1_000; key++) {
      cache.set(key, 'x')
      for (let back = 0; back < Math.min(5, key + 1); back++) expect(cache.get(key - back)).toBe('x')
    }
    const kept = keptOf(cache, 1_000)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(kept).toEqual(expect.arrayContaining([995, 996, 997, 998, 999]))
  })

  test('keeps what is asked for time and again', () => {
    const cache = new BoundedCache<string, number>(10)
    cache.set('wanted', 1)
    for (let key = 0; key < 1_000; key++) {
      cache.set(String(key), key)
      expect(cache.get('wanted')).toBe(1)
    }
  })

  test('is empty when it is cleared', () => {
    const cache = new BoundedCache<number, string>(4)
    for (let key = 0; key < 4; key++) cache.set(key, 'x')
    cache.clear()
    expect(keptOf(cache, 4)).toEqual([])
  })
})
