/** One at a time, across processes: SQLite’s lock of a file, which a process that dies lets go of. */
import { DatabaseSync } from '@photostructure/sqlite'

/** Runs work while nobody else runs any under the same file. Waits for who does, holding up the thread. */
export const exclusively = <T>(file: string, work: () => T): T => {
  const lock = new DatabaseSync(file)
  try {
    lock.exec('PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE')
    return work()
  } finally {
    lock.close()
  }
}
