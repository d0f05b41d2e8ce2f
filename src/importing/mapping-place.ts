/** Where in a mapping file something stands, so that an error can point at it. */
import { LineCounter, isNode, type Document } from 'yaml'
import { invalid, type DomainError } from '../../domain/errors.js'

/** A place in a mapping: its file and the keys that lead to it. */
export interface Place {
  /** The place below, by a key. */
  at(...keys: readonly (string | number)[]): Place
  /** The error that says what is wrong here, and what would be right. */
  wrong(message: string): DomainError
}

/** The top of a file of a kind, a mapping say, that was read into a YAML document. */
export const topOf = (file: string, document: Document, lines: LineCounter, kind: string): Place => {
  const lineOf = (path: readonly (string | number)[]): number => {
    // What is missing is reported at what it is missing from.
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const place = (path: readonly (string | number)[]): Place => ({
    at: (...keys) => place([...path, ...keys]),
    wrong: (message) => {
      const line = lineOf(path)
      const where = path.join('.') || kind
      return invalid(`${kind}-invalid`, `${file}, line ${line}, ${where}: ${message}`, { file, line, path: where })
    },
  })
  return place([])
}
