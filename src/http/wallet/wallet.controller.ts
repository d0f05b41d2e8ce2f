/** Recording what a customer has to spend, as it was estimated. */
import { Body, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { RecordFacts } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { unwrap, WriteContext } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { EstimateWalletDto } from './wallet.dto.js'

@CustomerController('/wallet-estimates', 'customers')
export class WalletController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /**
   * Record an estimate of what the customer has to spend.
   * @remarks The latest estimate on each basis gives a share of wallet, in the customer’s value.
   */
  @Post()
  @Writes()
  async estimate(
    @CustomerId() customer: string,
    @Body() body: EstimateWalletDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    const fact = { type: 'WalletEstimated', data: { ...data, source: body.source } }
    const [written] = await this.commands.execute(new RecordFacts([{ customer, facts: [fact] }], context))
    return written!
  }
}
