/** Health and metrics, for those who run the server. */
import { Controller, Get, Header, Inject } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { unavailable, type DomainError } from '../../../domain/errors.js'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import type { Projecting } from '../../projecting/projection-engine.js'
import { PROJECTING } from '../../projecting/projecting.token.js'
import { Problems } from '../problems/problems.decorator.js'
import { READ_MODEL_STORE } from '../../read-models/read-models.module.js'
import type { ReadModelParts } from '../../read-models/read-model-parts.js'
import { Metrics } from './metrics.js'
import { LiveDto, ReadyDto } from './operations.dto.js'

const notReady = (part: string, reason: unknown): DomainError =>
  unavailable('not-ready', `${part}: ${reason instanceof Error ? reason.message : String(reason)}`, { part })

/** What a part of the server answers; when it does not, the server is not ready. */
const answerOf = async <T>(part: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (error) {
    throw notReady(part, error)
  }
}

@Controller()
@ApiTags('operations')
export class OperationsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODEL_STORE) private readonly readModels: ReadModelParts,
    @Inject(PROJECTING) private readonly engine: Projecting,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** Whether the process answers. */
  @Get('health/live')
  @ApiOkResponse({ type: LiveDto, description: 'It does.' })
  live(): LiveDto {
    return { status: 'live' }
  }

  /** Whether both stores answer and the read models follow the log. */
  @Get('health/ready')
  @ApiOkResponse({ type: ReadyDto, description: 'They do; the lag is in events.' })
  @Problems({ 503: ['not-ready'] })
  async ready(): Promise<ReadyDto> {
    const head = await answerOf('event store', () => this.store.head())
    const { position: checkpoint } = await answerOf('read models', () => this.readModels.checkpoint())
    if (this.engine.failure) throw notReady('projection engine', this.engine.failure)
    const lagSeconds = await answerOf('event store', () => this.metrics.lagSeconds())
    return {
      status: 'ready',
      head,
      checkpoint,
      lag: Math.max(0, head - checkpoint),
      lagSeconds,
      parked: this.engine.parked,
      parts: { all: this.engine.parts.all, here: [...this.engine.parts.here] },
    }
  }

  /** Figures for Prometheus. */
  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ description: 'Prometheus text format; durations in seconds.', content: { 'text/plain': {} } })
  metricsText(): Promise<string> {
    return this.metrics.text()
  }
}
