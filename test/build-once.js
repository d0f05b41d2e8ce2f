/** Before the tests: the processes under test run the built code, so it must have been built from these sources. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const builtAt = existsSync('dist/.tsbuildinfo') ? statSync('dist/.tsbuildinfo').mtimeMs : 0

const changedSince = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) =>
      entry.isFile() &&
      !entry.name.endsWith('.spec.ts') &&
      statSync(join(entry.parentPath, entry.name)).mtimeMs > builtAt,
  )

export default function buildOnce() {
  if (['domain', 'projections', 'src', 'test/bench'].some(changedSince))
    execFileSync('npx', ['--no', 'nest', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
}
