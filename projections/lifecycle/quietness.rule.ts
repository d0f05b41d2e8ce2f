/** Quietness: who has not bought for too long is recorded as gone quiet; and not so, where later knowledge says otherwise. */
import type { Finding, TimeRule } from '../time-rule.js'
import { quietChange, type LifecycleDocument, type LifecycleRules } from './lifecycle.read-model.js'

/** Why a customer who has not bought since is not lost by quietness. */
const whyNot = ({ stage }: LifecycleDocument, { lostAfterDays }: LifecycleRules): string =>
  stage === 'lost' || stage === 'given up'
    ? `${stage} already by a person’s word, as is known now`
    : `not lost by the rule in force: it allows ${lostAfterDays} days without a purchase`

/** The rule by the thresholds of the lifecycle. */
export const quietness = (rules: LifecycleRules): TimeRule<LifecycleDocument> => {
  const { lostAfterDays } = rules
  return {
    name: 'quietness',
    version: 1,
    parameters: { lostAfterDays },
    model: 'lifecycle',
    records: ['CustomerWentQuiet', 'CustomerQuietnessCorrected'],
    evaluate: (document, day) => {
      const findings: Finding[] = []
      const { quietSince, recordedQuietness } = document
      const quiet = quietChange(document, day, rules)
      let isRecorded = false
      for (const record of recordedQuietness) {
        const isCounted = record.quietSince === quietSince?.day
        const reason = record.contradiction ?? (isCounted && !quiet ? whyNot(document, rules) : null)
        if (reason === null) isRecorded ||= isCounted
        else {
          const { event, quietSince, wentQuietOn } = record
          const data = { corrects: event, quietSince, wentQuietOn, reason }
          findings.push({ type: 'CustomerQuietnessCorrected', data, cause: document.quietSince?.cause.id ?? event })
        }
      }
      if (quiet && quietSince && !isRecorded) {
        const data = {
          quietSince: quietSince.day,
          wentQuietOn: quiet.at.slice(0, 10),
          reason: `no purchase for ${lostAfterDays} days`,
        }
        findings.push({ type: 'CustomerWentQuiet', data, cause: quietSince.cause.id })
      }
      return findings
    },
  }
}
