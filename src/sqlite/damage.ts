/** What SQLite says of a file that it cannot make sense of. */

/** Its codes for a file with damaged pages, and for one that is no database. */
const damages = [11, 26]

/** What SQLite says in general; its codes tell more above the first eight bits. */
export const codeOf = (error: unknown): number => ((error as { errcode?: number } | undefined)?.errcode ?? 0) & 0xff

const wordsOf = (error: unknown): string => (error as Partial<Error> | undefined)?.message ?? ''

/** A statement that fails tells no code, only SQLite’s words for it. */
const damagesInWords = /^(database disk image is malformed|file is not a database)/

export const isDamage = (error: unknown): boolean =>
  damages.includes(codeOf(error)) || damagesInWords.test(wordsOf(error))
