/** Lets a reader see what was just written: waits until the read models have come so far. */
import { Inject, Injectable, type PipeTransform } from '@nestjs/common'
import { ProjectionEngine } from '../../projecting/projection-engine.js'
import type { PointInTimeDto } from './point-in-time.dto.js'

const longestWaitMs = 5_000

@Injectable()
export class AwaitedPosition<Q extends PointInTimeDto> implements PipeTransform<Q, Promise<Q>> {
  constructor(@Inject(ProjectionEngine) private readonly engine: ProjectionEngine) {}

  /** @throws DomainError `position-not-reached`, `projection-stopped` */
  async transform(query: Q): Promise<Q> {
    if (query.waitFor !== undefined) await this.engine.reached(query.waitFor, AbortSignal.timeout(longestWaitMs))
    return query
  }
}
