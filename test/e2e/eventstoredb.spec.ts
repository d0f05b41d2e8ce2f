/** The main job with the log in EventStoreDB, through the command line: the same answers as with the embedded one. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEventStoreDBServer, type EventStoreDBServer } from '../eventstoredb/eventstoredb-server.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf } from '../touchledger.js'

/** Each command is a process of its own, and a busy machine starts them slowly. */
const timeLimitMs = 180_000

const variable = 'TOUCHLEDGER_EVENTSTOREDB_URL'

/** Purchases as CDNOW writes them, not in the order of their days. */
const purchases = Array.from({ length: 400 }, (_, row) => {
  const customer = String(1 + ((row * 7) % 60)).padStart(5, '0')
  const day = new Date(Date.UTC(1997, 0, 1 + ((row * 37) % 500))).toISOString().slice(0, 10).replaceAll('-', '')
  return ` ${customer} ${day}  ${1 + (row % 3)}  ${(((row * 131) % 9_000) / 100 + 1).toFixed(2)}`
}).join('\n')

describe('with the log in EventStoreDB', () => {
  let server: EventStoreDBServer
  let folder: string
  let url: string | undefined
  beforeEach(async () => {
    server = await startEventStoreDBServer()
    folder = temporaryFolder()
    url = process.env[variable]
    writeFileSync(join(folder, 'purchases.txt'), `customer_id date number_of_cds dollar_value\n${purchases}`)
  })
  afterEach(async () => {
    if (url === undefined) delete process.env[variable]
    else process.env[variable] = url
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What the commands answer, without what differs from one log to the next: positions and times of recording. */
  const story = async (data: string) => {
    const at = ['--as-of', '1998-12-31', '--data', data]
    const [portfolio, timeline, value, loyalty] = await Promise.all([
      answerOf('portfolio', ...at),
      answerOf('customer', 'cdnow:00007', 'timeline', ...at),
      answerOf('customer', 'cdnow:00007', 'value', ...at),
      answerOf('customer', 'cdnow:00007', 'loyalty', ...at),
    ])
    const apart = ['position', 'knownAt', 'recordedAt', 'lateByDays']
    const answers = { portfolio, timeline, value, loyalty }
    return JSON.parse(JSON.stringify(answers, (key, value: unknown) => (apart.includes(key) ? undefined : value))) as {
      portfolio: { purchases: number }
    }
  }

  test(
    'files are imported once and become the same customers and portfolio',
    async () => {
      const file = join(folder, 'purchases.txt')
      const [embedded, elsewhere] = [join(folder, 'embedded'), join(folder, 'elsewhere')]
      await answerOf('import', 'cdnow', file, '--data', embedded)
      const expected = await story(embedded)
      expect(expected.portfolio.purchases).toBe(400)

      process.env[variable] = server.connectionString
      const imported = await answerOf('import', 'cdnow', file, '--data', elsewhere)
      expect(imported).toMatchObject({ rows: 400, appended: 460, rejected: 0 })
      expect(await answerOf('import', 'cdnow', file, '--data', elsewhere)).toMatchObject({ appended: 0, rejected: 0 })
      expect(await story(elsewhere)).toEqual(expected)
      expect(await answerOf('rebuild', '--verify', '--data', elsewhere)).toMatchObject({ equal: true })
      expect(existsSync(join(elsewhere, 'log'))).toBe(false)
    },
    timeLimitMs,
  )
})
