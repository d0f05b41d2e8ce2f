/**
 * How portfolio sums lie in their collection, one document for each figure, key and measure:
 *
 *     { _id: '["pyramid","gold","customers"]', figure: 'pyramid', key: 'gold', measure: 'customers', total: 17 }
 *
 * A total is a 64-bit integer; one that has become zero is removed. Numbers sort before texts.
 */
import { Long, type AnyBulkWriteOperation, type ClientSession, type Collection } from 'mongodb'
import type { Contribution } from '../../../projections/read-model.js'
import type { ReadRequest } from '../read-model-store.js'

export interface StoredSum {
  readonly _id: string
  readonly figure: string
  readonly key: string | number
  readonly measure: string
  readonly total: number | Long
}

type Rank = NonNullable<ReadRequest['ranks']>[number]

const order = { figure: 1, key: 1, measure: 1 } as const

export const sumIndexes = [
  { key: order, name: 'figure_key_measure' },
  // Holds nothing but the sums that are about to be removed.
  { key: { total: 1 }, name: 'zeros', partialFilterExpression: { total: 0 } },
] as const

/** What contributions change, ready to be written. */
export const sumWrites = (contributions: Iterable<Contribution>): AnyBulkWriteOperation<StoredSum>[] => {
  const writes: AnyBulkWriteOperation<StoredSum>[] = []
  for (const { figure, key: given, add } of contributions) {
    const key = given === 0 ? 0 : given // -0 is no other key than 0
    for (const measure in add) {
      const amount = add[measure]!
      if (amount === 0) continue
      writes.push({
        updateOne: {
          filter: { _id: JSON.stringify([figure, key, measure]) },
          update: { $inc: { total: Long.fromNumber(amount) }, $setOnInsert: { figure, key, measure } },
          upsert: true,
        },
      })
    }
  }
  return writes
}

export const writeSums = async (
  sums: Collection<StoredSum>,
  writes: AnyBulkWriteOperation<StoredSum>[],
  session: ClientSession,
): Promise<void> => {
  if (writes.length === 0) return
  await sums.bulkWrite(writes, { session, ordered: false })
  await sums.deleteMany({ total: 0 }, { session })
}

/** The sums of one figure, or of all, in order. */
export async function* readSums(
  sums: Collection<StoredSum>,
  session: ClientSession,
  figure?: string,
): AsyncIterable<Contribution> {
  const found = sums.find(figure === undefined ? {} : { figure }, { session, sort: order, batchSize: sumsAtOnce })
  let sum: { figure: string; key: string | number; add: Record<string, number> } | undefined
  for await (const { figure, key, measure, total } of found) {
    if (sum?.figure !== figure || sum.key !== key) {
      if (sum) yield sum
      sum = { figure, key, add: {} }
    }
    sum.add[measure] = Number(total)
  }
  if (sum) yield sum
}

const sumsAtOnce = 5_000

export const rankSums = async (
  sums: Collection<StoredSum>,
  session: ClientSession,
  { figure, key, measure }: Rank,
): Promise<{ below: number; total: number }> => {
  const below = { $sum: { $cond: [{ $lt: ['$key', key] }, '$total', 0] } }
  const [rank] = await sums
    .aggregate<{ below: number; total: number }>(
      [{ $match: { figure, measure } }, { $group: { _id: null, below, total: { $sum: '$total' } } }],
      { session },
    )
    .toArray()
  return { below: Number(rank?.below ?? 0), total: Number(rank?.total ?? 0) }
}
