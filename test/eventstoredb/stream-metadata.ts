/** What a stream's metadata says about which of its events can be read. */

/** The parts of `$$name` that hide events. */
export interface StreamMetadata {
  /** Truncated before this revision; 2⁶³ − 1 marks a deleted stream. */
  readonly $tb?: number
  /** Only so many events, the last ones. */
  readonly $maxCount?: number
}

const deleted = 2 ** 63

/** The metadata that an event of a metadata stream sets. */
export const metadataIn = ({ data }: { readonly data: Uint8Array }): StreamMetadata => {
  try {
    const metadata: unknown = JSON.parse(Buffer.from(data).toString())
    return typeof metadata === 'object' && metadata !== null ? metadata : {}
  } catch {
    return {}
  }
}

export const isSoftDeleted = ({ $tb = 0 }: StreamMetadata): boolean => $tb >= deleted

/** How many events of the stream are hidden, of so many. */
export const firstVisible = ({ $tb = 0, $maxCount }: StreamMetadata, events: number): number =>
  Math.min(events, Math.max($tb, $maxCount === undefined ? 0 : events - $maxCount))

/** The metadata of the stream once deleted, as JSON: its marker is a number that JavaScript cannot write. */
export const softDeleted = (metadata: StreamMetadata): string =>
  JSON.stringify({ ...metadata, $tb: 0 }).replace('"$tb":0', '"$tb":9223372036854775807')

/** The metadata of the stream once it began again with this revision, as JSON. */
export const undeleted = (metadata: StreamMetadata, first: number): string =>
  JSON.stringify({ ...metadata, $tb: first })
