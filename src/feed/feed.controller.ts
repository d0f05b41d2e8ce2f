/** The feed: all events from any position, as pages or as a live stream. */
import { Readable } from 'node:stream'
import { Controller, Get, Inject, Query, Req, Res, type BeforeApplicationShutdown } from '@nestjs/common'
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { definitionOf } from '../../domain/catalogue.js'
import { conflict, invalid } from '../../domain/errors.js'
import { EVENT_STORE } from '../event-store/event-store.module.js'
import type { EventFilter, EventStore } from '../event-store/event-store.js'
import { Problems } from '../http/problems/problems.decorator.js'
import { eventStream } from './event-stream.js'
import { readFeedPage } from './feed-page.js'
import { FeedQueryDto } from './feed.dto.js'

/** Milliseconds between two signs of life on a live stream. */
export const HEARTBEAT_MS = Symbol('HeartbeatMs')

const filterOf = ({ types, streamPrefix }: FeedQueryDto): EventFilter => {
  const wanted = types?.split(',')
  wanted?.forEach(definitionOf)
  return { ...(wanted && { types: wanted }), ...(streamPrefix !== undefined && { streamPrefixes: [streamPrefix] }) }
}

/** Where the client left off, if it says so: the standard way for one that lost a stream. */
const lastEventId = ({ headers }: FastifyRequest): number | undefined => {
  const id = headers['last-event-id']
  if (id === undefined || id === '') return undefined
  if (typeof id !== 'string' || !/^\d{1,15}$/.test(id))
    throw invalid('header-invalid', 'Last-Event-ID must be a position of the log, such as 1200', {
      header: 'Last-Event-ID',
    })
  return Number(id)
}

const linkToNext = ({ types, streamPrefix, limit }: FeedQueryDto, position: number): string => {
  const query = new URLSearchParams({
    after: String(position),
    ...(limit !== undefined && { limit: String(limit) }),
    ...(types !== undefined && { types }),
    ...(streamPrefix !== undefined && { streamPrefix }),
  })
  return `</feed?${query.toString()}>; rel="next"`
}

@Controller('feed')
@ApiTags('feed')
export class FeedController implements BeforeApplicationShutdown {
  readonly #stopping = new AbortController()

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(HEARTBEAT_MS) private readonly heartbeatMs: number,
  ) {}

  /** Lets the clients of live streams go; they resume elsewhere or later. */
  beforeApplicationShutdown(): void {
    this.#stopping.abort()
  }

  /**
   * All events from any position, in the order of the log, each once.
   * @remarks A page of NDJSON, one event per line: `position`, `stream`, `revision`, `id`, `type`, `data`, `metadata`. Go on
   * with the `Link`; a page may be short, or empty where a filter let nothing pass. The end is reached when
   * `Touchledger-Position` equals `Touchledger-Head`. With `Accept: text/event-stream` (or `live=true`) the same events come
   * as Server-Sent Events, first those that are there, then each as it is appended; `id` is the position, and a client that
   * comes back with `Last-Event-ID` misses nothing and gets nothing twice.
   */
  @Get()
  @ApiHeader({ name: 'Last-Event-ID', description: 'Position of the last event that arrived; wins over `after`.' })
  @ApiOkResponse({
    description: 'Events; money in minor units, instants in UTC.',
    headers: {
      'Touchledger-Position': { description: 'Position to go on after.', schema: { type: 'integer' } },
      'Touchledger-Head': { description: 'Position of the log’s last event.', schema: { type: 'integer' } },
      Link: { description: 'The page that follows, `rel="next"`.', schema: { type: 'string' } },
    },
    content: { 'application/x-ndjson': {}, 'text/event-stream': {} },
  })
  @Problems({
    400: ['request-invalid', 'header-invalid', 'event-type-unknown'],
    409: ['position-beyond-log'],
    503: ['event-store-stopped'],
  })
  async feed(@Query() query: FeedQueryDto, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const after = lastEventId(request) ?? query.after ?? 0
    const filter = filterOf(query)
    const head = await this.store.head()
    if (after > head)
      throw conflict('position-beyond-log', `The log ends at position ${head}; there is no ${after} yet`, {
        position: after,
        head,
      })
    const live =
      query.live === undefined ? request.headers.accept?.includes('text/event-stream') : query.live === 'true'
    if (live) await this.#stream(reply, query, after, filter)
    else await this.#page(reply, query, after, head, filter)
  }

  async #page(
    reply: FastifyReply,
    query: FeedQueryDto,
    after: number,
    head: number,
    filter: EventFilter,
  ): Promise<void> {
    const { lines, position } = await readFeedPage(this.store, { after, head, limit: query.limit ?? 1_000, filter })
    await reply
      .type('application/x-ndjson')
      .header('Touchledger-Position', position)
      .header('Touchledger-Head', head)
      .header('Link', linkToNext(query, position))
      .send(lines)
  }

  async #stream(reply: FastifyReply, query: FeedQueryDto, after: number, filter: EventFilter): Promise<void> {
    if (query.limit !== undefined)
      throw invalid('request-invalid', 'limit is for pages, not for the live feed', {
        problems: [{ field: 'limit', message: 'must not be given with the live feed' }],
      })
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const signal = AbortSignal.any([gone.signal, this.#stopping.signal])
    const frames = eventStream(this.store, { after, filter, heartbeatMs: this.heartbeatMs, signal })
    await reply
      .type('text/event-stream')
      .header('Cache-Control', 'no-store')
      .send(Readable.from(frames, { highWaterMark: 1 }))
  }
}
