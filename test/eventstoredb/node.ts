/** What the calls of one server share. */
import type { Metadata } from '@grpc/grpc-js'
import { type Faults, type Refusal, notLeader } from './faults.js'
import type { Log } from './log.js'
import type { Network } from './network.js'

/** A server as the cluster sees it. */
export interface Member {
  readonly id: string
  readonly port: number
  readonly alive: boolean
  readonly leads: boolean
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

export interface Node {
  readonly log: Log
  readonly faults: Faults
  readonly network: Network
  readonly port: number
  readonly requireCredentials: Credentials | undefined
  /** Milliseconds that an append may take, whatever deadline it brings. */
  readonly writeTimeout: number
  readonly members: () => readonly Member[]
}

export const host = '127.0.0.1'

/** Why a write is refused here, if it is: the caller insists on the leader. Others are passed on, to the same log. */
export const refusalByFollower = (node: Node, metadata: Metadata): Refusal | undefined => {
  const leader = node.members().find(({ leads }) => leads)
  if (metadata.get('requires-leader')[0] !== 'true' || !leader || leader.port === node.port) return undefined
  return notLeader({ host, port: leader.port }).ending as Refusal
}

export const admits = ({ requireCredentials }: Node, metadata: Metadata): boolean => {
  if (!requireCredentials) return true
  const { username, password } = requireCredentials
  return metadata.get('authorization')[0] === `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
