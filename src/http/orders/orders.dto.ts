/** What can be asked of orders. */
import { Day, Label, Nested, NestedList, Optional, Reference, Staff, WholeNumber } from '../fields.js'
import { ExchangeRateDto, MoneyDto, PriceDto } from '../money.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

export class OrderLineDto {
  @Reference()
  product!: string

  @WholeNumber(0)
  units!: number

  /** Of the whole line. */
  @Nested(MoneyDto)
  price!: MoneyDto

  @Optional()
  @Reference()
  seller?: string
}

export class PlaceOrderDto extends EnvelopeDto {
  /** The order’s id in your system. */
  @Reference()
  order!: string

  /** Price of the goods, without shipping. */
  @Nested(PriceDto)
  goods!: PriceDto

  /** What was taken off before: the price of the goods is without it. */
  @Optional()
  @Nested(PriceDto)
  discount?: PriceDto

  @Optional()
  @Nested(PriceDto)
  shipping?: PriceDto

  @Optional()
  @NestedList(OrderLineDto, 0, 10_000)
  lines?: OrderLineDto[]

  /** The day by which it was promised. */
  @Optional()
  @Day()
  promisedBy?: string

  /** The member of staff who took it. */
  @Optional()
  @Staff()
  by?: string

  /** The customer’s account that it belongs to. */
  @Optional()
  @Reference()
  account?: string
}

export class FulfilOrderDto extends EnvelopeDto {
  /** What the goods cost the company. */
  @Optional()
  @Nested(MoneyDto)
  costOfGoods?: MoneyDto

  /** Into the reporting currency; frozen with it. */
  @Optional()
  @Nested(ExchangeRateDto)
  rate?: ExchangeRateDto
}

export class CancelOrderDto extends EnvelopeDto {
  @Label()
  reason!: string
}

export class ReceivePaymentDto extends EnvelopeDto {
  /** The payment’s id in your system. */
  @Optional()
  @Reference()
  payment?: string

  @Nested(PriceDto)
  amount!: PriceDto

  @Optional()
  @Label()
  method?: string

  @Optional()
  @WholeNumber(0)
  instalments?: number
}

export class IssueRefundDto extends EnvelopeDto {
  /** The refund’s id in your system. */
  @Optional()
  @Reference()
  refund?: string

  @Nested(PriceDto)
  amount!: PriceDto

  /** Into the reporting currency; frozen with it. */
  @Optional()
  @Nested(ExchangeRateDto)
  rate?: ExchangeRateDto

  @Optional()
  @Label()
  reason?: string

  /** The member of staff who granted it. */
  @Optional()
  @Staff()
  by?: string
}
