/**
 * The call that all appends of a client share: each is one message, answered by its correlation id.
 *
 * The client has such a call of its own (`appendToStream`), which must not be used: its table of appends is one for the
 * whole process, an answer that it does not find there or a call that breaks while messages wait to be sent is an error
 * that nobody can catch, and the process ends (seen with 6.2.1 and a server that had stopped reading). This one uses the
 * client’s connection and messages, and fails only the appends that were sent with it.
 */
import { randomUUID } from 'node:crypto'
import { AccessDeniedError, convertToCommandError } from '@eventstore/db-client'
import streamsService, { type StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import { unavailable } from '../../../domain/errors.js'
import { streamDeleted } from '../event-store.js'
import { appendTooLarge, Interrupted } from './failures.js'
import type { ClientInside } from './guarded-client.js'
import { positionOf } from './positions.js'
import { sizeOf, type OutgoingEvent } from './stored-event.js'

/** The revision and position of the last event, or that the stream is at another revision. */
export type AppendAnswer = { readonly revision: number; readonly position: number } | 'wrong-revision'

type Call = ReturnType<StreamsClient['batchAppend']>

interface Pending {
  readonly stream: string
  readonly size: number
  readonly resolve: (answer: AppendAnswer) => void
  readonly reject: (error: Error) => void
}

/** A call that was begun, and who waits for an answer of it. */
interface Open {
  readonly call: Call
  readonly pending: Map<string, Pending>
  ended?: Error
}

export class AppendCall {
  #open: Promise<Open> | undefined

  constructor(private readonly client: ClientInside) {}

  /** Appends after a revision; -1 where the stream has no events. Whoever waits for the answer watches the time. */
  async append(stream: string, events: readonly OutgoingEvent[], after: number): Promise<AppendAnswer> {
    const { call, pending, ended } = await (this.#open ?? this.#begin())
    if (ended) throw ended
    const correlation = randomUUID()
    return new Promise((resolve, reject) => {
      pending.set(correlation, { stream, size: sizeOf(events), resolve, reject })
      call.write(messageOf(correlation, stream, events, after))
    })
  }

  #begin(): Promise<Open> {
    const pending = new Map<string, Pending>()
    const forget = (): void => {
      if (this.#open === opening) this.#open = undefined
    }
    const begin = this.client.GRPCStreamCreator(streamsService.StreamsClient, 'batchAppend', (grpc: StreamsClient) =>
      grpc
        .batchAppend(...this.client.callArguments({ requiresLeader: true }, { deadline: Infinity }))
        .on('data', (response: streams.BatchAppendResp) => settle(pending, response)),
    )
    const opening = begin().then((call) => {
      const open: Open = { call, pending }
      const end = (error: Error): void => {
        open.ended ??= error
        forget()
        for (const { reject } of pending.values()) reject(error)
        pending.clear()
      }
      call
        .on('error', (error: Error) => end(convertToCommandError(error)))
        .on('end', () => end(new Interrupted('the server ended the call')))
        .on('close', () => end(new Interrupted('the connection was closed')))
      return open
    })
    opening.catch(forget)
    this.#open = opening
    return opening
  }
}

const messageOf = (
  correlation: string,
  stream: string,
  events: readonly OutgoingEvent[],
  after: number,
): streams.BatchAppendReq => {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(
    new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
  )
  if (after < 0) options.setNoStream(new shared.Empty())
  else options.setStreamPosition(String(after))
  const message = new streams.BatchAppendReq()
    .setCorrelationId(new shared.UUID().setString(correlation))
    .setOptions(options)
    .setIsFinal(true)
  for (const { serverId, type, data, metadata } of events) {
    const proposed = new streams.BatchAppendReq.ProposedMessage()
      .setId(new shared.UUID().setString(serverId))
      .setData(data)
      .setCustomMetadata(metadata)
    proposed.getMetadataMap().set('type', type).set('content-type', 'application/json')
    message.addProposedMessages(proposed)
  }
  return message
}

/** An answer to nobody is one that was not waited for any longer. */
const settle = (pending: Map<string, Pending>, response: streams.BatchAppendResp): void => {
  const correlation = idOf(response.getCorrelationId())
  const append = pending.get(correlation)
  if (!append) return
  pending.delete(correlation)
  try {
    append.resolve(answerOf(response, append))
  } catch (error) {
    append.reject(error as Error)
  }
}

const answerOf = (response: streams.BatchAppendResp, { stream, size }: Pending): AppendAnswer => {
  const success = response.getSuccess()
  if (success) {
    const position = success.getPosition()
    if (!position) throw new Interrupted('the server did not say where it wrote')
    return {
      revision: Number(success.getCurrentRevision()),
      position: positionOf({
        commit: BigInt(position.getCommitPosition()),
        prepare: BigInt(position.getPreparePosition()),
      }),
    }
  }
  const error = response.getError()
  const details = error?.getDetails()
  switch (details?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return 'wrong-revision'
    case 'event_store.client.StreamDeleted':
      throw streamDeleted(stream, null)
    case 'event_store.client.AccessDenied':
      throw new AccessDeniedError()
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const limit = shared.MaximumAppendSizeExceeded.deserializeBinary(details.getValue_asU8()).getMaxappendsize()
      throw appendTooLarge(stream, size, limit)
    }
    case 'event_store.client.Timeout':
    case 'event_store.client.Unknown':
      throw new Interrupted(`the server gave up (${details.getTypeName()})`)
    default:
      throw unavailable('event-store-failed', `EventStoreDB refused an append to ${stream}: ${error?.getMessage()}`)
  }
}

/** A UUID that the server writes as text or as two numbers. */
const idOf = (uuid: shared.UUID | undefined): string => {
  const halves = uuid?.getStructured()
  if (!halves) return uuid?.getString() ?? ''
  const hex = [halves.getMostSignificantBits(), halves.getLeastSignificantBits()]
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
