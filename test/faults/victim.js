/**
 * A process that appends, projects, puts right and rebuilds again and again until it is killed, or kills itself at a step:
 * `victim.js folder seed [step [times]]`. It needs the built program.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { URL } from 'node:url'

const [folder, seed, step, times = '0'] = process.argv.slice(2)
let left = Number(times)

/** Ends the process where it is, when this is the step it was told of. */
const reach = (name) => {
  if (name === step && left-- === 0) process.kill(process.pid, 'SIGKILL')
}

const { renameSync } = fs
fs.renameSync = (from, to) => {
  const isSwitch = String(to).endsWith('current')
  if (isSwitch) reach('before a switch')
  renameSync(from, to)
  if (isSwitch) reach('after a switch')
}
syncBuiltinESMExports()

const built = (path) => import(new URL(`../../dist/${path}.js`, import.meta.url).href)
const { openEmbeddedEventStore } = await built('src/event-store/embedded/embedded-event-store')
const { openEmbeddedReadModels } = await built('src/read-models/embedded/embedded-read-model-store')
const { ProjectionEngine } = await built('src/projecting/projection-engine')
const { putRight } = await built('src/projecting/put-right')
const { whole } = await built('src/read-models/read-model-parts')
const { rebuild } = await built('src/projecting/rebuild')
const { definitionOfAll, readModels: readModelsBy } = await built('projections/read-models')
const { defaultLifecycleRules: rules } = await built('projections/lifecycle/lifecycle.read-model')
const { customerIdOf, customerStream, derivedId } = await built('domain/customer/customer-id')

const models = readModelsBy(rules)
const definition = definitionOfAll(rules)
const store = await openEmbeddedEventStore(join(folder, 'log'))
const readModels = openEmbeddedReadModels(join(folder, 'read-models'), definition)

const watched = (commit) => async (changes) => {
  reach('before a commit')
  const contributions = (function* () {
    yield* changes.contributions
    reach('in a commit')
  })()
  const answer = await commit({ ...changes, contributions })
  reach('after a commit, before it is acknowledged')
  return answer
}
readModels.commit = watched(readModels.commit.bind(readModels))
const beside = readModels.beside.bind(readModels)
readModels.beside = async (...wanted) => {
  const rebuilt = await beside(...wanted)
  rebuilt.readModels.commit = watched(rebuilt.readModels.commit.bind(rebuilt.readModels))
  return rebuilt
}
const readStream = store.readStream.bind(store)
store.readStream = async function* (stream, options) {
  for await (const event of readStream(stream, options)) {
    if (stream !== 'identities') reach('in a refold')
    yield event
  }
}

let state = Number(seed)
const random = (below) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return (state >>> 8) % below
}
const customers = Array.from({ length: 12 }, (_, index) => customerIdOf('victim', String(index)))
const one = () => customers[random(customers.length)]

const event = (id, type, data) => ({
  id,
  type,
  data,
  metadata: {
    occurredAt: new Date(Date.UTC(2024, 0, 1 + random(700))).toISOString(),
    recordedAt: '2026-01-01T00:00:00.000Z',
    actor: 'victim',
    correlationId: id,
    causationId: id,
    schemaVersion: 1,
  },
})
let made = 0
const next = () => derivedId('victim', seed, String((made += 1)))
const purchase = () => {
  const bought = event(next(), 'PurchaseCompleted', { total: { amount: random(10_000), currency: 'USD' } })
  return { stream: customerStream(one()), events: [bought], expected: 'any' }
}
const merging = () => {
  const data = { customer: one(), into: one(), from: one(), reason: 'seed' }
  const type = random(2) === 0 ? 'CustomersMerged' : 'CustomersUnmerged'
  const { from, into, ...rest } = data
  const decided = event(next(), type, type === 'CustomersMerged' ? { ...rest, into } : { ...rest, from })
  return { stream: 'identities', events: [decided], expected: 'any' }
}

const engine = new ProjectionEngine(store, readModels, models, definition)
console.log('begun')
for (let round = 1; ; round++) {
  const appends = Array.from({ length: 1 + random(20) }, purchase)
  if (random(3) === 0) appends.push(merging())
  await store.appendMany(appends)
  await engine.catchUp()
  if (round % 3 === 0) await putRight([one()], { store, readModels: whole(readModels), models })
  if (round % 4 === 0) await rebuild({ store, readModels, models, definition })
}
