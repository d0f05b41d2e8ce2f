/** Puts status and headers to the answer of a write. */
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { map, type Observable } from 'rxjs'
import type { Written } from '../../commands/command-runner.js'
import { Metrics } from '../operations/metrics.js'
import type { WrittenBatchDto, WrittenTogetherDto } from './written.dto.js'

type Answer = Written | WrittenTogetherDto | WrittenBatchDto

@Injectable()
export class WriteAnswerInterceptor implements NestInterceptor<Answer> {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  intercept(context: ExecutionContext, next: CallHandler<Answer>): Observable<Answer> {
    const reply = context.switchToHttp().getResponse<FastifyReply>()
    return next.handle().pipe(
      map((answer) => {
        const written = 'customers' in answer ? answer.customers : [answer]
        const fresh = written.filter(({ repeated }) => !repeated).flatMap(({ events }) => events)
        this.metrics.appended(fresh.length)
        void reply.code(fresh.length > 0 ? 201 : 200)
        if ('revision' in answer) void reply.header('ETag', `"${answer.revision}"`)
        if (answer.position !== undefined) void reply.header('Touchledger-Position', answer.position)
        return answer
      }),
    )
  }
}
