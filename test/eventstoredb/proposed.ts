/** Events as clients propose them, by either kind of append. */
import type shared from '@eventstore/db-client/generated/shared_pb.js'
import type { ProposedEvent } from './log.js'

/** Bytes of all events of an append together. */
export const maximumAppendSize = 1_048_576

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

interface Message {
  getId(): shared.UUID | undefined
  getMetadataMap(): { get(key: string): string | undefined }
  getData_asU8(): Uint8Array
  getCustomMetadata_asU8(): Uint8Array
}

/** The event of a message, unless its id is no UUID. */
export const proposed = (message: Message): ProposedEvent | undefined => {
  const id = message.getId()?.getString() ?? ''
  if (!uuid.test(id)) return undefined
  return {
    id: id.toLowerCase(),
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
}
