/** A disk that is full, a folder that may not be written, damaged pages, a locked file: refused loudly or mended, never silently wrong. */
import { execFile } from 'node:child_process'
import { chmodSync, closeSync, cpSync, fstatSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DatabaseSync } from '@photostructure/sqlite'
import { writePurchases } from '../bench/purchases-file.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, touchledger } from '../touchledger.js'

const timeLimitMs = 180_000
const rows = 2_000
const program = join(import.meta.dirname, '..', '..', 'bin', 'touchledger.js')
const pageBytes = 4_096

let folder: string
let file: string
let whole: string
beforeAll(async () => {
  folder = temporaryFolder()
  chmodSync(folder, 0o755)
  file = join(folder, 'purchases.txt')
  writePurchases(file, rows)
  whole = join(folder, 'whole')
  await answerOf('import', 'cdnow', file, '--data', whole)
}, timeLimitMs)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program with more said in the shell before it; answers its exit code and what it said. */
const inShell = async (before: string, ...args: string[]) => {
  const command = `${before} exec "$@"`
  const run = promisify(execFile)('bash', ['-c', command, 'bash', process.execPath, program, ...args])
  return run.then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: unknown) => error as { code: number; stderr: string },
  )
}

/** Overwrites every n-th page from the second on. */
const damage = (path: string, every: number): void => {
  const handle = openSync(path, 'r+')
  const pages = fstatSync(handle).size / pageBytes
  for (let page = 2; page < pages; page += every)
    writeSync(handle, Buffer.alloc(pageBytes, 255), 0, pageBytes, page * pageBytes)
  closeSync(handle)
}

/** A copy of a ledger that is whole. */
const copyOf = (name: string): string => {
  const copy = join(folder, name)
  cpSync(whole, copy, { recursive: true })
  return copy
}

test(
  'on a disk that is full an import stops and says so; with room again it is completed',
  async () => {
    const data = join(folder, 'full')
    const stopped = await inShell("trap '' XFSZ; ulimit -f 200;", 'import', 'cdnow', file, '--data', data)
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringMatching(/could not be written|I\/O error/) })
    expect(await answerOf('import', 'cdnow', file, '--data', data)).toMatchObject({ rows, rejected: 0 })
    expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
    const { asOf: _1, knownAt: _2, ...expected } = await answerOf('portfolio', '--data', whole)
    expect(await answerOf('portfolio', '--data', data)).toMatchObject(expected)
  },
  timeLimitMs,
)

const isRoot = process.getuid?.() === 0

test(
  'a folder that may not be written is refused',
  async () => {
    const data = join(folder, 'closed')
    mkdirSync(data, { mode: 0o555 })
    // Nothing is closed to root.
    const asNobody = isRoot ? 'exec setpriv --reuid=65534 --clear-groups -- "$@";' : ''
    const refused = await inShell(asNobody, 'import', 'cdnow', file, '--data', data)
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^touchledger: .*(permission|cannot be opened)/m),
    })
  },
  timeLimitMs,
)

test(
  'damaged read models are refused, and rebuilt from the log',
  async () => {
    const data = copyOf('damaged read models')
    damage(join(data, 'read-models', '1-0.sqlite'), 3)
    const refused = await touchledger('portfolio', '--data', data)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('run `touchledger rebuild`') })
    expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true })
    expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
  },
  timeLimitMs,
)

test(
  'a damaged log is refused, and nothing is told from it',
  async () => {
    const data = copyOf('damaged log')
    damage(join(data, 'log', 'events.sqlite'), 2)
    for (const asked of [['rebuild', '--verify'], ['portfolio'], ['replay', 'cdnow:00001']]) {
      const { code, stdout, stderr } = await touchledger(...asked, '--data', data)
      expect([asked, code, stdout]).toEqual([asked, 1, ''])
      expect(stderr).toContain('The log is damaged')
    }
  },
  timeLimitMs,
)

test(
  'a log that somebody locks is refused in the end, and works again when it is free',
  async () => {
    const data = copyOf('locked')
    const other = new DatabaseSync(join(data, 'log', 'events.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    const more = join(folder, 'more.txt')
    writePurchases(more, 10, 2)
    const refused = await touchledger('import', 'cdnow', more, '--data', data)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('database is locked') })
    other.exec('ROLLBACK')
    other.close()
    expect(await answerOf('import', 'cdnow', more, '--data', data)).toMatchObject({ rows: 10, rejected: 0 })
    expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
  },
  timeLimitMs,
)
