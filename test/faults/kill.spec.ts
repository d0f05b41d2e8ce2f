/** kill -9, again and again, while files are imported and projected: nothing acknowledged is lost, nothing is there twice. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { writePurchases } from '../bench/purchases-file.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start } from '../touchledger.js'

const rows = 30_000
const kills = 50

interface Imported {
  rows: number
  events: number
  appended: number
  rejected: number
}

let folder: string
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test(`an import killed ${kills} times completes, and leaves what one undisturbed import leaves`, async () => {
  const file = join(folder, 'purchases.txt')
  writePurchases(file, rows)
  const undisturbed = join(folder, 'undisturbed')
  const disturbed = join(folder, 'disturbed')

  const once = await answerOf<Imported & Record<string, unknown>>('import', 'cdnow', file, '--data', undisturbed)
  expect(once).toMatchObject({ rows, rejected: 0 })
  expect(once.appended).toBe(once.events)

  let killed = 0
  // Longer and longer, so that kills fall everywhere from the start of the process to the end of projecting.
  for (let wait = 300; killed < kills; wait = wait > 2_000 ? 300 : wait + 37) {
    const { process, outcome } = start(['import', 'cdnow', file, '--data', disturbed])
    await Promise.race([after(wait), outcome])
    process.kill('SIGKILL')
    if ((await outcome).code === null) killed += 1
    else rmSync(disturbed, { recursive: true, force: true })
  }

  const last = await answerOf<Imported & Record<string, unknown>>('import', 'cdnow', file, '--data', disturbed)
  expect(last).toMatchObject({ rows, rejected: 0, events: once.events })
  const again = await answerOf('import', 'cdnow', file, '--data', disturbed)
  expect(again).toMatchObject({ appended: 0, position: once.appended })

  expect(await answerOf('rebuild', '--verify', '--data', disturbed)).toMatchObject({
    equal: true,
    position: once.appended,
  })
  const { asOf: _1, knownAt: _2, ...expected } = await answerOf('portfolio', '--data', undisturbed)
  expect(await answerOf('portfolio', '--data', disturbed)).toMatchObject(expected)
}, 600_000)
