/** Merging customers on the command line. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { customerIdOf } from '../../domain/customer/customer-id.js'
import { temporaryFolder } from '../open-stores.js'
import { answerOf, start } from '../touchledger.js'

/** Each command is a process of its own, and a busy machine starts them slowly. */
const timeLimitMs = 180_000
const [one, two] = [customerIdOf('cdnow', '00001'), customerIdOf('cdnow', '00002')]

test(
  'customers are merged and un-merged, or told why not',
  async () => {
    const folder = temporaryFolder()
    try {
      const file = join(folder, 'purchases.txt')
      writeFileSync(
        file,
        'customer_id date number_of_cds dollar_value\n 00001 19970101 1 29.33\n 00002 19970102 1 9.00\n',
      )
      const data = ['--data', join(folder, 'data')]
      await answerOf('import', 'cdnow', file, ...data)
      const merge = ['customer', 'cdnow:00001', 'merge', '--into', 'cdnow:00002', '--reason', 'same address', ...data]

      expect(await answerOf(...merge)).toEqual({
        customer: one,
        position: 5,
        events: [{ id: expect.any(String), type: 'CustomersMerged' }],
        repeated: false,
      })
      const again = await start([...merge, '--json']).outcome
      expect(again.code).toBe(1)
      expect(JSON.parse(again.stdout)).toMatchObject({
        error: { code: 'customer-already-merged', customer: one, survivor: two },
      })

      const unmerged = await start(['customer', one, 'unmerge', '--reason', 'twins', ...data]).outcome
      expect(unmerged).toMatchObject({ code: 0, stdout: `Customer ${one} is un-merged (log position 6)\n` })

      const incomplete = await start(['customer', one, 'merge', '--reason', 'twins', ...data, '--json']).outcome
      expect(incomplete.code).toBe(2)
      expect(JSON.parse(incomplete.stdout)).toMatchObject({
        error: { code: 'option-missing', option: '--into <customer>' },
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  timeLimitMs,
)
