/** Who was merged into whom, as a value: a new one shares with the one before all but a small part. */

/** By the first characters of the merged customer’s id, so that a merge among 100,000 copies a few hundred. */
export type MergedCustomers = Readonly<Record<string, Readonly<Record<string, string>>>>

const bucketOf = (customer: string): string => customer.slice(0, 2)

/** Into whom a customer was merged, directly. */
export const mergedInto = (merged: MergedCustomers, customer: string): string | undefined =>
  merged[bucketOf(customer)]?.[customer]

/** The customer who stands for this one. */
export const survivorAmong = (merged: MergedCustomers, customer: string): string => {
  let survivor = customer
  for (let into = mergedInto(merged, survivor); into !== undefined; into = mergedInto(merged, survivor)) survivor = into
  return survivor
}

export const withMerge = (merged: MergedCustomers, customer: string, into: string): MergedCustomers => {
  const bucket = bucketOf(customer)
  return { ...merged, [bucket]: { ...merged[bucket], [customer]: into } }
}

export const withoutMerge = (merged: MergedCustomers, customer: string): MergedCustomers => {
  const bucket = bucketOf(customer)
  const { [customer]: _undone, ...others } = merged[bucket] ?? {}
  return { ...merged, [bucket]: others }
}
