/**
 * kill -9 at random moments and at every named step, as often as wanted: `npm run kill -- 10000`. Says in the end, as JSON, how
 * often what was stored was compared with the log and found equal; fails at the first difference. It needs the built program.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { URL } from 'node:url'

const built = (path) => import(new URL(`../../dist/${path}.js`, import.meta.url).href)
const { openEmbeddedEventStore } = await built('src/event-store/embedded/embedded-event-store')
const { openEmbeddedReadModels } = await built('src/read-models/embedded/embedded-read-model-store')
const { ProjectionEngine } = await built('src/projecting/projection-engine')
const { verify } = await built('src/projecting/verify')
const { definitionOfAll, readModels: readModelsBy } = await built('projections/read-models')
const { defaultLifecycleRules: rules } = await built('projections/lifecycle/lifecycle.read-model')

const wanted = Number(process.argv[2] ?? 100)
const seed = Number(process.argv[3] ?? 1)
const victim = join(import.meta.dirname, 'victim.js')
const steps = [
  'before a commit',
  'in a commit',
  'after a commit, before it is acknowledged',
  'in a refold',
  'before a switch',
  'after a switch',
]
const verifyEvery = 10

/** Starts a victim and answers once it is dead: by its own hand at a step, or by ours after a while. */
const kill = async (folder, index) => {
  const step = index % 2 === 0 ? steps[(index / 2) % steps.length] : undefined
  const args = [victim, folder, String(seed * 1_000_003 + index), ...(step ? [step, String(index % 5)] : [])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'close')
  if (!step) {
    await Promise.race([once(child.stdout, 'data'), ended])
    await Promise.race([after((index * 37) % 400), ended])
    child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  if (signal !== 'SIGKILL') throw new Error(`victim ${index} (${step ?? 'at random'}) ended with ${code}`)
  return step ?? 'at random'
}

/** Compares what is stored with the log, as it was left, and then caught up. */
const check = async (folder) => {
  const definition = definitionOfAll(rules)
  const models = readModelsBy(rules)
  const store = await openEmbeddedEventStore(join(folder, 'log'))
  const readModels = openEmbeddedReadModels(join(folder, 'read-models'), definition)
  try {
    const left = await verify({ store, readModels, models })
    await new ProjectionEngine(store, readModels, models, definition).catchUp()
    const caughtUp = await verify({ store, readModels, models })
    for (const proof of [left, caughtUp]) if (!proof.equal) throw new Error(`DIFFERENT: ${JSON.stringify(proof)}`)
    return caughtUp.position
  } finally {
    await store.stop()
    await readModels.stop()
  }
}

const killed = {}
let verified = 0
let events = 0
let folder = mkdtempSync(join(tmpdir(), 'touchledger-kill-'))
try {
  for (let index = 0; index < wanted; index++) {
    const how = await kill(folder, index)
    killed[how] = (killed[how] ?? 0) + 1
    if ((index + 1) % verifyEvery !== 0 && index + 1 < wanted) continue
    const position = await check(folder)
    verified += 1
    if (position < 5_000) continue
    // A fresh one, so that verifying stays quick.
    events += position
    rmSync(folder, { recursive: true, force: true })
    folder = mkdtempSync(join(tmpdir(), 'touchledger-kill-'))
  }
  console.log(JSON.stringify({ kills: wanted, killed, verified, events: events + (await check(folder)) }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
