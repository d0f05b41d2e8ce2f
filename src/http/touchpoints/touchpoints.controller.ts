/** Facts reported from outside: recorded whatever else happened meanwhile. */
import { Body, Controller, Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ApiTags } from '@nestjs/swagger'
import { resolveCustomer } from '../../../domain/customer/customer-id.js'
import { checkReportable } from '../../../domain/catalogue.js'
import { DomainError, invalid } from '../../../domain/errors.js'
import { RecordFacts } from '../../commands/command-handlers.js'
import type { Fact, RequestContext, Written } from '../../commands/command-runner.js'
import { CustomerController, CustomerId } from '../customer-path.js'
import type { EnvelopeDto } from '../writing/envelope.dto.js'
import { WriteContext, envelopeOf, plain, unwrap } from '../writing/write-request.js'
import { Writes, WritesBatch } from '../writing/writes.decorator.js'
import type { WrittenBatchDto, WrittenDto } from '../writing/written.dto.js'
import {
  RecordInteractionDto,
  RecordPurchaseDto,
  RecordSaveActionDto,
  RecordSurveyAnswerDto,
  RecordSurveyAskedDto,
  RecordTouchpointBatchDto,
  RecordTouchpointsDto,
  type TouchpointDto,
} from './touchpoints.dto.js'

/** The request’s touchpoints about one customer, with their places in the request. */
interface Entry {
  readonly customer: string
  readonly facts: Fact[]
  readonly places: number[]
}

const factOf = (touchpoint: TouchpointDto): Fact => ({
  type: touchpoint.type,
  data: plain(touchpoint.data),
  ...envelopeOf(touchpoint),
})

const factsOf = ({ type, data, touchpoints }: RecordTouchpointsDto): Fact[] => {
  if (touchpoints === undefined) return [{ type: type!, data: plain(data!) }]
  if (type !== undefined || data !== undefined)
    throw invalid('request-invalid', 'Give either type and data, or touchpoints', {
      problems: [{ field: 'touchpoints', message: 'must not stand beside type and data' }],
    })
  return touchpoints.map(factOf)
}

const byCustomer = ({ touchpoints }: RecordTouchpointBatchDto): Entry[] => {
  const entries = new Map<string, Entry>()
  for (const [place, touchpoint] of touchpoints.entries()) {
    const customer = resolveCustomer(touchpoint.customer)
    let entry = entries.get(customer)
    if (!entry) entries.set(customer, (entry = { customer, facts: [], places: [] }))
    entry.facts.push(factOf(touchpoint))
    entry.places.push(place)
  }
  return [...entries.values()]
}

const asRecorded = ({ customer, facts }: Entry) => ({ customer, facts })

/** Names the touchpoint at fault by its place in the request. */
const placed = (error: unknown, entries: readonly Entry[]): unknown => {
  if (!(error instanceof DomainError)) return error
  const { index, fact, ...facts } = error.facts
  const places = typeof index === 'number' ? entries[index]?.places : undefined
  const touchpoint = places?.[typeof fact === 'number' ? fact : 0]
  return new DomainError(error.kind, error.code, error.message, {
    ...facts,
    ...(touchpoint !== undefined && { touchpoint }),
  })
}

/** @throws DomainError `event-type-unknown`, `event-not-of-customer`, `event-not-reportable`; the facts name the place */
const mustBeReportable = (entries: readonly Entry[]): void => {
  for (const [index, { facts }] of entries.entries())
    for (const [fact, { type }] of facts.entries())
      try {
        checkReportable(type)
      } catch (error) {
        throw error instanceof DomainError
          ? new DomainError(error.kind, error.code, error.message, { ...error.facts, index, fact })
          : error
      }
}

const typeProblems = { 400: ['event-type-unknown', 'event-not-of-customer', 'event-not-reportable'] }

@Controller('touchpoints')
@ApiTags('touchpoints')
export class TouchpointBatchController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Record touchpoints of several customers, all or nothing. */
  @Post()
  @WritesBatch({
    400: [...typeProblems[400], 'customer-address-unreadable'],
    404: ['customer-unknown'],
  })
  async record(
    @Body() body: RecordTouchpointBatchDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenBatchDto> {
    if (headers.expectedRevision !== undefined)
      throw invalid('header-invalid', 'If-Match speaks of one customer’s stream and cannot go with a batch', {
        header: 'If-Match',
      })
    const entries = byCustomer(body)
    try {
      mustBeReportable(entries)
      const customers = await this.commands.execute(
        new RecordFacts(entries.map(asRecorded), { ...headers, ...envelopeOf(body) }),
      )
      return { position: Math.max(...customers.map(({ position }) => position ?? 0)), customers }
    } catch (error) {
      throw placed(error, entries)
    }
  }
}

@CustomerController('', 'touchpoints')
export class TouchpointsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  /** Record a touchpoint, or several of this customer, all or nothing. */
  @Post('touchpoints')
  @Writes(typeProblems)
  recordTouchpoints(
    @CustomerId() customer: string,
    @Body() body: RecordTouchpointsDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, factsOf(body), body, headers)
  }

  /** Record a purchase at a point of sale: paid and handed over at once. */
  @Post('purchases')
  @Writes()
  recordPurchase(
    @CustomerId() customer: string,
    @Body() body: RecordPurchaseDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, [{ type: 'PurchaseCompleted', data: unwrap(body, headers).data }], body, headers)
  }

  /** Record a contact with the customer, on any channel. */
  @Post('interactions')
  @Writes()
  recordInteraction(
    @CustomerId() customer: string,
    @Body() body: RecordInteractionDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, [{ type: 'InteractionRecorded', data: unwrap(body, headers).data }], body, headers)
  }

  /** Record something that was done to keep the customer. */
  @Post('save-actions')
  @Writes()
  recordSaveAction(
    @CustomerId() customer: string,
    @Body() body: RecordSaveActionDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, [{ type: 'SaveActionTaken', data: unwrap(body, headers).data }], body, headers)
  }

  /** Record that the customer was asked to answer a survey. */
  @Post('survey-requests')
  @Writes()
  recordSurveyAsked(
    @CustomerId() customer: string,
    @Body() body: RecordSurveyAskedDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, [{ type: 'SurveyAsked', data: unwrap(body, headers).data }], body, headers)
  }

  /** Record an answer to a survey. */
  @Post('survey-answers')
  @Writes()
  recordSurveyAnswer(
    @CustomerId() customer: string,
    @Body() body: RecordSurveyAnswerDto,
    @WriteContext() headers: RequestContext,
  ): Promise<WrittenDto> {
    return this.#record(customer, [{ type: 'SurveyAnswered', data: unwrap(body, headers).data }], body, headers)
  }

  async #record(customer: string, facts: Fact[], body: EnvelopeDto, headers: RequestContext): Promise<Written> {
    const entries: Entry[] = [{ customer, facts, places: facts.map((_, place) => place) }]
    try {
      mustBeReportable(entries)
      const [written] = await this.commands.execute(
        new RecordFacts(entries.map(asRecorded), { ...headers, ...envelopeOf(body) }),
      )
      return written!
    } catch (error) {
      throw placed(error, entries)
    }
  }
}
