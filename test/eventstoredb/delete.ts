/** The calls Delete, which hides what a stream holds, and Tombstone, which ends it for good. */
import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { nameOf } from './answers.js'
import { expectedOf } from './append.js'
import { type Refusal, statusOf } from './faults.js'
import type { Written } from './log.js'
import type { Node } from './node.js'
import { streamDeleted, timedOut, wrongExpectedVersion } from './refusals.js'
import { write } from './write.js'

type Request = streams.DeleteReq | streams.TombstoneReq

const end = (
  node: Node,
  operation: 'softDelete' | 'tombstone',
  call: ServerUnaryCall<Request, unknown>,
  done: (refusal: ReturnType<typeof statusOf> | null, position?: string) => void,
): void => {
  const options = call.request.getOptions()!
  const stream = nameOf(options.getStreamIdentifier())
  const expected = expectedOf(options)
  const refuse = (refusal: Refusal) => done(statusOf(refusal))
  const answer = (written: Written) => {
    if (written.result === 'written') done(null, String(written.position))
    else if (written.result === 'stream-deleted') refuse(streamDeleted(stream))
    else refuse(wrongExpectedVersion('Delete', stream, expected, written.actual))
  }
  const effect = () => node.log[operation](stream, expected)
  write(node, call, 'delete', effect, { answer, refuse, timeOut: () => refuse(timedOut) })
}

export const softDelete = (
  node: Node,
  call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>,
  callback: sendUnaryData<streams.DeleteResp>,
): void =>
  end(node, 'softDelete', call, (refusal, position = '') => {
    const both = new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position)
    callback(refusal, refusal ? null : new streams.DeleteResp().setPosition(both))
  })

export const tombstone = (
  node: Node,
  call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>,
  callback: sendUnaryData<streams.TombstoneResp>,
): void =>
  end(node, 'tombstone', call, (refusal, position = '') => {
    const both = new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position)
    callback(refusal, refusal ? null : new streams.TombstoneResp().setPosition(both))
  })
