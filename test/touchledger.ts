/** The command line as a user runs it: a real process of the built program. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', 'bin', 'touchledger.js')

export interface Outcome {
  /** Exit code; null when the process was killed. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A process of `touchledger`, started and not waited for. */
export const start = (
  args: readonly string[],
): { readonly process: ChildProcess; readonly outcome: Promise<Outcome> } => {
  // Jest gives its tests an environment of their own, which processes do not inherit by themselves.
  const { env, execPath } = globalThis.process
  const process = spawn(execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  process.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  process.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const outcome = once(process, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return { process, outcome }
}

/** Runs `touchledger` to its end. */
export const touchledger = (...args: string[]): Promise<Outcome> => start(args).outcome

/** Runs `touchledger … --json` and reads its answer. Fails when it failed. */
export const answerOf = async <T = Record<string, unknown>>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await touchledger(...args, '--json')
  if (code !== 0) throw new Error(`touchledger ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}
