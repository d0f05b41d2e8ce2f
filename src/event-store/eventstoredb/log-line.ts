/** What the adapter tells about its connection: structured lines, never with credentials in them. */

export type LogLine =
  /** The server answers, for the first time or again. */
  | { readonly event: 'connected' }
  /** The server was there and is not any more. */
  | { readonly event: 'lost'; readonly reason: string }
  /** A call comes again, the same as before, after a wait. */
  | {
      readonly event: 'retrying'
      readonly call: string
      readonly attempt: number
      readonly waitMs: number
      readonly reason: string
    }
  /** A subscription goes on after this position. */
  | { readonly event: 'resubscribed'; readonly position: number }
  /** An append was given up whose events may have been written. */
  | { readonly event: 'outcome-unknown'; readonly stream: string }

export type Log = (line: LogLine) => void
