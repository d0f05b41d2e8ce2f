/** What is known of all customers, kept on the disk, so that the next process need not read the whole log for it. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import type { RecordedEvent } from '../../domain/event.js'
import type { Instant } from '../../domain/time.js'
import type { ColumnsImage } from '../../projections/columns/value-columns.js'
import type { SumsImage } from '../../projections/portfolio/daily-sums.js'

/** An event, and where it stands in the log. */
export interface PlacedEvent extends Pick<RecordedEvent, 'stream' | 'id' | 'position'> {
  /** The same files imported into another log make the same events, at another time. */
  readonly recordedAt: Instant
}

export const placeOf = ({ stream, id, position, metadata: { recordedAt } }: RecordedEvent): PlacedEvent => ({
  stream,
  id,
  position,
  recordedAt,
})

/** Everything that is known, and of which log. */
export interface FiguresImage {
  /** By which folds it was made; others make it anew. */
  readonly definition: string
  /** The last event that it reflects: a log that has it at this position begins as the one that was read. */
  readonly last: PlacedEvent
  readonly columns: ColumnsImage
  readonly sums?: SumsImage
}

const checksumBytes = 4

/** One file, replaced in one step. It holds nothing that the log does not: whatever cannot be read or written is left out. */
export class FiguresFile {
  constructor(private readonly path: string) {}

  /** Undefined where there is none, or none that is whole. */
  async read(): Promise<FiguresImage | undefined> {
    try {
      const file = await readFile(this.path)
      const body = file.subarray(checksumBytes)
      return crc32(body) === file.readUInt32LE(0) ? (deserialize(body) as FiguresImage) : undefined
    } catch {
      return undefined
    }
  }

  /** Whether it was written. */
  async write(image: FiguresImage): Promise<boolean> {
    const body = serialize(image)
    const checksum = Buffer.alloc(checksumBytes)
    checksum.writeUInt32LE(crc32(body))
    const unfinished = `${this.path}.${process.pid}`
    try {
      await mkdir(dirname(this.path), { recursive: true })
      await writeFile(unfinished, [checksum, body])
      await rename(unfinished, this.path)
      return true
    } catch {
      await rm(unfinished, { force: true }).catch(() => undefined)
      return false
    }
  }
}
