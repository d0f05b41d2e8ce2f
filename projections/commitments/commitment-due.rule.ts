/** Commitments that fall due: the day of the promise has passed, and it was neither kept nor called off by then. */
import type { TimeRule } from '../time-rule.js'
import type { CommitmentDocument } from './commitments.read-model.js'

export const commitmentDue: TimeRule<CommitmentDocument> = {
  name: 'commitment-due',
  version: 1,
  parameters: {},
  model: 'commitments',
  records: ['CommitmentFellDue', 'CommitmentDueCorrected'],
  evaluate: ({ commitment, dueOn, settledOn, cause, fellDue }, day) => {
    if (fellDue) {
      const reason =
        dueOn !== fellDue.dueOn
          ? `due ${dueOn === null ? 'on no day' : `on ${dueOn}`}, as is known now`
          : settledOn !== null && settledOn <= dueOn
            ? `settled on ${settledOn}, as is known now`
            : null
      if (reason === null) return []
      const data = { corrects: fellDue.event, commitment, dueOn: fellDue.dueOn, reason }
      return [{ type: 'CommitmentDueCorrected', data, cause: cause || fellDue.event }]
    }
    if (dueOn === null || dueOn >= day || settledOn !== null) return []
    const data = { commitment, dueOn, reason: `promised by ${dueOn}, and neither kept nor called off` }
    return [{ type: 'CommitmentFellDue', data, cause }]
  },
}
