/** Commands that are decided in a stream which all customers share. */
import type { CommandBus } from '@nestjs/cqrs'
import type { LedgerCommand, SharedCommand } from '../../../domain/catalogue.js'
import { invalid } from '../../../domain/errors.js'
import { HandleCommand, HandleSharedCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import type { SharedWrittenDto, WrittenTogetherDto } from './written.dto.js'

/** @throws DomainError `header-invalid` where a revision is to be matched */
export const checkNoRevision = ({ expectedRevision }: RequestContext): void => {
  if (expectedRevision !== undefined)
    throw invalid('header-invalid', 'If-Match speaks of one customer’s stream, and this is decided in another', {
      header: 'If-Match',
    })
}

/**
 * Carries out a command on a customer; there is no revision of the customer’s own to match or to tell.
 * @throws DomainError `header-invalid` where one is to be matched
 */
export const decideTogether = async (
  commands: CommandBus,
  customer: string,
  command: LedgerCommand,
  context: RequestContext,
): Promise<SharedWrittenDto> => {
  checkNoRevision(context)
  const { revision: _revision, ...written } = await commands.execute(new HandleCommand(customer, command, context))
  return written
}

/**
 * Carries out a command that is about no one customer.
 * @throws DomainError `header-invalid` where one is to be matched
 */
export const decideForAll = async (
  commands: CommandBus,
  command: SharedCommand,
  context: RequestContext,
): Promise<WrittenTogetherDto> => {
  checkNoRevision(context)
  const { revision: _revision, ...written } = await commands.execute(new HandleSharedCommand(command, context))
  return written
}
