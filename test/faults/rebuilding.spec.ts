/** Rebuilding a log that is long enough for several threads: whenever it is stopped, it goes on and comes out equal. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as otherWork } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { openReadModels } from '../../src/read-models/open-read-models.js'
import { readConfig } from '../../src/config.js'
import { writePurchases } from '../bench/purchases-file.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start, touchledger } from '../touchledger.js'

const rows = 30_000

let data: string
beforeAll(async () => {
  data = temporaryFolder()
  const file = join(data, 'purchases.txt')
  writePurchases(file, rows)
  await answerOf('import', 'cdnow', file, '--data', data)
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

/** What the unfinished building has noted; undefined where there is none. */
const noted = async (): Promise<{ events: number; folded: number[] } | undefined> => {
  const readModels = await openReadModels(readConfig({}, { dataFolder: data }))
  try {
    const building = (await readModels.parts[0]!.readModels.generations()).find(({ role }) => role === 'building')
    const note = building?.checkpoint.note
    return note === undefined ? undefined : (JSON.parse(note) as { events: number; folded: number[] })
  } finally {
    await readModels.stop()
  }
}

test('what several threads fold is what was folded event by event', async () => {
  expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true, proof: { equal: true } })
})

test.each(['SIGINT', 'SIGKILL'] as const)('after %s it goes on behind what was written', async (signal) => {
  const { process, outcome } = start(['rebuild', '--data', data])
  const ended = outcome.then(() => true)
  while (!(await noted()) && !(await Promise.race([ended, otherWork(false)])));
  process.kill(signal)
  const { code } = await outcome
  expect(code).not.toBe(0)
  const before = await noted()
  expect(before!.events).toBeGreaterThan(0)
  expect(before!.events).toBeLessThan(rows)
  expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true, proof: { equal: true } })
  expect(existsSync(join(data, 'read-models', 'building'))).toBe(false)
})

test('a log that cannot be read to its end ends it, and nothing is changed', async () => {
  const log = new DatabaseSync(join(data, 'log', 'events.sqlite'))
  log.exec('DROP TRIGGER events_are_not_changed')
  const { data: written } = log.prepare('SELECT data FROM events WHERE position = 20000').get() as { data: string }
  const write = log.prepare('UPDATE events SET data = ? WHERE position = 20000')
  write.run('{')
  expect((await touchledger('rebuild', '--data', data)).code).toBe(1)
  write.run(written)
  log.close()
  expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
})
