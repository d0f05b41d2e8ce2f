/** The call BatchAppend: all appends of a client over one stream of messages, each answered by its correlation id. */
import shared from '@eventstore/db-client/generated/shared_pb.js'
import statuses from '@eventstore/db-client/generated/status_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerDuplexStream } from '@grpc/grpc-js'
import anyMessage from 'google-protobuf/google/protobuf/any_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import type { Message } from 'google-protobuf'
import { identifier, nameOf } from './answers.js'
import { statusOf } from './faults.js'
import { type Expected, type ProposedEvent, type Written, sizeOf } from './log.js'
import type { Node } from './node.js'
import { maximumAppendSize, proposed } from './proposed.js'
import { write } from './write.js'

export type BatchAppendCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>

interface Pending {
  readonly stream: string
  readonly expected: Expected
  readonly events: ProposedEvent[]
  readonly timeout: NodeJS.Timeout
  size: number
}

const expectedOf = (options: streams.BatchAppendReq.Options): Expected => {
  if (options.hasStreamPosition()) return Number(options.getStreamPosition())
  if (options.hasNoStream()) return 'no_stream'
  return options.hasStreamExists() ? 'stream_exists' : 'any'
}

const error = (name: string, details: Message, message = ''): statuses.Status => {
  const packed = new anyMessage.Any()
  packed.pack(details.serializeBinary(), name)
  return new statuses.Status().setMessage(message).setDetails(packed)
}

const timeout = () => error('event_store.client.Timeout', new shared.Timeout(), 'Timeout')

const badRequest = (message: string) =>
  error('event_store.client.BadRequest', new shared.BadRequest().setMessage(message), 'BadRequest')

const wrongExpectedVersion = (expected: Expected, actual: number | undefined) => {
  const details = new shared.WrongExpectedVersion()
  if (actual === undefined) details.setCurrentNoStream(new empty.Empty())
  else details.setCurrentStreamRevision(String(actual))
  if (expected === 'any') details.setExpectedAny(new empty.Empty())
  else if (expected === 'no_stream') details.setExpectedNoStream(new empty.Empty())
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new empty.Empty())
  else details.setExpectedStreamPosition(String(expected))
  return error('event_store.client.WrongExpectedVersion', details, 'WrongExpectedVersion')
}

const success = ({ revision, position }: Extract<Written, { result: 'written' }>) => {
  const success = new streams.BatchAppendResp.Success()
  if (revision === undefined) success.setNoStream(new empty.Empty())
  else success.setCurrentRevision(String(revision))
  if (position === undefined) return success.setNoPosition(new empty.Empty())
  const both = String(position)
  return success.setPosition(new shared.AllStreamPosition().setCommitPosition(both).setPreparePosition(both))
}

const responseTo = (written: Written, { stream, expected }: Pending): streams.BatchAppendResp => {
  const response = new streams.BatchAppendResp()
  if (written.result === 'written') return response.setSuccess(success(written))
  if (written.result === 'wrong-expected-version')
    return response.setError(wrongExpectedVersion(expected, written.actual))
  const details = new shared.StreamDeleted().setStreamIdentifier(identifier(stream))
  return response.setError(error('event_store.client.StreamDeleted', details, 'StreamDeleted'))
}

export const batchAppend = (node: Node, call: BatchAppendCall): void => {
  const pending = new Map<string, Pending>()
  let over = false

  const respond = (correlation: shared.UUID, stream: string, response: streams.BatchAppendResp) => {
    if (!over) call.write(response.setCorrelationId(correlation).setStreamIdentifier(identifier(stream)))
  }
  const respondError = (correlation: shared.UUID, stream: string, status: statuses.Status) =>
    respond(correlation, stream, new streams.BatchAppendResp().setError(status))

  const take = (id: string): Pending | undefined => {
    const append = pending.get(id)
    clearTimeout(append?.timeout)
    pending.delete(id)
    return append
  }

  /** An append that is never completed is answered when its time is over, even if it was answered before. */
  const begin = (correlation: shared.UUID, options: streams.BatchAppendReq.Options): void => {
    const stream = nameOf(options.getStreamIdentifier())
    const deadline = options.getDeadline()?.toDate().getTime() ?? Infinity
    const left = Math.min(deadline - Date.now(), node.writeTimeout)
    if (left <= 0) return respondError(correlation, stream, timeout())
    const giveUp = () => {
      take(correlation.getString())
      respondError(correlation, stream, timeout())
    }
    const append = { stream, expected: expectedOf(options), events: [], size: 0, timeout: setTimeout(giveUp, left) }
    pending.set(correlation.getString(), append)
  }

  const complete = (correlation: shared.UUID, append: Pending): void => {
    const { stream, events, expected } = append
    if (stream === '') return respondError(correlation, stream, badRequest('eventStreamId'))
    write(node, call, 'append', () => node.log.append(stream, events, expected), {
      answer: (written) => respond(correlation, stream, responseTo(written, append)),
      timeOut: () => respondError(correlation, stream, timeout()),
      refuse: (refusal) => {
        over = true
        call.emit('error', statusOf(refusal))
      },
    })
  }

  const receive = (request: streams.BatchAppendReq): void => {
    const correlation = request.getCorrelationId()!
    const id = correlation.getString()
    const options = request.getOptions()
    if (options) begin(correlation, options)
    const append = pending.get(id)
    if (!append) return
    for (const message of request.getProposedMessagesList()) {
      const event = proposed(message)
      if (!event) return respondError(correlation, append.stream, badRequest('Could not parse the id of an event.'))
      append.events.push(event)
      append.size += sizeOf(event)
    }
    if (append.size > maximumAppendSize) {
      take(id)
      const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(maximumAppendSize)
      const status = error('event_store.client.MaximumAppendSizeExceeded', details, 'MaximumAppendSizeExceeded')
      return respondError(correlation, append.stream, status)
    }
    if (!request.getIsFinal()) return
    take(id)
    complete(correlation, append)
  }

  const finish = () => {
    over = true
    for (const id of [...pending.keys()]) take(id)
  }
  call.on('data', receive)
  call.on('end', () => call.end())
  call.on('cancelled', finish)
  call.on('error', finish)
}
