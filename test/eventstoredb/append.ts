/** The call Append: one append with a call of its own, which is how the client sends those with credentials. */
import shared from '@eventstore/db-client/generated/shared_pb.js'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js'
import { nameOf } from './answers.js'
import { type Refusal, statusOf } from './faults.js'
import { type Expected, type ProposedEvent, type Written, sizeOf } from './log.js'
import type { Node } from './node.js'
import { maximumAppendSize, proposed } from './proposed.js'
import { appendTooLarge, invalidArgument, streamDeleted, timedOut } from './refusals.js'
import { write } from './write.js'

const { AppendResp } = streams

/** What these calls say about the stream that they expect. */
export const expectedOf = (options: {
  hasRevision(): boolean
  getRevision(): string
  hasNoStream(): boolean
  hasStreamExists(): boolean
}): Expected => {
  if (options.hasRevision()) return Number(options.getRevision())
  if (options.hasNoStream()) return 'no_stream'
  return options.hasStreamExists() ? 'stream_exists' : 'any'
}

const success = ({ revision, position }: Extract<Written, { result: 'written' }>) => {
  const success = new AppendResp.Success()
  if (revision === undefined) success.setNoStream(new shared.Empty())
  else success.setCurrentRevision(String(revision))
  if (position === undefined) return success.setNoPosition(new shared.Empty())
  const both = String(position)
  return success.setPosition(new AppendResp.Position().setCommitPosition(both).setPreparePosition(both))
}

const wrongExpectedVersion = (expected: Expected, actual: number | undefined) => {
  const wrong = new AppendResp.WrongExpectedVersion()
  if (actual === undefined) wrong.setCurrentNoStream(new shared.Empty())
  else wrong.setCurrentRevision(String(actual))
  if (expected === 'any') return wrong.setExpectedAny(new shared.Empty())
  if (expected === 'no_stream') return wrong.setExpectedNoStream(new shared.Empty())
  if (expected === 'stream_exists') return wrong.setExpectedStreamExists(new shared.Empty())
  return wrong.setExpectedRevision(String(expected))
}

export const append = (
  node: Node,
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  callback: sendUnaryData<streams.AppendResp>,
): void => {
  const messages: streams.AppendReq[] = []
  const refuse = (refusal: Refusal) => callback(statusOf(refusal))

  const complete = () => {
    const options = messages[0]!.getOptions()!
    const stream = nameOf(options.getStreamIdentifier())
    const expected = expectedOf(options)
    const events = messages.slice(1).map((message) => proposed(message.getProposedMessage()!))
    if (stream === '' || events.includes(undefined)) return refuse(invalidArgument('Bad Request'))
    const accepted = events as ProposedEvent[]
    if (accepted.reduce((size, event) => size + sizeOf(event), 0) > maximumAppendSize)
      return refuse(appendTooLarge(maximumAppendSize))

    write(node, call, 'append', () => node.log.append(stream, accepted, expected), {
      answer: (written) => {
        if (written.result === 'stream-deleted') return refuse(streamDeleted(stream))
        const response = new AppendResp()
        if (written.result === 'written') response.setSuccess(success(written))
        else response.setWrongExpectedVersion(wrongExpectedVersion(expected, written.actual))
        callback(null, response)
      },
      refuse,
      timeOut: () => refuse(timedOut),
    })
  }
  call.on('data', (message: streams.AppendReq) => messages.push(message))
  call.on('end', complete)
}
