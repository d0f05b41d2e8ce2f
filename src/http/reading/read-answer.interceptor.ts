/** Puts the position that an answer reflects into its headers. */
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import { tap, type Observable } from 'rxjs'

interface Positioned {
  readonly position: number
}

export const readAnswer: NestInterceptor<Positioned, Positioned> = {
  intercept: (context: ExecutionContext, next: CallHandler<Positioned>): Observable<Positioned> => {
    const reply = context.switchToHttp().getResponse<FastifyReply>()
    return next.handle().pipe(tap(({ position }) => void reply.header('Touchledger-Position', position)))
  },
}
