/** What Prometheus is told. */
import { Inject, Injectable } from '@nestjs/common'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { EVENT_STORE } from '../../event-store/event-store.module.js'
import type { EventStore } from '../../event-store/event-store.js'
import { DriftWatch } from '../../projecting/drift-watch.js'
import { foldedStreams } from '../../projecting/history.js'
import type { Projecting } from '../../projecting/projection-engine.js'
import { PROJECTING } from '../../projecting/projecting.token.js'

@Injectable()
export class Metrics {
  readonly #registry = new Registry()
  readonly #durations = new Histogram({
    name: 'touchledger_http_request_duration_seconds',
    help: 'Time to answer a request, by route; without the feed’s live streams',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  })
  readonly #appended = new Counter({
    name: 'touchledger_events_appended_total',
    help: 'Events appended by requests to this process',
    registers: [this.#registry],
  })

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PROJECTING) private readonly engine: Projecting,
    @Inject(DriftWatch) drift: DriftWatch,
  ) {
    collectDefaultMetrics({ register: this.#registry })
    this.#gauge('touchledger_events_projected', 'Events folded by this process', () => engine.progress.projected)
    this.#gauge('touchledger_checkpoint', 'Log position that the read models reflect', () => engine.progress.position)
    this.#gauge('touchledger_log_head', 'Position of the log’s last event', () => store.head())
    this.#gauge('touchledger_projection_lag_events', 'Log positions not yet reflected', () => this.lag())
    this.#gauge('touchledger_projection_lag_seconds', 'Age of the oldest event not yet reflected', () =>
      this.lagSeconds(),
    )
    this.#gauge(
      'touchledger_parked_customers',
      'Customers held up by an event that a fold cannot take',
      () => this.engine.parked,
    )
    this.#gauge(
      'touchledger_drifted_customers',
      'Customers whose documents were found not to be what the log says',
      () => drift.report.drifted.length,
    )
  }

  /** How many log positions the read models are behind. */
  async lag(): Promise<number> {
    return Math.max(0, (await this.store.head()) - this.engine.progress.position)
  }

  /** How long the oldest event that is not reflected yet has been in the log, in seconds. */
  async lagSeconds(): Promise<number> {
    const { position } = this.engine.progress
    for await (const { metadata } of this.store.readAll({ after: position, limit: 1, filter: foldedStreams }))
      return Math.max(0, Date.now() - Date.parse(metadata.recordedAt)) / 1_000
    return 0
  }

  /** Counts events that a request has appended. */
  appended(events: number): void {
    this.#appended.inc(events)
  }

  /** Takes in how long a request took. `route` is a pattern, so that customers make no series of their own. */
  answered(method: string, route: string, status: number, seconds: number): void {
    this.#durations.observe({ method, route, status }, seconds)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  #gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read())
      },
    })
  }
}
