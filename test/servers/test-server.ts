/// <reference types="jest" />
/** How tests find a server to test against: the ways in their order, the first that works is taken. */
import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A server that runs for the tests. */
export interface TestServer {
  /** What it is and where it came from, as a test may have to know: `mongod on the PATH`. */
  readonly kind: string
  readonly url: string
  stop(): Promise<void>
}

/** What a search for a server came to. */
export type Found =
  | { readonly name: string; readonly server: TestServer }
  | { readonly name: string; readonly server: undefined; readonly reason: string }

/** A way to a server: answers why it leads nowhere where it does. */
export type Way = () => Promise<TestServer | { readonly not: string }>

/** Goes the ways one after the other. */
export const findServer = async (name: string, ways: readonly Way[]): Promise<Found> => {
  const reasons: string[] = []
  for (const way of ways) {
    const found = await way()
    if ('url' in found) return { name, server: found }
    reasons.push(found.not)
  }
  return { name, server: undefined, reason: reasons.join('; ') }
}

/** A server that somebody else runs, named in the environment. */
export const named =
  (variable: string): Way =>
  () => {
    const url = process.env[variable]
    return Promise.resolve(
      url ? { kind: variable, url, stop: () => Promise.resolve() } : { not: `${variable} not set` },
    )
  }

/** Runs the specs on the server that was found and stops it; without one, they are skipped and the reason is told. */
export const describeWith = (found: Found, title: string, specs: (server: TestServer) => void): void => {
  const { server } = found
  if (!server) {
    describe.skip(`${title} [${skipped(found.name, found.reason)}]`, () => test('without a server', () => undefined))
    return
  }
  describe(title, () => {
    afterAll(() => server.stop())
    specs(server)
  })
}

/** What the reporter looks for in the titles of skipped tests. */
export const skipped = (what: string, why: string): string => `skipped: ${what} (${why})`

/** Where a program is: on the PATH, or at the place that a variable names. */
export const programAt = (names: readonly string[], variable?: string): string | undefined => {
  const candidates = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  if (variable && process.env[variable]) candidates.unshift(process.env[variable])
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** Is not compiled, so that it lies where it lies, also for whoever was. */
const keeper = fileURLToPath(new URL('./keeper.js', import.meta.url)).replace(/([\\/])dist\1test\1/, '$1test$1')
const startWithinMs = 60_000

/**
 * Starts a program that serves until the tests are over, in a temporary folder of its own.
 * `isReady` is asked again and again; what it throws means not yet.
 */
export const startProgram = async (
  program: string,
  argumentsIn: (folder: string) => readonly string[],
  isReady: () => Promise<unknown>,
): Promise<() => Promise<void>> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-server-'))
  const child = spawn(process.execPath, [keeper, folder, program, ...argumentsIn(folder)], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  // Where no test runs, nothing stops it: then it ends with the process that started it.
  for (const held of [child, child.stdin, child.stderr] as { unref?: () => void }[]) held.unref?.()
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2_000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let hasEnded = false
  void ended.then(() => (hasEnded = true))
  const stop = async (): Promise<void> => {
    child.ref()
    child.stdin.end()
    await ended
  }
  for (const until = Date.now() + startWithinMs; ; await pause(50))
    try {
      await isReady()
      return stop
    } catch (error) {
      if (!hasEnded && Date.now() < until) continue
      await stop()
      throw new Error(`${program} does not answer: ${said}`, { cause: error })
    }
}
