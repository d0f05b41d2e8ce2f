/** What happens because time passes, through the command line and the server, on the purchases of a real shop. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../open-stores.js'
import { describeWithData, sharedData } from '../shared-data.js'
import { answerOf, start } from '../touchledger.js'

interface Evaluation {
  readonly through: string
  readonly days: readonly { readonly day: string; readonly rules: readonly { rule: string; appended: number }[] }[]
  readonly completed: boolean
}

interface Portfolio extends Record<string, unknown> {
  readonly stages: Readonly<Record<string, number>>
}

/** Each command is a process of its own, and a busy machine starts them slowly. */
const timeLimitMs = 300_000

const went = ({ days }: Evaluation): [string, number][] =>
  days.map(({ day, rules }) => [day, rules.find(({ rule }) => rule === 'quietness')!.appended])

let folder: string
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const imported = async (name: string): Promise<string> => {
  const data = join(folder, name)
  await answerOf('import', 'cdnow-sample', sharedData('CDNOW_sample.txt'), '--data', data)
  return data
}

const evaluate = (data: string, day: string): Promise<Evaluation> =>
  answerOf<Evaluation & Record<string, unknown>>('evaluate', '--day', day, '--data', data)

describeWithData('CDNOW sample', () => {
  test(
    'evaluated daily, or after a week, becomes the same events, and no figure changes',
    async () => {
      const [daily, weekly] = [await imported('daily'), await imported('weekly')]
      const portfolio = (data: string, asOf: string) =>
        answerOf<Portfolio>('portfolio', '--as-of', asOf, '--data', data)
      const before = await portfolio(daily, '1998-01-08')

      const each: [string, number][] = []
      for (const day of ['1998-01-05', '1998-01-06', '1998-01-07', '1998-01-08'])
        each.push(...went(await evaluate(daily, day)))
      expect(went(await evaluate(weekly, '1998-01-05'))).toEqual([each[0]])
      expect(went(await evaluate(weekly, '1998-01-08'))).toEqual(each.slice(1))

      // All who were lost on that day, by the figures from the facts alone, were told to have gone quiet; those who
      // bought again between two of the days were told as well.
      const { position: _1, knownAt: _2, ...figures } = before
      for (const data of [daily, weekly]) {
        expect(await portfolio(data, '1998-01-08')).toMatchObject(figures)
        expect(await evaluate(data, '1998-01-08')).toEqual({
          through: '1998-01-08',
          days: [],
          completed: true,
          predictionsCompared: [],
        })
        expect(await answerOf('rebuild', '--verify', '--data', data)).toMatchObject({ equal: true })
      }
      const recorded = each.reduce((sum, [, appended]) => sum + appended, 0)
      expect(recorded).toBeGreaterThanOrEqual(before.stages.lost!)
      expect(before.stages.lost).toBeGreaterThan(50)
    },
    timeLimitMs,
  )

  test(
    'a server tells of yesterday when it starts',
    async () => {
      const data = await imported('served')
      const { process, outcome } = start(['serve', '--port', '0', '--data', data])
      process.stderr!.resume()
      let said = ''
      while (!/answers at \S+/.test(said)) said += String((await once(process.stderr!, 'data'))[0])
      const url = /answers at (\S+)/.exec(said)![1]!
      const live = await fetch(`${url}/feed?live=true&types=DayEvaluated`, {
        headers: { accept: 'text/event-stream' },
      })
      let told = ''
      for await (const piece of live.body!) {
        told += Buffer.from(piece as Uint8Array).toString()
        if (told.includes('"DayEvaluated"')) break
      }
      process.kill('SIGTERM')
      expect((await outcome).code).toBe(0)
      // Nobody has bought for a long time.
      expect(told).toContain('"appended":2357')
      expect(await evaluate(data, '1998-06-30')).toMatchObject({ days: [], completed: true })
    },
    timeLimitMs,
  )
})

test(
  'a day in the future is refused',
  async () => {
    const { process, outcome } = start(['evaluate', '--day', '2999-01-01', '--data', folder, '--json'])
    process.stdout!.resume()
    const { code, stdout } = await outcome
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'day-in-future', day: '2999-01-01' } })
  },
  timeLimitMs,
)
