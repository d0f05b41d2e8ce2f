/** A file of read models that SQLite cannot make sense of. */
import { unavailable, type DomainError } from '../../../domain/errors.js'

/** SQLite’s codes for a file with damaged pages, and for one that is no database. */
const damages = [11, 26]
/** Its codes for a table that is not there, and for a file that is not. */
const absences = [1, 14]

/** What SQLite says in general; its codes tell more above the first eight bits. */
const codeOf = (error: unknown): number => ((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff

const wordsOf = (error: unknown): string => (error as Partial<Error> | undefined)?.message ?? ''

/** A statement that fails tells no code, only SQLite’s words for it. */
const damagesInWords = /^(database disk image is malformed|file is not a database)/

export const isDamage = (error: unknown): boolean =>
  damages.includes(codeOf(error)) || damagesInWords.test(wordsOf(error))

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
