/** Puts a SQLite file into WAL mode, where it then stays. Unlike everything else, SQLite does not do this patiently. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite'

/** How long to wait for another process that is at the file, and how often to look. */
const patienceMs = 10_000
const retryMs = 5
/** SQLite’s code for a file that another process is at. */
const busy = 5

/** Waits, holding up the thread, where other processes are opening the file at the same moment. */
export const useWal = (database: DatabaseSyncInstance): void => {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  for (let waitedMs = 0; ; waitedMs += retryMs) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== busy || waitedMs >= patienceMs) throw error
      Atomics.wait(clock, 0, 0, retryMs)
    }
  }
}
