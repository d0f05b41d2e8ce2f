/** Real data that is not part of the project: tests that need it run where it is, and say so where it is not. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..', '..', 'shared', 'data')

/** The path of a real data set. */
export const sharedData = (name: string): string => join(folder, name)

/** `describe`, or a skipped one that names what is missing. */
export const describeWithData = (title: string, tests: () => void): void => {
  if (existsSync(folder)) describe(title, tests)
  else {
    process.stderr.write(`skipped, no real data at ${folder}: ${title}\n`)
    describe.skip(title, tests)
  }
}
