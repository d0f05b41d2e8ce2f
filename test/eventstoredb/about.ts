/** What a server tells about itself and its cluster: the calls of ServerFeatures and Gossip. */
import gossip from '@eventstore/db-client/generated/gossip_pb.js'
import features from '@eventstore/db-client/generated/serverfeatures_pb.js'
import shared from '@eventstore/db-client/generated/shared_pb.js'
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import { statusOf } from './faults.js'
import { type Node, host } from './node.js'
import { timedOut } from './refusals.js'

const version = '23.10.8'

/** The client sends appends in batches because it finds `batchappend` here. */
const methods = {
  'event_store.client.streams.streams': ['append', 'batchappend', 'delete', 'read', 'tombstone'],
  'event_store.client.gossip.gossip': ['read'],
  'event_store.client.server_features.serverfeatures': ['getsupportedmethods'],
}
const readFeatures = ['position', 'events']

/** Answers, or lets a fault have its way. */
const reply = <Response>(
  node: Node,
  operation: 'features' | 'gossip',
  call: ServerUnaryCall<shared.Empty, Response>,
  callback: sendUnaryData<Response>,
  answer: () => Response,
): void => {
  const { ending, before } = node.faults.strike(operation) ?? {}
  const conclude = () => {
    if (ending === 'cut') node.network.cut(call.getPeer())
    else if (ending === undefined) callback(null, answer())
    else if (ending !== 'silence') callback(statusOf(ending === 'timeout' ? timedOut : ending))
  }
  if (before) void before().then(conclude)
  else conclude()
}

export const getSupportedMethods = (
  node: Node,
  call: ServerUnaryCall<shared.Empty, features.SupportedMethods>,
  callback: sendUnaryData<features.SupportedMethods>,
): void =>
  reply(node, 'features', call, callback, () => {
    const supported = new features.SupportedMethods().setEventStoreServerVersion(version)
    for (const [service, names] of Object.entries(methods))
      for (const name of names) {
        const method = new features.SupportedMethod().setServiceName(service).setMethodName(name)
        supported.addMethods(name === 'read' ? method.setFeaturesList(readFeatures) : method)
      }
    return supported
  })

export const gossipRead = (
  node: Node,
  call: ServerUnaryCall<shared.Empty, gossip.ClusterInfo>,
  callback: sendUnaryData<gossip.ClusterInfo>,
): void =>
  reply(node, 'gossip', call, callback, () => {
    const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState
    const members = node.members().map(({ id, port, alive, leads }) =>
      new gossip.MemberInfo()
        .setInstanceId(new shared.UUID().setString(id))
        .setTimeStamp(String(Date.now()))
        .setIsAlive(alive)
        .setState(leads ? LEADER : FOLLOWER)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port)),
    )
    return new gossip.ClusterInfo().setMembersList(members)
  })
