/** Dividing the text of a file into records and their fields: CSV (RFC 4180), or fields with blanks between them. */
import { isUtf8 } from 'node:buffer'

/** How a file is divided. */
export interface Layout {
  readonly format: 'csv' | 'whitespace'
  /** One ASCII character; of CSV only. */
  readonly delimiter: string
}

/** A record as it stands in the file. */
export interface SourceRecord {
  /** Line of the file where it starts, from 1. */
  readonly line: number
  readonly raw: string
  /** Empty when there is a problem. */
  readonly fields: readonly string[]
  /** Why it cannot be read. */
  readonly problem?: string
}

/** Longest record, in bytes. */
export const longestRecord = 1_048_576
const neverClosed = `a quote is not closed, or not within the ${longestRecord} bytes that a row may have`
/** So much of a record that is too long is kept for the rejects. */
const keptOfTooLong = 2_000

const unreadable = (line: number, raw: string, problem: string): SourceRecord => ({ line, raw, fields: [], problem })

/** The end of a record: undefined while the text does not hold it whole. */
type Quoted = { readonly fields: string[]; readonly end: number } | { readonly problem: string; readonly end: number }

/**
 * Divides a file that is given piece by piece, each byte as one character (latin1): whether a record is UTF-8
 * is then a matter of that record alone, and a piece may end anywhere.
 */
export class RecordParser {
  #rest = ''
  #ascii = true
  #line = 1
  /** Inside a line that is too long and was reported already. */
  #skipping = false

  constructor(private readonly layout: Layout) {}

  /**
   * The records that are whole with this piece; with the `last` one, also what has no line break at its end.
   * Blank lines are no records.
   */
  *records(piece: string, ascii: boolean, last: boolean): Generator<SourceRecord, undefined> {
    const text = this.#rest + piece
    this.#ascii &&= ascii
    const csv = this.layout.format === 'csv'
    let at = 0
    let quote = csv ? nextOf(text, '"', 0) : text.length
    while (at < text.length) {
      let lineEnd = text.indexOf('\n', at)
      const whole = lineEnd >= 0 || last
      if (lineEnd < 0) lineEnd = text.length
      if (this.#skipping) {
        at = lineEnd + 1
        this.#skipping = !whole
        if (whole) this.#line++
        continue
      }
      if (lineEnd - at > longestRecord) {
        yield this.#tooLong(text, at)
        this.#skipping = !whole
        at = lineEnd + 1
        if (whole) this.#line++
        continue
      }
      if (quote < at) quote = nextOf(text, '"', at)
      if (quote >= lineEnd) {
        if (!whole) break
        const raw = withoutReturn(text, at, lineEnd)
        if (!isBlank(raw)) yield this.#record(raw, csv ? raw.split(this.layout.delimiter) : wordsOf(raw))
        at = lineEnd + 1
        this.#line++
        continue
      }
      const quoted = this.#quoted(text, at, last)
      if (!quoted && !last && text.length - at <= longestRecord) break
      if (!quoted || quoted.end - at > longestRecord) {
        // The line that opens the quote is given up; the next may be right again.
        yield this.#decoded(unreadable(this.#line, withoutReturn(text, at, lineEnd), neverClosed))
        at = lineEnd + 1
        this.#line++
        continue
      }
      const raw = withoutReturn(text, at, quoted.end)
      if ('problem' in quoted) yield this.#decoded(unreadable(this.#line, raw, quoted.problem))
      else yield this.#record(raw, quoted.fields)
      for (let next = text.indexOf('\n', at); next >= 0 && next < quoted.end; next = text.indexOf('\n', next + 1))
        this.#line++
      at = quoted.end + 1
      this.#line++
    }
    this.#rest = text.slice(at)
    this.#ascii ||= !beyondAscii.test(this.#rest)
  }

  #tooLong(text: string, at: number): SourceRecord {
    const raw = text.slice(at, at + keptOfTooLong)
    return this.#decoded(unreadable(this.#line, raw, `the row is longer than ${longestRecord} bytes`))
  }

  #record(raw: string, fields: string[]): SourceRecord {
    const record = { line: this.#line, raw, fields }
    return this.#ascii ? record : this.#decoded(record)
  }

  /** The record with its bytes read as UTF-8. */
  #decoded(record: SourceRecord): SourceRecord {
    if (!beyondAscii.test(record.raw)) return record
    const bytes = Buffer.from(record.raw, 'latin1')
    const raw = bytes.toString('utf8')
    if (record.problem !== undefined) return { ...record, raw }
    if (!isUtf8(bytes)) return unreadable(record.line, raw, 'the row is not valid UTF-8')
    const fields = record.fields.map((field) =>
      beyondAscii.test(field) ? Buffer.from(field, 'latin1').toString() : field,
    )
    return { line: record.line, raw, fields }
  }

  /** Reads a record that has quotes. */
  #quoted(text: string, start: number, last: boolean): Quoted | undefined {
    const { delimiter } = this.layout
    const fields: string[] = []
    let at = start
    for (;;) {
      let end: number
      if (text[at] === '"') {
        let close = text.indexOf('"', at + 1)
        let doubled = false
        while (close >= 0 && text[close + 1] === '"') {
          doubled = true
          close = text.indexOf('"', close + 2)
        }
        if (close < 0) return undefined
        const value = text.slice(at + 1, close)
        fields.push(doubled ? value.replaceAll('""', '"') : value)
        end = close + 1
        if (text[end] === '\r' && (text[end + 1] === '\n' || end + 1 === text.length)) end++
      } else {
        // A quote inside a field that does not start with one is a character like others.
        const lineEnd = nextOf(text, '\n', at)
        end = Math.min(nextOf(text, delimiter, at), lineEnd)
        fields.push(end === lineEnd ? withoutReturn(text, at, end) : text.slice(at, end))
      }
      // Only what follows tells whether the record is whole; it may come with the next piece.
      if (end >= text.length) return last ? { fields, end } : undefined
      if (text[end] === '\n') return { fields, end }
      if (text[end] !== delimiter) {
        const lineEnd = nextOf(text, '\n', end)
        const whole = lineEnd < text.length || last
        return whole ? { problem: 'text follows a closing quote', end: lineEnd } : undefined
      }
      at = end + 1
    }
  }
}

// eslint-disable-next-line no-control-regex
const beyondAscii = /[^\x00-\x7f]/

const nextOf = (text: string, character: string, from: number): number => {
  const at = text.indexOf(character, from)
  return at < 0 ? text.length : at
}

const carriageReturn = 13

const withoutReturn = (text: string, from: number, to: number): string =>
  text.slice(from, to > from && text.charCodeAt(to - 1) === carriageReturn ? to - 1 : to)

const isBlank = (raw: string): boolean => raw === '' || (raw.charCodeAt(0) <= 32 && raw.trim() === '')

/** The words of a line that has blanks or tabs between them. */
const wordsOf = (raw: string): string[] => {
  const words: string[] = []
  let start = -1
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at)
    if (code === 32 || code === 9) {
      if (start >= 0) words.push(raw.slice(start, at))
      start = -1
    } else if (start < 0) start = at
  }
  if (start >= 0) words.push(raw.slice(start))
  return words
}
