/** The HTTP server as a user runs it: a real process of the built program, on a free port and data of its own. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { temporaryFolder } from './open-stores.js'
import { start, type Outcome } from './touchledger.js'

export interface HttpServer {
  readonly url: string
  /** Asks it to end; answers how it ended. */
  readonly stop: () => Promise<Outcome>
}

/** Starts it and waits until it answers; on data that are there already, where a folder is given, which then stays. */
export const startHttpServer = async (given?: string): Promise<HttpServer> => {
  const folder = given ?? temporaryFolder()
  const { process, outcome } = start(['serve', '--port', '0', '--data', folder])
  const ended = outcome.then(({ code, stderr }): never => {
    throw new Error(`the server ended with ${code}: ${stderr}`)
  })
  let url: string | undefined
  for (let said = ''; url === undefined; url = /answers at (\S+)/.exec(said)?.[1])
    said += String(await Promise.race([once(process.stderr!, 'data'), ended]))
  ended.catch(() => undefined)
  return {
    url,
    stop: async () => {
      process.kill('SIGTERM')
      const how = await outcome
      if (given === undefined) rmSync(folder, { recursive: true, force: true })
      return how
    },
  }
}
