/**
 * Runs a program as long as whoever started this holds its input open, so that no server outlives the tests, and
 * removes its temporary folder: `keeper.js folder program arguments…`
 */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { setTimeout } from 'node:timers'

const [folder, program, ...rest] = process.argv.slice(2)
const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'] })

const killAfterMs = 5_000

process.stdin.on('end', () => {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref()
})
process.stdin.on('error', () => child.kill('SIGKILL'))
process.stdin.resume()
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
