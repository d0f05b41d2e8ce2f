import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/open-stores.js'
import { loadValueModel } from './value-model-file.js'

const good = `name: mine
version: 1
indicators:
  - name: often
    figure: frequency
    scale: { kind: linear, min: 0, max: 10 }
    weight: 1
tiers:
  - { name: VIP, from: 50 }
  - { name: small, from: 0 }
`
const load = (text: string) => {
  const file = join(temporaryFolder(), 'model.yaml')
  writeFileSync(file, text)
  return loadValueModel(file)
}

test('the starter model is a valid one, of the four indicators', async () => {
  const { name, indicators, tiers } = await loadValueModel('starter')
  expect([name, indicators.map((one) => one.name), tiers.map((one) => one.name)]).toEqual([
    'starter',
    ['amount', 'frequency', 'characteristics', 'contact'],
    ['VIP', 'major', 'ordinary', 'small'],
  ])
})

test('a file that says what it should is a model', async () => {
  expect(await load(good)).toMatchObject({ name: 'mine', indicators: [{ weight: 1 }] })
})

test.each([
  ['weight: 1', 'weight: 0', 7, 'indicators.0.weight'],
  ['weight: 1', 'wait: 1', 7, 'indicators.0.wait'],
  ['kind: linear', 'kind: round', 6, 'indicators.0.scale.kind'],
  ['figure: frequency', 'figure: charm', 5, 'indicators.0.figure'],
  ['max: 10', 'max: -1', 6, 'indicators.0.scale.max'],
  ['name: small, from: 0', 'name: small, from: 60', 10, 'tiers.1.from'],
])('where %p reads %p, the error names the line and the field', async (is, reads, line, path) => {
  await expect(load(good.replace(is, reads))).rejects.toMatchObject({
    code: 'value-model-invalid',
    facts: { line, path },
  })
})

test('what is no YAML, or no file, is refused', async () => {
  await expect(load('a: [')).rejects.toMatchObject({ code: 'value-model-unreadable' })
  await expect(loadValueModel('nothing-such')).rejects.toMatchObject({
    code: 'value-model-unknown',
    facts: { known: ['starter'] },
  })
})
