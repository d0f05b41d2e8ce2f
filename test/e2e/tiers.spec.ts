/** Tiers and a person’s word on them on the command line: real processes over an imported file. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, touchledger } from '../touchledger.js'

const rows = [' 00001 19970105 1 900.00', ' 00001 19970204 1 800.00', ' 00002 19970110 1 5.00']

const data = temporaryFolder()
const run = (...args: string[]) => touchledger(...args, '--data', data)
const by = ['--by', 'ann', '--reason', 'a friend of the house']

beforeAll(async () => {
  const file = join(data, 'purchases.txt')
  writeFileSync(file, ['customer_id date number_of_cds dollar_value', ...rows].join('\n'))
  await answerOf('import', 'cdnow', file, '--data', data)
}, 60_000)
afterAll(() => rmSync(data, { recursive: true, force: true }))

test('a customer is put into a tier by a person, shown there, and let go again', async () => {
  const customer = 'cdnow:00002'
  expect((await run('tier', 'override', customer, 'VIP', ...by)).stderr).toMatch(/no model/i)
  await answerOf('model', 'publish', 'starter', '--activate', 'to begin with', '--data', data)
  const refused = await run('tier', 'override', customer, 'platinum', ...by)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('has no tier platinum')])
  expect((await run('tier', 'override', customer, 'VIP', ...by)).stdout).toMatch(/^cdnow:00002: in tier VIP/)
  const ranked = (): Promise<object> => answerOf('customer', customer, 'tier', '--data', data)
  expect(await ranked()).toMatchObject({
    model: {
      tier: 'VIP',
      tierByScore: 'ordinary',
      override: { tier: 'VIP', by: 'ann', reason: 'a friend of the house', until: null },
    },
  })
  expect((await run('pyramid')).stdout).toMatch(/^VIP\s+75\s+1\s/m)
  expect((await run('tier', 'end', customer, ...by)).stdout).toMatch('in the tier of its score')
  expect(await ranked()).toMatchObject({
    model: { tier: 'ordinary', override: null },
    changes: [{ what: 'override' }, { what: 'override ended' }],
  })
}, 120_000)

test('no more effort is spent on a customer when two people say so, until it is taken back', async () => {
  const customer = 'cdnow:00002'
  const review = ['low-value', '--as-of', '1997-06-30', '--up-to', '500']
  expect((await run(...review)).stdout).toMatch(/^1 customers, worth USD 5\.00 together/m)
  const alone = await run('deprioritise', customer, ...by, '--approved-by', 'ann')
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringMatching(/another|same/i)])
  expect((await run('deprioritise', customer, ...by, '--approved-by', 'bob')).stdout).toMatch('deprioritised')
  const told = await run('low-value', '--up-to', '500', '--as-of', '2100-01-01')
  expect(told.stdout).toMatch(
    /^No more effort is spent on\n.*\n[0-9a-f-]{36}\s+\S+\s+ann\s+bob\s+a friend of the house/m,
  )
  expect((await run('reinstate', customer, ...by)).stdout).toMatch('reinstated')
  expect((await run('low-value', '--as-of', '2100-01-01')).stdout).not.toMatch('No more effort')
}, 120_000)
