/** `touchledger serve`: the HTTP door, with the projection engine following the log, and every day evaluated when it is over. */
import { Command, Option } from 'commander'
import { unavailable } from '../../../domain/errors.js'
import { readConfig, type Config } from '../../config.js'
import { createHttpApplication } from '../../http/http-application.js'
import { interruption } from '../ledger.js'
import { dataOption, wholeNumber, type SharedOptions } from '../options.js'

interface Options extends SharedOptions {
  readonly host?: string
  readonly port?: number
}

export const serveCommand = (): Command =>
  new Command('serve')
    .description('serve the ledger over HTTP')
    .addOption(
      new Option('--port <port>', 'port (TOUCHLEDGER_PORT, else 8400); 0 takes a free one').argParser(
        wholeNumber(0, 65_535),
      ),
    )
    .addOption(new Option('--host <host>', 'loopback address to listen on (TOUCHLEDGER_HOST, else 127.0.0.1)'))
    .addOption(dataOption())
    .action(({ data, host, port }: Options) =>
      serve(
        readConfig(process.env, {
          ...(data !== undefined && { dataFolder: data }),
          ...(host !== undefined && { host }),
          ...(port !== undefined && { port }),
        }),
      ),
    )

/**
 * Serves until interrupted; then answers what is in hand, stops the engine, closes the stores.
 * `announce` is told the address once it answers.
 */
export const serve = async (config: Config, announce: (url: string) => void = () => undefined): Promise<void> => {
  const interrupted = interruption()
  const application = await createHttpApplication(config, { evaluateDaily: true })
  try {
    await application.listen(config.port, config.host)
  } catch (error) {
    await application.close()
    throw portTaken(error, config)
  }
  const url = await application.getUrl()
  announce(url)
  process.stderr.write(`Touchledger answers at ${url} (API: /docs, data: ${config.dataFolder}); Ctrl-C stops it\n`)
  if (!interrupted.aborted)
    await new Promise((resolve) => interrupted.addEventListener('abort', resolve, { once: true }))
  await application.close()
}

const portTaken = (error: unknown, { host, port }: Config): unknown =>
  (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? unavailable('port-taken', `Port ${port} of ${host} is taken; choose another one with --port (0 takes a free one)`)
    : error
