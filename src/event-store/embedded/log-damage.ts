/** A log that SQLite cannot make sense of, or cannot open. */
import { DomainError, unavailable } from '../../../domain/errors.js'
import { isDamage } from '../../sqlite/damage.js'

const logDamaged = (error: unknown): DomainError =>
  unavailable(
    'log-damaged',
    `The log is damaged: ${(error as Error).message}. Restore it from a backup (\`touchledger restore\`), and look at the disk.`,
  )

/** Asks the log; says so when it turns out to be damaged. */
export const askingLog = <T>(question: () => T): T => {
  try {
    return question()
  } catch (error) {
    throw isDamage(error) ? logDamaged(error) : error
  }
}

/** Opens the log; says why where that cannot be. */
export const openingLog = <T>(file: string, open: () => T): T => {
  try {
    return askingLog(open)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw unavailable('log-unusable', `The log ${file} cannot be opened: ${(error as Error).message}`, { file })
  }
}
