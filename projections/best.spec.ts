import fc from 'fast-check'
import { best } from './best.js'

test('the best few are those of all, in order, however they come', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 })), fc.integer({ min: 1, max: 8 }), (numbers, limit) => {
      const kept = best<number>(limit, (one, other) => one > other)
      for (const number of numbers) kept.offer(number)
      expect(kept.inOrder()).toEqual(numbers.toSorted((one, other) => other - one).slice(0, limit))
    }),
  ))
