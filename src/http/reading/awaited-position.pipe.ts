/** Lets a reader see what was just written: waits until the read models have come so far. */
import { Inject, Injectable, type PipeTransform } from '@nestjs/common'
import type { Projecting } from '../../projecting/projection-engine.js'
import { PROJECTING } from '../../projecting/projecting.token.js'
import type { PointInTimeDto } from './point-in-time.dto.js'

const longestWaitMs = 5_000

@Injectable()
export class AwaitedPosition<Q extends PointInTimeDto> implements PipeTransform<Q, Promise<Q>> {
  constructor(@Inject(PROJECTING) private readonly engine: Projecting) {}

  /** @throws DomainError `position-not-reached`, `projection-stopped` */
  async transform(query: Q): Promise<Q> {
    if (query.waitFor !== undefined) await this.engine.reached(query.waitFor, AbortSignal.timeout(longestWaitMs))
    return query
  }
}
