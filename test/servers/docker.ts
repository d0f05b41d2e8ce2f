/** Whether there is a Docker engine, found out quickly; and containers, where there is one. */
import { request } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { StartedTestContainer } from 'testcontainers'
import type { TestServer, Way } from './test-server.js'

const answerWithinMs = 1_000

/** Where an engine may listen, as its own command line looks for it. */
const places = (): { socketPath?: string; host?: string; port?: string }[] => {
  const host = process.env['DOCKER_HOST']
  if (host?.startsWith('unix://')) return [{ socketPath: host.slice('unix://'.length) }]
  if (host) {
    const { hostname, port } = new URL(host.replace(/^tcp:/, 'http:'))
    return [{ host: hostname, port: port || '2375' }]
  }
  return [
    '/var/run/docker.sock',
    join(process.env['XDG_RUNTIME_DIR'] ?? '/run/user/1000', 'docker.sock'),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
  ].map((socketPath) => ({ socketPath }))
}

/** Anything that answers is an engine, also one that wants a certificate first. */
const answers = (place: object): Promise<boolean> =>
  new Promise((resolve) => {
    const asking = request({ ...place, path: '/_ping', timeout: answerWithinMs }, (response) => {
      response.resume()
      resolve(true)
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => resolve(false))
    asking.end()
  })

/** A server in a container; says why not where there is no engine, or no such image to be had. */
export const inDocker =
  (
    image: string,
    start: (image: string, containers: typeof import('testcontainers')) => Promise<[StartedTestContainer, string]>,
  ): Way =>
  async () => {
    if (!(await Promise.all(places().map(answers))).includes(true)) return { not: 'no Docker engine' }
    try {
      const [container, url] = await start(image, await import('testcontainers'))
      const server: TestServer = { kind: image, url, stop: () => container.stop().then(() => undefined) }
      return server
    } catch (error) {
      return { not: `Docker cannot run ${image}: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}` }
    }
  }
