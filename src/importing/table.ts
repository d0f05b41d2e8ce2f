/** A table in a file: its columns, and its records as a stream. */
import { isAscii } from 'node:buffer'
import { createReadStream, type ReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DomainError, invalid } from '../../domain/errors.js'
import type { LayoutText } from './mapping-shape.js'
import { RecordParser, type SourceRecord } from './record-parser.js'

export interface Table {
  /** As the header, or the mapping, names them. */
  readonly columns: readonly string[]
  /** The records, as many together as a piece of the file holds. To be read once, in order. */
  readonly pieces: AsyncIterable<Iterable<SourceRecord>>
  close(): Promise<void>
}

const pieceLength = 262_144

/**
 * Opens a file; one whose name ends in `.gz` is unpacked while it is read. `onBytes` hears how much of the file was read.
 * Answers undefined for a file in which nothing stands.
 * @throws DomainError `import-file-unreadable`, then and while reading
 */
export const openTable = async (
  file: string,
  layout: LayoutText,
  onBytes: (bytesOfFile: number) => void,
): Promise<Table | undefined> => {
  const parser = new RecordParser({ format: layout.format ?? 'csv', delimiter: layout.delimiter ?? ',' })
  const pieces = piecesOf(file, parser, onBytes)
  const close = async (): Promise<void> => void (await pieces.return(undefined))
  if (layout.columns) return { columns: layout.columns, pieces, close }
  for (;;) {
    const { value: records, done } = await pieces.next()
    if (done) return undefined
    const { value: header } = records.next()
    if (!header) continue
    if (header.problem !== undefined) {
      await close()
      throw unreadable(file, `line ${header.line}: ${header.problem}`)
    }
    return { columns: header.fields.map((name) => name.trim()), pieces: continued(records, pieces), close }
  }
}

const unreadable = (file: string, why: string): DomainError =>
  invalid('import-file-unreadable', `Cannot read ${file}: ${why}`, { file })

type Pieces = AsyncGenerator<Generator<SourceRecord, undefined>, undefined>

async function* continued(first: Iterable<SourceRecord>, rest: Pieces): AsyncGenerator<Iterable<SourceRecord>> {
  yield first
  yield* rest
}

async function* piecesOf(file: string, parser: RecordParser, onBytes: (bytes: number) => void): Pieces {
  const source = createReadStream(file, { highWaterMark: pieceLength })
  let first = true
  try {
    for await (const bytes of unpacked(file, source)) {
      const content = first ? withoutMark(file, bytes) : bytes
      first = false
      yield parser.records(content.toString('latin1'), isAscii(content), false)
      onBytes(source.bytesRead)
    }
  } catch (error) {
    throw error instanceof DomainError ? error : unreadable(file, (error as Error).message)
  } finally {
    source.destroy()
  }
  yield parser.records('', true, true)
}

const unpacked = (file: string, source: ReadStream): AsyncIterable<Buffer> =>
  file.endsWith('.gz')
    ? // An error of either reaches the reader of the result.
      pipeline(source, createGunzip({ chunkSize: pieceLength }), () => undefined)
    : source

/** The first bytes without the mark that some programs put at the start of UTF-8. */
const withoutMark = (file: string, bytes: Buffer): Buffer => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3)
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw unreadable(file, 'it is UTF-16; save it as UTF-8')
  return bytes
}
