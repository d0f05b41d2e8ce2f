/** Names what keeps the read models up to date, for those who are wired by Nest. */
export const PROJECTING = Symbol('Projecting')
