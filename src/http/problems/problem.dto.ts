/** How a problem document looks, for the API’s description. */

export class FieldProblemDto {
  /** Path of the field, such as `goods.amount`. */
  field!: string
  /** What would be right. */
  message!: string
}

/** RFC 9457; further members carry the facts of the problem. */
export class ProblemDto {
  /** `urn:touchledger:problem:` and the stable code. */
  type!: string
  /** The code in words. */
  title!: string
  /** HTTP status. */
  status!: number
  /** What is wrong, for a person. */
  detail!: string
  /** The path that was asked for. */
  instance!: string
  /** What is wrong with which field, where fields are at fault. */
  problems?: FieldProblemDto[]
  /** For the server’s log, where the server is at fault. */
  requestId?: string
}
