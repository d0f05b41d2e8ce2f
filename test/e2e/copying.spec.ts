/** Backups, restoring, and moving to another store, through the command line. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEventStoreDBServer } from '../eventstoredb/eventstoredb-server.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start } from '../touchledger.js'

/** Each command is a process of its own, and a busy machine starts them slowly. */
const timeLimitMs = 180_000

const variable = 'TOUCHLEDGER_EVENTSTOREDB_URL'

let folder: string
let data: string
beforeEach(async () => {
  folder = temporaryFolder()
  data = join(folder, 'data')
  mkdirSync(data)
  await importDays(data, '19970101', '19970215')
}, timeLimitMs)
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const importDays = async (into: string, ...days: string[]): Promise<void> => {
  const rows = days.map((day, index) => ` 0000${index + 1} ${day} 1 29.33`)
  writeFileSync(join(folder, 'purchases.txt'), ['customer_id date number_of_cds dollar_value', ...rows].join('\n'))
  await answerOf('import', 'cdnow', join(folder, 'purchases.txt'), '--data', into)
}

/** The proof of all read models: their hashes, which are the same only where the whole log is. */
const proofOf = async (of: string) => {
  const proof = await answerOf<{ equal: boolean }>('rebuild', '--verify', '--data', of)
  expect(proof.equal).toBe(true)
  return proof
}

test(
  'a backup is restored as it was made, and made again it holds what came since',
  async () => {
    const backup = join(folder, 'backup')
    expect(await answerOf('backup', backup, '--data', data)).toMatchObject({ events: 4, copied: 4, completed: true })
    const then = await proofOf(data)
    await importDays(data, '19970301', '19970302', '19970303')

    const restored = join(folder, 'restored')
    await answerOf('restore', backup, '--data', restored)
    expect(await proofOf(restored)).toEqual(then)

    expect(await answerOf('backup', backup, '--data', data)).toMatchObject({ events: 8, copied: 4 })
    const again = join(folder, 'again')
    await answerOf('restore', backup, '--data', again)
    expect(await proofOf(again)).toEqual(await proofOf(data))
  },
  timeLimitMs,
)

test(
  'nothing is restored from nowhere, or over something else',
  async () => {
    const nowhere = await start(['restore', join(folder, 'nowhere'), '--data', data, '--json']).outcome
    expect(nowhere.code).toBe(2)
    expect(JSON.parse(nowhere.stdout)).toMatchObject({ error: { code: 'log-missing' } })
    const other = join(folder, 'other')
    mkdirSync(other)
    await importDays(other, '19980101', '19980102', '19980103')
    const over = await start(['restore', data, '--data', other, '--json']).outcome
    expect(over.code).toBe(1)
    expect(JSON.parse(over.stdout)).toMatchObject({ error: { code: 'copy-target-foreign' } })
    expect(await answerOf('portfolio', '--data', other)).toMatchObject({ purchases: 3 })
  },
  timeLimitMs,
)

test(
  'a company that outgrew its machine moves to EventStoreDB, and could move back',
  async () => {
    const server = await startEventStoreDBServer()
    try {
      const url = server.connectionString
      const there = await answerOf('copy', '--from', data, '--to', url)
      expect(there).toMatchObject({ events: 4, copied: 4, completed: true })
      // Positions are another store's own: here and there the documents are proven equal without them.
      const portable = async (of: string) => {
        const { position: _, ...proof } = await answerOf('rebuild', '--verify', '--portable', '--data', of)
        return proof
      }
      const here = await portable(data)
      expect(here).toMatchObject({ equal: true, contributions: { sums: expect.any(Number) } })
      process.env[variable] = url
      expect(await portable(join(folder, 'elsewhere'))).toEqual(here)
      delete process.env[variable]
      const back = join(folder, 'back')
      expect(await answerOf('copy', '--from', url, '--to', back)).toMatchObject({ copied: 4, hash: there['hash'] })
      expect(await answerOf('portfolio', '--as-of', '1997-12-31', '--data', back)).toMatchObject({ purchases: 2 })
    } finally {
      delete process.env[variable]
      await server.stop()
    }
  },
  timeLimitMs,
)
