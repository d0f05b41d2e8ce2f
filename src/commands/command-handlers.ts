/** Nest’s command bus: every command is one line into the generic runner. */
import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import type { LedgerCommand, SharedCommand } from '../../domain/catalogue.js'
import { CommandRunner, type Fact, type RequestContext, type SharedWritten, type Written } from './command-runner.js'

/** Carry out a command on a customer. */
export class HandleCommand extends Command<Written> {
  constructor(
    readonly customer: string,
    readonly command: LedgerCommand,
    readonly context: RequestContext,
  ) {
    super()
  }
}

/** Carry out a command that is about no one customer. */
export class HandleSharedCommand extends Command<SharedWritten> {
  constructor(
    readonly command: SharedCommand,
    readonly context: RequestContext,
  ) {
    super()
  }
}

/** Record facts about customers, all or nothing. */
export class RecordFacts extends Command<readonly Written[]> {
  constructor(
    readonly entries: readonly { readonly customer: string; readonly facts: readonly Fact[] }[],
    readonly context: RequestContext,
  ) {
    super()
  }
}

@CommandHandler(HandleCommand)
class HandleCommandHandler implements ICommandHandler<HandleCommand> {
  constructor(@Inject(CommandRunner) private readonly runner: CommandRunner) {}

  execute({ customer, command, context }: HandleCommand): Promise<Written> {
    return this.runner.handle(customer, command, context)
  }
}

@CommandHandler(HandleSharedCommand)
class HandleSharedCommandHandler implements ICommandHandler<HandleSharedCommand> {
  constructor(@Inject(CommandRunner) private readonly runner: CommandRunner) {}

  execute({ command, context }: HandleSharedCommand): Promise<SharedWritten> {
    return this.runner.handleShared(command, context)
  }
}

@CommandHandler(RecordFacts)
class RecordFactsHandler implements ICommandHandler<RecordFacts> {
  constructor(@Inject(CommandRunner) private readonly runner: CommandRunner) {}

  execute({ entries, context }: RecordFacts): Promise<readonly Written[]> {
    return this.runner.recordMany(entries, context)
  }
}

export const commandHandlers = [HandleCommandHandler, HandleSharedCommandHandler, RecordFactsHandler]
