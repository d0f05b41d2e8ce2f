/** Models of customer value for specs. */
import type { ValueModel } from '../domain/value/value-model.js'

/** Two indicators that count alike: purchase days up to ten, and the segment. */
export const simpleModel: ValueModel = {
  name: 'simple',
  version: 1,
  indicators: [
    { name: 'often', figure: 'frequency', scale: { kind: 'linear', min: 0, max: 10 }, weight: 1 },
    {
      name: 'who',
      figure: 'characteristic',
      field: 'segment',
      scale: { kind: 'table', points: { gold: 100 }, otherwise: 20 },
      weight: 1,
    },
  ],
  tiers: [
    { name: 'VIP', from: 60 },
    { name: 'small', from: 0 },
  ],
}
