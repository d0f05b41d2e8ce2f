/** A file of read models that SQLite cannot make sense of. */
import { unavailable, type DomainError } from '../../../domain/errors.js'
import { codeOf, isDamage } from '../../sqlite/damage.js'

/**
 * SQLite’s codes for a table that is not there, for a file that is not, and for one whose making was broken off, which a
 * reader cannot take back.
 */
const absences = [1, 14, 8]

/** Whether a file is none of read models at all. */
export const isNone = (error: unknown): boolean => isDamage(error) || absences.includes(codeOf(error))

const readModelsDamaged = (file: string): DomainError =>
  unavailable(
    'read-models-damaged',
    `The file of the read models is damaged (${file}). Nothing of the log is lost: run \`touchledger rebuild\`.`,
    { file },
  )

/** Asks a file; says so when it turns out to be damaged. */
export const asking = async <T>(file: string, question: () => T | Promise<T>): Promise<T> => {
  try {
    return await question()
  } catch (error) {
    throw isDamage(error) ? readModelsDamaged(file) : error
  }
}
