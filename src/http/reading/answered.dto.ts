/** What every answer says of itself. */
export class AnsweredAtDto {
  /** Only what had happened by this instant is reflected. */
  asOf!: string
  /** Only what had been recorded by this instant is reflected. */
  knownAt!: string
  /** The answer reflects the log up to this position. */
  position!: number
}

export class AnsweredDto extends AnsweredAtDto {
  /** The customer’s id. */
  customer!: string
  /** The customer who was asked for, where that one was merged into the one that answers. */
  askedFor?: string
}
