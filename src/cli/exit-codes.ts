/** What the command line answers to the shell. */
export const exitCodes = { done: 0, failed: 1, usedWrongly: 2 } as const
