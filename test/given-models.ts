/** Models of potential value for specs: the published figures of the CDNOW sample. */
import type { RenewalRate } from '../projections/potential/contractual.js'
import type { PotentialModel } from '../projections/potential-models.js'

/** What is expected of contracts as long as none was renewed and none has ended. */
export const nothingRenewed: RenewalRate = { probability: 1 / 2, renewed: 0, ended: 0 }

/** CLVTools on the CDNOW sample until 1997-09-30, in weeks; amounts in US dollars. */
export const cdnowModel: PotentialModel = {
  name: 'potential',
  version: 1,
  window: { until: '1997-09-30', position: 9276 },
  purchases: {
    model: 'bg-nbd',
    unit: 'week',
    parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
    standardErrors: { r: 0.013, alpha: 0.38, a: 0.19, b: 0.71 },
    logLikelihood: -9582.429,
    customers: 2357,
  },
  values: [
    {
      model: 'gamma-gamma',
      currency: 'USD',
      parameters: { p: 6.25, q: 3.74, v: 15.44 },
      standardErrors: { p: 1.1, q: 0.3, v: 3.4 },
      logLikelihood: -4055.918,
      customers: 946,
      frequencyValueCorrelation: 0.114,
    },
  ],
  discountPerYear: 0.15,
}
