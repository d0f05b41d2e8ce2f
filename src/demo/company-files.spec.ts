import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCompany } from './company.js'
import { csvOf, lateFile, writeCompany } from './company-files.js'

const size = { seed: 3, customers: 40 }

describe('the company’s files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-demo-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const contents = (): string[] =>
    readdirSync(folder).map((file) => `${file}\n${readFileSync(join(folder, file), 'utf8')}`)

  test('are the same bytes when the same company is written again', async () => {
    await writeCompany(folder, size, () => makeCompany(size))
    const first = contents()
    await writeCompany(folder, size, () => makeCompany(size))
    expect(contents()).toEqual(first)
    expect(first).toHaveLength(16)
    expect(readFileSync(join(folder, lateFile), 'utf8').split('\n')[0]).toBe(
      'refund,customer,at,order,purchase,amount,reason,who',
    )
  })

  test('are not mixed with those of another company', async () => {
    await expect(writeCompany(folder, { ...size, seed: 4 }, () => makeCompany(size))).rejects.toMatchObject({
      code: 'demo-company-differs',
    })
  })

  test('quote what would be read as a separator, and leave unknown fields empty', () => {
    expect(csvOf('concessions', [{ customer: '1', at: '2025-01-01 00:00:00', reason: 'late, said "soon"' }])).toBe(
      'customer,at,cost,reason,who\n1,2025-01-01 00:00:00,,"late, said ""soon""",\n',
    )
  })
})
