import { AnsweredOnce } from './answered-once.js'

const asOf = '2026-01-31T23:59:59.999Z'

test('the same question of the same log is answered once, whatever order it is put in', async () => {
  const answers = new AnsweredOnce<number>()
  let asked = 0
  const answer = (): Promise<number> => Promise.resolve((asked += 1))
  expect(await answers.to({ asOf, knownAt: asOf }, 7, answer)).toBe(1)
  expect(await answers.to({ knownAt: asOf, asOf }, 7, answer)).toBe(1)
  expect(await answers.to({ asOf, knownAt: asOf }, 8, answer)).toBe(2)
  expect(await answers.to({ asOf }, 7, answer)).toBe(3)
  expect(await answers.to({ asOf, ...{ against: asOf } }, 7, answer)).toBe(4)
})

test('as of now it is answered anew each time', async () => {
  const answers = new AnsweredOnce<number>()
  let asked = 0
  for (const question of [{}, {}, { knownAt: asOf }, { knownAt: asOf }])
    await answers.to(question, 7, () => Promise.resolve((asked += 1)))
  expect(asked).toBe(4)
})

test('what failed is tried again', async () => {
  const answers = new AnsweredOnce<string>()
  await expect(answers.to({ asOf }, 7, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
  expect(await answers.to({ asOf }, 7, () => Promise.resolve('there'))).toBe('there')
})
