/** Files, a mapping and an empty log for specs of importing; gone after the test. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent } from '../../domain/event.js'
import { openEmbeddedEventStore } from '../../src/event-store/embedded/embedded-event-store.js'
import type { EventStore } from '../../src/event-store/event-store.js'
import { importFiles, type ImportOptions, type ImportReport } from '../../src/importing/import-files.js'
import { loadMapping } from '../../src/importing/mapping.js'
import type { Reject } from '../../src/importing/rejects-file.js'

export interface Ground {
  readonly folder: string
  readonly store: EventStore
  write(files: Readonly<Record<string, string | Buffer>>): void
  /** Imports with the mapping (YAML, or the name of one that ships) from the folder. */
  run(mapping: string, options?: Partial<ImportOptions>): Promise<ImportReport>
  /** All events of the log, without those that only link records. */
  events(): Promise<RecordedEvent[]>
  /** Events by id, as far as they do not depend on when they were recorded. */
  facts(): Promise<Map<string, unknown>>
  rejects(mapping: string): Reject[]
}

export const recordedAt = '2026-01-01T00:00:00.000Z'

/** Runs work in a folder with these files. */
export const withGround = async <T>(
  files: Readonly<Record<string, string | Buffer>>,
  work: (ground: Ground) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-import-'))
  const inputs = join(folder, 'inputs')
  mkdirSync(inputs)
  const store = await openEmbeddedEventStore(join(folder, 'log'))
  const write: Ground['write'] = (texts) => {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(inputs, name), text)
  }
  write(files)
  const all = async (): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = []
    for await (const event of store.readAll()) events.push(event)
    return events
  }
  try {
    return await work({
      folder: inputs,
      store,
      write,
      run: async (mapping, options) => {
        const shipped = /^[a-z0-9-]+$/.test(mapping)
        if (!shipped) writeFileSync(join(folder, 'mapping.yaml'), mapping)
        return importFiles({
          mapping: await loadMapping(shipped ? mapping : join(folder, 'mapping.yaml')),
          path: inputs,
          store,
          clock: () => recordedAt,
          rejectsFolder: join(folder, 'rejects'),
          ...options,
        })
      },
      events: async () => (await all()).filter(({ type }) => type !== 'SourceRecordLinked'),
      facts: async () =>
        new Map((await all()).map(({ id, stream, type, data, metadata }) => [id, { stream, type, data, metadata }])),
      rejects: (mapping) => {
        const file = join(folder, 'rejects', `${mapping}.ndjson`)
        if (!existsSync(file)) return []
        const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
        return lines.map((line) => JSON.parse(line) as Reject)
      },
    })
  } finally {
    await store.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
