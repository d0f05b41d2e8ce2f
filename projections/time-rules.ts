/** The list of rules about time passing. A new one is one line here. */
import { commitmentDue } from './commitments/commitment-due.rule.js'
import type { LifecycleRules } from './lifecycle/lifecycle.read-model.js'
import { quietness } from './lifecycle/quietness.rule.js'
import type { AnyTimeRule } from './time-rule.js'

/** All rules about time passing, by the thresholds in force. */
export const timeRules = (lifecycle: LifecycleRules): readonly AnyTimeRule[] => [quietness(lifecycle), commitmentDue]
