import { curvatureOf, inverseOf } from './curvature.js'

describe('slope and curvature', () => {
  it('are those of a quadratic function', () => {
    const of = ([x = 0, y = 0]: readonly number[]): number => 3 * x * x + 2 * x * y + 5 * y * y - 4 * x
    const { slope, second } = curvatureOf(of, { at: [1, 2], value: of([1, 2]) }, 1e-3)
    expect(slope[0]).toBeCloseTo(6, 8)
    expect(slope[1]).toBeCloseTo(22, 8)
    expect(second.flat().map((value) => Number(value.toFixed(6)))).toEqual([6, 2, 2, 10])
  })

  it('have an inverse only where the curvature is upwards everywhere', () => {
    expect(
      inverseOf([
        [4, 2],
        [2, 3],
      ]),
    ).toEqual(
      [
        [0.375, -0.25],
        [-0.25, 0.5],
      ].map((row) => row.map((x) => expect.closeTo(x, 14))),
    )
    expect(
      inverseOf([
        [1, 2],
        [2, 1],
      ]),
    ).toBeUndefined()
    expect(inverseOf([[Number.NaN]])).toBeUndefined()
  })
})
