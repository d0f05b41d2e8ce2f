/** Why a row cannot be taken in. */

/** What is wrong with which field of a row; a row that has one is rejected, the import goes on. */
export class RowProblem extends Error {
  constructor(
    readonly field: string | undefined,
    readonly reason: string,
    readonly value?: string,
  ) {
    super(reason)
    this.name = 'RowProblem'
  }
}
