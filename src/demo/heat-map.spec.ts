import { heatMap, quarterly } from './heat-map.js'
import { coloured, plain } from './paint.js'

const cohorts = { '2023-04': [10, 2, 1], '2023-01': [60, 30, 15, 15, 6], '2023-02': [40, 10, 5, 5] }

describe('quarterly cohorts', () => {
  test('add up the months of a quarter as far as all of them have seen', () => {
    expect(quarterly(cohorts)).toEqual([
      { quarter: '2023 Q1', customers: 100, shares: [0.4, 0.2, 0.2] },
      { quarter: '2023 Q2', customers: 10, shares: [0.2, 0.1] },
    ])
  })

  test('are none where nobody has bought', () => {
    expect(quarterly({})).toEqual([])
  })
})

describe('the heat map', () => {
  test('shades each month by the share of customers buying again', () => {
    expect(heatMap(cohorts, 80, plain).split('\n').slice(1, 3)).toEqual(['2023 Q1   100 ██▓▓▓▓', '2023 Q2    10 ▓▓▒▒'])
  })

  test('leaves a month blank in which nobody bought', () => {
    expect(heatMap({ '2023-01': [4, 0, 2] }, 80, plain).split('\n')[1]).toBe('2023 Q1     4   ██')
  })

  test('stays within the width, with narrower cells and then fewer months', () => {
    const long = { '2023-01': [100, ...Array.from({ length: 35 }, (_, month) => 50 - month)] }
    for (const width of [120, 80, 40])
      for (const line of heatMap(long, width, plain).split('\n').slice(0, 2))
        expect(line.length).toBeLessThanOrEqual(width)
    expect(heatMap(long, 120, plain).split('\n')[1]).toHaveLength(14 + 70)
    expect(heatMap(long, 80, plain).split('\n')[1]).toHaveLength(14 + 35)
    expect(heatMap(long, 40, plain).split('\n')[1]).toHaveLength(40)
  })

  test('is coloured on request', () => {
    expect(heatMap(cohorts, 80, coloured)).toContain('\u001b[38;5;46m██\u001b[0m')
  })
})
