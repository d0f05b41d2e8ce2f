/** `{customer}` in paths: by id, or as the source that knows the customer and its id there. */
import { applyDecorators, Controller, Param, type PipeTransform } from '@nestjs/common'
import { ApiParam, ApiTags } from '@nestjs/swagger'
import { resolveCustomer } from '../../domain/customer/customer-id.js'

const resolved: PipeTransform<string, string> = { transform: resolveCustomer }

/** Hands a controller the customer’s id. @throws DomainError `customer-address-unreadable` */
export const CustomerId = (): ParameterDecorator => Param('customer', resolved)

/** A controller of something that belongs to one customer. */
export const CustomerController = (path: string, tag: string): ClassDecorator =>
  applyDecorators(
    Controller(`customers/:customer${path}`),
    ApiTags(tag),
    ApiParam({
      name: 'customer',
      description: 'The customer’s id, or `source:externalId` such as `cdnow:00004`, URL-encoded.',
      example: 'cdnow:00004',
    }),
  )
