/** Lifecycle stages, as the field names them (R6). */
export const stages = [
  'potential',
  'first deal',
  'existing',
  'loyal supporter',
  'lost',
  'given up',
  'won back',
] as const
export type Stage = (typeof stages)[number]
