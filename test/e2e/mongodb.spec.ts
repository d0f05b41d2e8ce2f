/** The main job with the read models in MongoDB, through the command line: the same answers as with the embedded ones. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../open-stores.js'
import { dropDatabase, findMongoDb, freshDatabase } from '../servers/find-mongodb.js'
import { describeWith } from '../servers/test-server.js'
import { answerOf } from '../touchledger.js'

const variable = 'TOUCHLEDGER_MONGODB_URL'
/** Each command is a process of its own, and a busy machine starts them slowly. */
const timeLimitMs = 180_000

const purchases = Array.from(
  { length: 60 },
  (_, row) => ` 000${10 + (row % 13)} 1997${String(1 + ((row * 5) % 12)).padStart(2, '0')}15 1 ${row + 1}.50`,
)

describeWith(await findMongoDb(), 'with the read models in MongoDB', ({ url }) => {
  test(
    'files become the same portfolio, and a rebuild proves it',
    async () => {
      const folder = temporaryFolder()
      const database = freshDatabase(url)
      const before = process.env[variable]
      try {
        const file = join(folder, 'purchases.txt')
        writeFileSync(file, ['customer_id date number_of_cds dollar_value', ...purchases].join('\n'))
        const at = ['--as-of', '1997-12-31']
        await answerOf('import', 'cdnow', file, '--data', join(folder, 'embedded'))
        const embedded = await answerOf('portfolio', ...at, '--data', join(folder, 'embedded'))
        const proof = await answerOf('rebuild', '--verify', '--data', join(folder, 'embedded'))
        expect(embedded).toMatchObject({ purchases: 60, buyers: 13 })

        process.env[variable] = database
        const data = join(folder, 'elsewhere')
        expect(await answerOf('import', 'cdnow', file, '--data', data)).toMatchObject({ appended: 73, rejected: 0 })
        const { knownAt: _known, ...expected } = embedded
        expect(await answerOf('portfolio', ...at, '--data', data)).toMatchObject(expected)
        const there = await answerOf('rebuild', '--verify', '--data', data)
        expect(there).toMatchObject({ equal: true, position: 73 })
        expect(there['contributions']).toEqual(proof['contributions'])
        expect(await answerOf('rebuild', '--data', data)).toMatchObject({ rebuilt: true, position: 73 })
        expect(await answerOf('portfolio', ...at, '--data', data)).toMatchObject(expected)
        expect(existsSync(join(data, 'read-models'))).toBe(false)
      } finally {
        if (before === undefined) delete process.env[variable]
        else process.env[variable] = before
        await dropDatabase(database)
        rmSync(folder, { recursive: true, force: true })
      }
    },
    timeLimitMs,
  )
})
