import { defaultLifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import { portfolioOf } from '../../projections/portfolio/portfolio.js'
import type { Contribution } from '../../projections/read-model.js'
import { portfolioText } from './portfolio-text.js'

const textOf = (...contributions: Contribution[]): string =>
  portfolioText({
    asOf: '2025-12-31T23:59:59.999Z',
    knownAt: '2026-02-01T00:00:00.000Z',
    position: 12_345,
    revenueAtRisk: {
      share: 0.1,
      currencies: {
        EUR: {
          customersInAll: 14,
          revenue: 900,
          revenueShare: 0.9,
          customers: [{ customer: 'c-1', revenue: 500, share: 0.5 }],
        },
      },
    },
    ...portfolioOf(contributions, '2025-12-31', defaultLifecycleRules),
  })

/** Without the breaks that keep it within the width. */
const unbroken = (text: string): string => text.replace(/\s+/g, ' ')

const sums = { refunds: 0, concessions: 0, costToServe: 0, costToWin: 0, customers: 2 }

describe('the portfolio as text', () => {
  test('says as of when, known when, and from which log position', () => {
    expect(textOf().split('\n')[0]).toBe(
      'Portfolio as of 2025-12-31T23:59:59.999Z, known at 2026-02-01T00:00:00.000Z, log position 12,345',
    )
  })

  test('is readable while nothing has happened', () => {
    const text = textOf()
    expect(unbroken(text)).toContain('0 with a file, 0 bought, 0 on more than one day, repeat rate none yet')
    expect(text).toContain('Leads            0, 0 won')
    expect(text).not.toMatch(/NaN|null|undefined|Infinity/)
  })

  test('shows money in its currency with the amounts below each other', () => {
    const text = textOf(
      { figure: 'value', key: 'USD', add: { ...sums, revenue: 1_234_567, costOfGoods: 200_00, net: 1_214_567 } },
      { figure: 'value', key: 'JPY', add: { ...sums, revenue: 5_000, costOfGoods: 0, net: 5_000 } },
    )
    expect(text).toContain('revenue          USD 12,345.67\n')
    expect(text).toContain('− cost of goods     USD 200.00\n')
    expect(text).toContain('= net            JPY 5,000')
  })

  test('shows the margins of two and three years, and what each year is better by', () => {
    const text = textOf(
      { figure: 'margin/USD', key: '2024-03', add: { revenue: 200_00, net: 100_00 } },
      { figure: 'margin/USD', key: '2025-03', add: { revenue: 300_00, net: 60_00 } },
    )
    expect(text).toContain('Margin           2024-01 to 2025-12: USD 160.00 (32.0%)\n')
    expect(text).toContain('2025-01 to 2025-12: USD 60.00 (20.0%), USD -40.00 year on year\n')
  })

  test('shows customers, repeat rate and concentration', () => {
    const text = textOf(
      { figure: 'customers', key: 'all', add: { customers: 3 } },
      { figure: 'buyers', key: 'all', add: { customers: 2, repeat: 1, purchases: 4, purchaseDays: 3 } },
      { figure: 'revenue/EUR', key: 100, add: { customers: 1 } },
      { figure: 'revenue/EUR', key: 300, add: { customers: 1 } },
    )
    expect(unbroken(text)).toContain('3 with a file, 2 bought, 1 on more than one day, repeat rate 50.0%')
    expect(text).toContain('4 on 3 purchase days')
    expect(unbroken(text)).toContain(
      'EUR, 2 customers: Gini 0.2500, top 20% hold 75.0% of revenue, largest 75.0%, HHI 0.6250',
    )
  })

  test('names those who hold much of the revenue', () => {
    const text = textOf()
    expect(text).toContain('Revenue at risk  EUR, 14 with 10.0% or more hold 90.0%\n')
    expect(text).toContain('c-1 EUR 5.00 (50.0%)\n')
    expect(text).toContain('and 2 more\n')
  })

  test('shows who was gained and lost in the latest months', () => {
    const text = textOf(
      { figure: 'turnover', key: '2025-01', add: { gained: 4, lost: 0, wonBack: 0 } },
      { figure: 'turnover', key: '2025-02', add: { gained: 0, lost: 1, wonBack: 0 } },
    )
    expect(text).toContain('Churn            3 customers, 1 lost, by quietness after 365 days')
    expect(text).toContain('2025-02        0        1        0       -1        3    25.0%\n')
  })

  test('shows cohorts as shares of their first month', () => {
    const text = textOf(
      { figure: 'cohort', key: '2025-01/+0000', add: { customers: 8 } },
      { figure: 'cohort', key: '2025-01/+0002', add: { customers: 3 } },
      { figure: 'cohort', key: '2025-03/+0000', add: { customers: 5 } },
    )
    expect(text).toContain('2025-01       8   0.0%  37.5%\n')
    expect(text).toContain('2025-03       5\n')
  })

  test('shows every answer by survey and measure', () => {
    const text = textOf(
      { figure: 'answers', key: 'csat/visit/5', add: { answers: 3 } },
      { figure: 'answers', key: 'csat/visit/2', add: { answers: 1 } },
      { figure: 'answers', key: 'nps/year/10', add: { answers: 2 } },
      { figure: 'answers', key: 'nps/year/3', add: { answers: 2 } },
    )
    expect(text).toContain('4 answers, mean 4.2500, 2: 1, 5: 3')
    expect(text).toContain('4 answers, score 0.0, promoters 2, passives 0, detractors 2')
    expect(text).toContain('visit 4, mean 4.25')
  })

  test('shows attitudes, and waves with their response and how sure their figures are', () => {
    const text = textOf(
      { figure: 'answers', key: 'trust/year/5', add: { answers: 3 } },
      { figure: 'waves', key: '["nps","year","spring"]', add: { asked: 4, answered: 1 } },
      { figure: 'waves/answers', key: '["nps","year","spring",10]', add: { answers: 2 } },
    )
    expect(text).toContain('trust            3 answers, mean 5.00 (5.00 to 5.00)')
    expect(text).toContain('nps year spring, 1 of 4 answered (25.0%)')
    expect(text).toContain('2 answers, score 100.0 (100.0 to 100.0)')
  })

  test('cuts long lists to the largest and keeps within 80 columns', () => {
    const representatives = Array.from({ length: 40 }, (_, index) => ({
      figure: 'leads/representative',
      key: `rep-${String(index).padStart(2, '0')}`,
      add: { leads: 100, won: index + 1 },
    }))
    const text = textOf(...representatives)
    expect(text).toContain('rep-39 40, rep-38 39,')
    expect(text).toContain('and 28 more')
    for (const line of text.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(80)
  })
})
