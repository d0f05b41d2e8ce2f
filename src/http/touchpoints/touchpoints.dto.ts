/** Facts about customers as they are reported: any touchpoint by its type, and the commonest ones by name. */
import { ValidateIf } from 'class-validator'
import { surveyMeasures, type SurveyMeasure } from '../../../domain/feedback/feedback.subject.js'
import {
  AnyObject,
  FreeText,
  Label,
  ListOf,
  Nested,
  NestedList,
  OneOf,
  Optional,
  Reference,
  Staff,
  WholeNumber,
} from '../fields.js'
import { ExchangeRateDto, MoneyDto, PriceDto } from '../money.dto.js'
import { OrderLineDto } from '../orders/orders.dto.js'
import { EnvelopeDto } from '../writing/envelope.dto.js'

/** One fact. What it does not say of itself, the request says. */
export class TouchpointDto extends EnvelopeDto {
  /** Type of the event, such as `PurchaseCompleted`. */
  @Reference()
  type!: string

  /** The event’s data, as its type wants it. */
  @AnyObject()
  data!: object
}

export class CustomerTouchpointDto extends TouchpointDto {
  /** The customer’s id, or `source:externalId`. */
  @Reference()
  customer!: string
}

/** Either one fact (`type` and `data`) or a list of them. */
export class RecordTouchpointsDto extends EnvelopeDto {
  /** Type of the one event. */
  @ValidateIf(({ touchpoints }: RecordTouchpointsDto) => touchpoints === undefined)
  @Reference()
  type?: string

  /** Data of the one event. */
  @ValidateIf(({ touchpoints }: RecordTouchpointsDto) => touchpoints === undefined)
  @AnyObject()
  data?: object

  /** Several events, all or nothing. */
  @Optional()
  @NestedList(TouchpointDto, 1, 1_000)
  touchpoints?: TouchpointDto[]
}

/** Facts about several customers, all or nothing. */
export class RecordTouchpointBatchDto extends EnvelopeDto {
  @NestedList(CustomerTouchpointDto, 1, 1_000)
  touchpoints!: CustomerTouchpointDto[]
}

export class RecordPurchaseDto extends EnvelopeDto {
  /** The purchase’s id in your system. */
  @Optional()
  @Reference()
  purchase?: string

  /** What the customer paid. */
  @Nested(MoneyDto)
  total!: MoneyDto

  /** What was taken off before: the total is without it. */
  @Optional()
  @Nested(PriceDto)
  discount?: PriceDto

  /** What the goods cost the company. */
  @Optional()
  @Nested(MoneyDto)
  costOfGoods?: MoneyDto

  /** Into the reporting currency; frozen with it. */
  @Optional()
  @Nested(ExchangeRateDto)
  rate?: ExchangeRateDto

  @Optional()
  @WholeNumber(0)
  units?: number

  @Optional()
  @NestedList(OrderLineDto, 0, 10_000)
  lines?: OrderLineDto[]

  /** The member of staff who sold it. */
  @Optional()
  @Staff()
  by?: string

  /** The customer’s account that it belongs to. */
  @Optional()
  @Reference()
  account?: string
}

export class RecordInteractionDto extends EnvelopeDto {
  /** Who sought the contact: `inbound`, the customer. */
  @Optional()
  @OneOf(['inbound', 'outbound'])
  direction?: 'inbound' | 'outbound'

  @Optional()
  @Label()
  subject?: string

  @Optional()
  @FreeText()
  note?: string

  @Optional()
  @Label()
  outcome?: string

  @Optional()
  @Staff()
  by?: string

  /** The case, order or opportunity it was about. */
  @Optional()
  @Reference()
  about?: string
}

export class RecordSaveActionDto extends EnvelopeDto {
  /** What was done. */
  @Label()
  action!: string

  /** Why the customer was thought to leave. */
  @Label()
  reason!: string

  /** The member of staff who did it. */
  @Staff()
  by!: string
}

export class ScaleDto {
  @WholeNumber()
  min!: number

  @WholeNumber()
  max!: number
}

export class RecordSurveyAskedDto extends EnvelopeDto {
  @Reference()
  survey!: string

  /** Which time it was carried out. */
  @Reference()
  wave!: string

  /** What was asked for. */
  @ListOf(surveyMeasures)
  measures!: SurveyMeasure[]
}

export class RecordSurveyAnswerDto extends EnvelopeDto {
  @Reference()
  survey!: string

  /** Which time it was, of a survey that is carried out again and again. */
  @Optional()
  @Reference()
  wave?: string

  /** The answer’s id where one customer may answer several times. */
  @Optional()
  @Reference()
  answer?: string

  /** What was asked for: recommendation (from 0 to 10), satisfaction, effort, or an attitude. */
  @OneOf(surveyMeasures)
  measure!: SurveyMeasure

  @WholeNumber()
  score!: number

  @Nested(ScaleDto)
  scale!: ScaleDto

  @Optional()
  @Reference()
  order?: string

  @Optional()
  @FreeText()
  title?: string

  @Optional()
  @FreeText()
  comment?: string
}
