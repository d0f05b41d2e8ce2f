/** The bounded cache remembers what was used lately and never more than it may. */
import fc from 'fast-check'
import { BoundedCache } from './bounded-cache.js'

/** What is asked of a cache: a value for a key, or the key's value. */
interface Use {
  readonly key: number
  readonly value?: number
}

const cacheAfter = (limit: number, uses: readonly Use[]): BoundedCache<number, number> => {
  const cache = new BoundedCache<number, number>(limit)
  for (const { key, value } of uses)
    if (value === undefined) cache.get(key)
    else cache.set(key, value)
  return cache
}

/** The keys that are there after these uses. Each is looked up in a cache of its own: looking is a use, too. */
const keysAfter = (limit: number, uses: readonly Use[]): number[] =>
  [...new Set(uses.map(({ key }) => key))].filter((key) => cacheAfter(limit, uses).get(key) !== undefined)

const sets = (...keys: number[]): Use[] => keys.map((key) => ({ key, value: key }))

describe('a bounded cache', () => {
  test('knows nothing at first', () => expect(new BoundedCache(4).get('a')).toBeUndefined())

  test('answers the last value set', () => {
    const cache = new BoundedCache<string, number>(4)
    cache.set('a', 1)
    cache.set('b', 2)
    cache.set('a', 3)
    expect([cache.get('a'), cache.get('b')]).toEqual([3, 2])
  })

  test.each([0, '', false, null, Number.NaN])('keeps %j like any other value', (value) => {
    const cache = new BoundedCache<string, unknown>(2)
    cache.set('a', value)
    expect(cache.get('a')).toBe(value)
  })

  test('keeps the same object, not a copy', () => {
    const value = {}
    const cache = new BoundedCache<object, object>(4)
    cache.set(value, value)
    expect(cache.get(value)).toBe(value)
    expect(cache.get({})).toBeUndefined()
  })

  test('forgets what was not used lately', () => {
    expect(keysAfter(4, sets(1, 2, 3, 4))).toEqual([3, 4])
    expect(keysAfter(4, sets(1, 2, 3, 4, 5))).toEqual([3, 4, 5])
    expect(keysAfter(1, sets(1, 2))).toEqual([2])
  })

  test('remembers what is asked for again and again, however much else comes', () => {
    const cache = new BoundedCache<number, number>(4)
    cache.set(0, 7)
    for (let key = 1; key < 1_000; key++) {
      cache.set(key, key)
      expect(cache.get(0)).toBe(7)
    }
    expect(cache.get(1)).toBeUndefined()
  })

  test('does not remember what was only asked for', () => {
    expect(keysAfter(4, [{ key: 1 }, { key: 1 }])).toEqual([])
  })

  test('forgets everything when it is cleared, and begins again', () => {
    const cache = cacheAfter(4, sets(1, 2, 3))
    cache.clear()
    expect([1, 2, 3].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined])
    cache.set(2, 9)
    expect(cache.get(2)).toBe(9)
  })

  describe('for any uses', () => {
    const anyLimit = fc.integer({ min: 1, max: 9 })
    const anyUses = fc.array(fc.record({ key: fc.nat(12), value: fc.option(fc.nat(99), { nil: undefined }) }), {
      maxLength: 60,
    })

    test('never answers anything but the last value set', () => {
      fc.assert(
        fc.property(anyLimit, anyUses, (limit, uses) => {
          const cache = new BoundedCache<number, number>(limit)
          const last = new Map<number, number>()
          for (const { key, value } of uses)
            if (value === undefined) expect([undefined, last.get(key)]).toContain(cache.get(key))
            else {
              cache.set(key, value)
              last.set(key, value)
            }
        }),
      )
    })

    test('never keeps more than its limit', () => {
      fc.assert(
        fc.property(anyLimit, anyUses, (limit, uses) => {
          expect(keysAfter(limit, uses).length).toBeLessThanOrEqual(limit)
        }),
      )
    })

    test('keeps at least the half of its limit that was used last', () => {
      fc.assert(
        fc.property(anyLimit, anyUses, (limit, uses) => {
          const cache = new BoundedCache<number, number>(limit)
          const used = new Set<number>()
          for (const { key, value } of uses) {
            if (value !== undefined) cache.set(key, value)
            // Asking in vain is no use.
            else if (cache.get(key) === undefined) continue
            used.delete(key)
            used.add(key)
          }
          const lately = [...used].slice(-Math.ceil(limit / 2))
          expect(keysAfter(limit, uses)).toEqual(expect.arrayContaining(lately))
        }),
      )
    })
  })
})
