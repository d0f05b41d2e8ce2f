/** The commands of docs/http.md do what the page says. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { startHttpServer, type HttpServer } from '../http-server.js'

const page = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8')
const commands = [...page.matchAll(/```sh\n([^]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split(/\n(?=curl )/))
  .filter((command) => command.startsWith('curl '))

let server: HttpServer
beforeAll(async () => {
  server = await startHttpServer()
})
afterAll(() => server.stop())

test('there are commands to run', () => expect(commands.length).toBeGreaterThan(8))

test.each(commands)('%s', async (command) => {
  const here = command.replace('localhost:8400', new URL(server.url).host)
  expect(here).not.toBe(command)
  const { stdout } = await promisify(execFile)('bash', ['-c', here])
  expect(stdout).not.toBe('')
  expect(stdout).not.toMatch('urn:touchledger:problem')
})
