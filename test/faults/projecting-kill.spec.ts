/** kill -9 while projecting, refolding, putting right and rebuilding: what is stored is what the log says, every time. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const kills = 250

interface Told {
  readonly kills: number
  readonly killed: Readonly<Record<string, number>>
  readonly verified: number
  readonly events: number
}

test(`killed ${kills} times, at random and at every step, it is never wrong`, async () => {
  const script = join(import.meta.dirname, 'kill-many.js')
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(kills)])
  const told = JSON.parse(stdout) as Told
  expect(told).toMatchObject({ kills, verified: kills / 10 })
  expect(told.events).toBeGreaterThan(kills)
  const { 'at random': atRandom, ...atSteps } = told.killed
  expect(atRandom).toBe(kills / 2)
  expect(Object.keys(atSteps).sort()).toEqual([
    'after a commit, before it is acknowledged',
    'after a switch',
    'before a commit',
    'before a switch',
    'in a commit',
    'in a refold',
  ])
  for (const times of Object.values(atSteps)) expect(times).toBeGreaterThan(kills / 15)
}, 600_000)
