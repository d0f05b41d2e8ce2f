/** Loyalty of all customers on the command line: real processes over an imported file. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, touchledger } from '../touchledger.js'

/** Customer 00001 bought every month and then no more, 00002 once, 00003 twice and lately. */
const rows = [
  ' 00001 19970105 1 10.00',
  ' 00001 19970204 1 10.00',
  ' 00001 19970305 1 10.00',
  ' 00002 19970110 1 5.00',
  ' 00003 19970201 1 7.00',
  ' 00003 19970901 1 8.00',
]

const data = temporaryFolder()

beforeAll(async () => {
  const file = join(data, 'purchases.txt')
  writeFileSync(file, ['customer_id date number_of_cds dollar_value', ...rows].join('\n'))
  await answerOf('import', 'cdnow', file, '--data', data)
}, 60_000)
afterAll(() => rmSync(data, { recursive: true, force: true }))

test('cohorts are shown as a table and as JSON, at any day', async () => {
  const { cohorts } = await answerOf('cohorts', '--as-of', '1997-03-31', '--data', data)
  expect(cohorts).toMatchObject([
    {
      cohort: '1997-01',
      customers: 2,
      months: [
        { after: 0, customers: 2, rate: 1, revenue: { USD: 15_00 } },
        { after: 1, customers: 1, rate: 0.5, revenue: { USD: 10_00 } },
        { after: 2, customers: 1, rate: 0.5, revenue: { USD: 10_00 } },
      ],
    },
    { cohort: '1997-02', customers: 1, months: [{ after: 0 }, { after: 1, customers: 0 }] },
  ])
  const { code, stdout } = await touchledger('cohorts', '--data', data)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^1997-02\s+1997-09\s+7\s+1\s+100\.0%\s+USD 8\.00$/m)
}, 60_000)

test('scores of recency, frequency and monetary value are shown with where they begin', async () => {
  const { code, stdout } = await touchledger('rfm', '--data', data)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^last purchase day\s+1997-01-10\s+1997-03-05\s+-\s+1997-09-01\s+-$/m)
  expect(stdout).toMatch(/^recent\s+1\s+33\.3%\s+USD 15\.00\s+30\.0%$/m)
}, 60_000)

test('loyal customers are shown beside the others', async () => {
  const { code, stdout } = await touchledger('loyalty', '--as-of', '1997-12-31', '--data', data)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^others\s+3\s+0\.0%\s+66\.7%\s+100\.0%\s+USD 50\.00\s+100\.0%\s+USD 16\.67$/m)
}, 60_000)

test('the market is recorded, corrected, and shown with the part of it that is ours', async () => {
  const period = ['--from', '1997-02-01', '--until', '1997-09-30', '--publisher', 'Association', '--data', data]
  const turnover = ['--turnover', '350.00', '--currency', 'USD']
  expect((await touchledger('record-market', 'records', ...period, ...turnover)).code).toBe(0)
  expect((await touchledger('record-market', 'records', ...period, ...turnover)).stdout).toMatch(
    'nothing new of records',
  )
  expect((await touchledger('record-market', 'records', ...period, '--turnover', '1')).stderr).toMatch(
    'want each other',
  )
  expect((await touchledger('record-market', 'records', ...period)).stderr).toMatch('turnover is required')
  await answerOf('record-market', 'records', ...period, ...turnover, '--customers', '8')
  const { stdout } = await touchledger('market', '--as-of', '1997-12-31', '--data', data)
  expect(stdout).toMatch(
    /^records\s+1997-02-01 to 1997-09-30\s+USD 35\.00 of USD 350\.00\s+10\.0%\s+2 of 8\s+25\.0%\s+2\s+1\s+0\s+0\s+3$/m,
  )
  await answerOf('record-benchmark', 'retail', ...period, '--margin', '0.125')
  const loyalty = await touchledger('loyalty', '--as-of', '1997-12-31', '--data', data)
  expect(loyalty.stdout).toMatch(
    /average margin of retail 1997-02-01 to 1997-09-30: 12\.5% \(Association\)\n {2}USD: loyal no revenue, others \+87\.5 points$/m,
  )
}, 120_000)
