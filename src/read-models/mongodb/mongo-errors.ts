/** What goes wrong between the driver and a server, in words for a person. */
import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError, type MongoClient } from 'mongodb'
import { DomainError, unavailable } from '../../../domain/errors.js'

export const mongoCodes = {
  authenticationFailed: 18,
  illegalOperation: 20,
  namespaceExists: 48,
  snapshotTooOld: 239,
  snapshotUnavailable: 246,
  duplicateKey: 11_000,
} as const

export const isMongoError = (error: unknown, ...codes: readonly number[]): error is MongoServerError =>
  error instanceof MongoServerError && codes.includes(error.code as number)

/** Where a client looks for its servers, without the credentials that its URL may hold. */
export const hostsOf = (client: MongoClient): string => client.options.hosts.map(String).join(',')

export const notAReplicaSet = (hosts: string): DomainError =>
  unavailable(
    'mongodb-not-a-replica-set',
    `The MongoDB server at ${hosts} cannot do transactions, as it is not a member of a replica set. ` +
      'One server alone can be one: start it as `mongod --replSet rs0` and run `rs.initiate()` once in `mongosh`.',
    { hosts },
  )

export const readModelsUnavailable = (hosts: string, why: string): DomainError =>
  unavailable('read-models-unavailable', `The read models in MongoDB at ${hosts} cannot be reached: ${why}`, { hosts })

const snapshotTooOld = (): DomainError =>
  unavailable(
    'snapshot-too-old',
    'Looking at one state of the read models took longer than MongoDB keeps a state (300 seconds, unless its parameter ' +
      '`minSnapshotHistoryWindowInSeconds` says otherwise). Raise the parameter, or look again when the server is less busy.',
  )

/** The driver's error as one of ours, where it is about the server and not about what was asked of it. */
export const translated = (error: unknown, hosts: string): unknown => {
  if (isMongoError(error, mongoCodes.snapshotTooOld, mongoCodes.snapshotUnavailable)) return snapshotTooOld()
  if (isMongoError(error, mongoCodes.authenticationFailed))
    return readModelsUnavailable(hosts, 'the server does not accept the user and password')
  if (error instanceof MongoServerSelectionError)
    return readModelsUnavailable(hosts, 'no server answers that can be written to')
  if (error instanceof MongoNetworkError) return readModelsUnavailable(hosts, 'the connection broke off')
  if (error instanceof MongoError && error.name === 'MongoClientClosedError')
    return readModelsUnavailable(hosts, 'they were stopped')
  return error
}
