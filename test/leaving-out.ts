/** What an answer says apart from some fields, wherever in it they stand: two answers are compared by the rest. */
export const leavingOut = (answer: object, ...fields: readonly string[]): object =>
  JSON.parse(JSON.stringify(answer, (field, value: unknown) => (fields.includes(field) ? undefined : value))) as object
