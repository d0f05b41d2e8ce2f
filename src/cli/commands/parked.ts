/** `touchledger parked`: events that a fold cannot take, and what to do about them. */
import { Command } from 'commander'
import { customerOfStream, resolveCustomer } from '../../../domain/customer/customer-id.js'
import { putRight } from '../../projecting/put-right.js'
import { mustBeParked } from '../../projecting/parked.js'
import type { ParkedEvent } from '../../read-models/read-model-store.js'
import { exitCodes } from '../exit-codes.js'
import { catchUp, withLedger } from '../ledger.js'
import { dataOption, jsonOption, reasonOption, type SharedOptions } from '../options.js'
import { print, table } from '../output.js'

export const parkedCommand = (): Command =>
  new Command('parked')
    .description('events that a fold cannot take: each holds up its customer, and nobody else')
    .addCommand(listCommand())
    .addCommand(retryCommand())
    .addCommand(discardCommand())

const listCommand = (): Command =>
  new Command('list')
    .description('show them')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((options: SharedOptions) =>
      withLedger({ data: options.data }, async ({ readModels }) => {
        const { position } = await readModels.checkpoint()
        print({ position, parked: await readModels.parked() }, options, ({ parked }) => parkedText(parked))
      }),
    )

const retryCommand = (): Command =>
  new Command('retry')
    .description('fold again, all of them or one customer, after the cause was mended')
    .argument('[customer]', 'source:externalId or id')
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string | undefined, options: SharedOptions) =>
      withLedger({ data: options.data }, async (ledger) => {
        const before = await ledger.readModels.parked()
        const retried = address === undefined ? before : [mustBeParked(before, resolveCustomer(address))]
        const { position, parked } = await putRight(
          retried.map(({ customer }) => customer),
          ledger,
        )
        print({ position, retried: retried.length, folded: retried.length - parked.length, parked }, options, (done) =>
          [`${done.folded} of ${done.retried} folded`, ...(parked.length > 0 ? [parkedText(parked)] : [])].join('\n'),
        )
        if (parked.length > 0) process.exitCode = exitCodes.failed
      }),
    )

const discardCommand = (): Command =>
  new Command('discard')
    .description('leave the event that holds up a customer out of its history; it stays in the log')
    .argument('<customer>', 'source:externalId or id')
    .addOption(reasonOption())
    .addOption(dataOption())
    .addOption(jsonOption())
    .action((address: string, options: SharedOptions & { readonly reason: string }) =>
      withLedger({ data: options.data }, async (ledger) => {
        const event = mustBeParked(await ledger.readModels.parked(), resolveCustomer(address))
        const { reason } = options
        const fact = { type: 'EventDiscarded', data: { event: event.id, reason } }
        const written = await ledger.runner.record(customerOfStream(event.stream)!, [fact], { actor: 'cli' })
        await catchUp(ledger)
        const parked = (await ledger.readModels.parked()).filter(({ customer }) => customer === event.customer)
        print({ position: written.position, discarded: event, parked }, options, () =>
          [
            `${event.type} at position ${event.position} is left out: ${reason}`,
            ...(parked.length > 0 ? ['and behind it is', parkedText(parked)] : []),
          ].join('\n'),
        )
      }),
    )

const parkedText = (parked: readonly ParkedEvent[]): string =>
  parked.length === 0
    ? 'nothing is parked'
    : table([
        ['customer', 'position', 'event', 'waiting', 'error'],
        ...parked.map(({ customer, position, type, waiting, error }) => [
          customer,
          position,
          type,
          waiting,
          `${error.code}: ${error.message}`,
        ]),
      ])
