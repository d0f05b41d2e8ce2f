/** Commands on a customer that are decided in a stream which all customers share. */
import type { CommandBus } from '@nestjs/cqrs'
import type { LedgerCommand } from '../../../domain/catalogue.js'
import { invalid } from '../../../domain/errors.js'
import { HandleCommand } from '../../commands/command-handlers.js'
import type { RequestContext } from '../../commands/command-runner.js'
import type { SharedWrittenDto } from './written.dto.js'

/**
 * Carries out the command; there is no revision of the customer’s own to match or to tell.
 * @throws DomainError `header-invalid` where one is to be matched
 */
export const decideTogether = async (
  commands: CommandBus,
  customer: string,
  command: LedgerCommand,
  context: RequestContext,
): Promise<SharedWrittenDto> => {
  if (context.expectedRevision !== undefined)
    throw invalid('header-invalid', 'If-Match speaks of one customer’s stream, and this is decided in another', {
      header: 'If-Match',
    })
  const { revision: _revision, ...written } = await commands.execute(new HandleCommand(customer, command, context))
  return written
}
