/** The HTTP application on real stores in a folder of its own, gone after the test. */
import { rmSync } from 'node:fs'
import { Writable } from 'node:stream'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { readConfig, type Config } from '../src/config.js'
import { EVENT_STORE } from '../src/event-store/event-store.module.js'
import type { EventStore } from '../src/event-store/event-store.js'
import { createHttpApplication, type HttpApplicationSettings } from '../src/http/http-application.js'
import { temporaryFolder } from './open-stores.js'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** The body read as JSON. */
  readonly body: Body
}

/** The fields of answers and problems that specs ask for by name; which are there depends on what was asked. */
interface Body {
  readonly customer: string
  readonly revision: number
  readonly position: number
  readonly events: readonly { readonly id: string; readonly type: string }[]
  readonly customers: readonly { readonly repeated: boolean }[]
  readonly repeated: boolean
  readonly items: readonly { readonly day: string }[]
  readonly next?: string
  readonly currencies: Readonly<Record<string, object>>
  readonly changes: readonly { readonly cause: { readonly type: string } }[]
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly instance: string
  readonly problems: readonly { readonly field: string; readonly message: string }[]
  readonly touchpoint: number
  readonly header: string
  readonly requestId: string
}

type Headers = Readonly<Record<string, string>>

export interface Door {
  readonly application: NestFastifyApplication
  readonly store: EventStore
  readonly get: (url: string, headers?: Headers) => Promise<Answer>
  /** Sends an object as JSON, a text or bytes as they are (as JSON where the headers say nothing else). */
  readonly post: (url: string, body?: object | string, headers?: Headers) => Promise<Answer>
  readonly send: (method: string, url: string, body?: object) => Promise<Answer>
  /** Log lines written so far. */
  readonly log: () => Record<string, unknown>[]
}

/** Runs work against the door; requests are injected unless it is made to listen. */
export const withDoor = async <T>(
  work: (door: Door) => Promise<T>,
  settings: HttpApplicationSettings & { readonly config?: Partial<Config> } = {},
): Promise<T> => {
  const dataFolder = temporaryFolder()
  let lines = ''
  const log = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines += chunk.toString()
      done()
    },
  })
  const config = { ...readConfig({}, { dataFolder }), ...settings.config }
  const application = await createHttpApplication(config, { log, ...settings })
  await application.init()
  await application.getHttpAdapter().getInstance().ready()
  const ask = async (method: string, url: string, body?: object | string, headers: Headers = {}): Promise<Answer> => {
    const {
      statusCode,
      headers: answered,
      payload,
    } = await application.inject({
      method: method as 'GET',
      url,
      headers: { ...(typeof body === 'string' && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { payload: body }),
    })
    return {
      status: statusCode,
      headers: answered as Answer['headers'],
      text: payload,
      get body() {
        return JSON.parse(payload) as Body
      },
    }
  }
  try {
    return await work({
      application,
      store: application.get<EventStore>(EVENT_STORE, { strict: false }),
      get: (url, headers) => ask('GET', url, undefined, headers),
      post: (url, body, headers) => ask('POST', url, body, headers),
      send: ask,
      log: () =>
        lines
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
    })
  } finally {
    await application.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}
