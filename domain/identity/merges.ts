/** Who was merged into whom. */
import { chainFrom, emptyMap, valueFor, withValue, type CustomerMap } from '../customer/customer-map.js'

/** By customer, whom it was merged into. */
export type Merges = CustomerMap

/** Nobody was merged. */
export const noMerges: Merges = emptyMap

/** Whom the customer was merged into; undefined where it stands for itself. */
export const mergedInto = valueFor

/** The same merges, but the customer was merged into this one; undefined: into nobody. */
export const withMerge = withValue

/**
 * Who stands for the customer at the end of all merges: itself, where it was not merged.
 * The rules let no circle arise; should a log hold one nevertheless, it is not followed for ever.
 */
export const survivorOf = (merges: Merges, customer: string): string => chainFrom(merges, customer).at(-1) ?? customer
