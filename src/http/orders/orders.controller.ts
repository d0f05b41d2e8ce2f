/** Orders and their life. */
import { Body, Inject, Param, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'
import { WriteContext, unwrap } from '../writing/write-request.js'
import { Writes } from '../writing/writes.decorator.js'
import type { WrittenDto } from '../writing/written.dto.js'
import { CancelOrderDto, FulfilOrderDto, IssueRefundDto, PlaceOrderDto, ReceivePaymentDto } from './orders.dto.js'

@CustomerController('/orders', 'orders')
export class OrdersController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Place an order. */
  @Post()
  @Writes({ 400: ['order-total-unclear'], 409: ['order-already-placed'] })
  place(
    @CustomerId() customer: string,
    @Body() body: PlaceOrderDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'PlaceOrder', data }, context))
  }

  /** Accept the order, its payment approved. */
  @Post(':order/approval')
  @Writes({ 404: ['order-unknown'], 422: ['order-not-open'] })
  approve(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: EnvelopeDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'ApproveOrder', data: { order } }, context))
  }

  /** Hand the order to the carrier. */
  @Post(':order/shipment')
  @Writes({ 404: ['order-unknown'], 422: ['order-not-open'] })
  ship(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: EnvelopeDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { context } = unwrap(body, headers)
    return this.commands.execute(new HandleCommand(customer, { type: 'ShipOrder', data: { order } }, context))
  }

  /** Say that the order reached the customer: its revenue is recognised. */
  @Post(':order/fulfilment')
  @Writes({ 404: ['order-unknown'], 422: ['order-not-open', 'order-total-unclear'] })
  fulfil(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: FulfilOrderDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'FulfilOrder', data: { ...data, order } }, context),
    )
  }

  /** Cancel the order; what had been recognised is taken back. */
  @Post(':order/cancellation')
  @Writes({ 404: ['order-unknown'] })
  cancel(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: CancelOrderDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'CancelOrder', data: { ...data, order } }, context),
    )
  }

  /** Take in a payment for the order. */
  @Post(':order/payments')
  @Writes({ 404: ['order-unknown'] })
  pay(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: ReceivePaymentDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'ReceivePayment', data: { ...data, order } }, context),
    )
  }

  /** Give money back for the order. */
  @Post(':order/refunds')
  @Writes({ 404: ['order-unknown'], 422: ['refund-exceeds-payment'] })
  refund(
    @CustomerId() customer: string,
    @Param('order') order: string,
    @Body() body: IssueRefundDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    const { data, context } = unwrap(body, headers)
    return this.commands.execute(
      new HandleCommand(customer, { type: 'IssueRefund', data: { ...data, order } }, context),
    )
  }
}
