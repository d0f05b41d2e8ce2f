/** A refusal that only makes sense at the HTTP door. */

/** `status` is the HTTP status; `code` is stable; `headers` go with the answer. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly facts: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.name = 'HttpProblem'
  }
}
