/** The official client, with what of it ends the process when a cluster goes away made harmless, and with its inside open. */
import { EventStoreDBClient } from '@eventstore/db-client'
import type { CallOptions, Channel, Client as GrpcClient, Metadata } from '@grpc/grpc-js'
import { unreadableBecause } from './connection-string.js'

/** What the client keeps for itself and the adapter needs: its connection, for a call of its own. */
export interface ClientInside {
  readonly GRPCStreamCreator: <Client extends GrpcClient, Call>(
    client: new (...parameters: never[]) => Client,
    name: string,
    create: (client: Client) => Call,
  ) => () => Promise<Call>
  readonly callArguments: (options: { requiresLeader?: boolean }, callOptions: CallOptions) => [Metadata, CallOptions]
  handleError: (client: GrpcClient, error: Error) => Promise<void>
  createChannel: () => Promise<Channel>
}

export interface GuardedClient {
  readonly client: EventStoreDBClient
  readonly inside: ClientInside
  /** Ends its calls and closes its connection. */
  readonly close: () => void
}

/** @throws DomainError `connection-string-unreadable` */
export const openClient = (connectionString: string): GuardedClient => {
  const client = connected(connectionString)
  const inside = client as unknown as ClientInside
  const { handleError, createChannel } = inside
  let channel: Promise<Channel> | undefined
  // Nobody waits for what it does after an error; where it cannot find the cluster then, that would end the process.
  inside.handleError = (grpc, error) => handleError(grpc, error).catch(() => undefined)
  // It never closes its last connection.
  inside.createChannel = () => (channel = createChannel())
  return {
    client,
    inside,
    close: () => {
      void client.dispose()
      channel?.then(
        (opened) => opened.close(),
        () => undefined,
      )
    },
  }
}

const connected = (connectionString: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(connectionString)
  } catch (error) {
    throw unreadableBecause(error)
  }
}
