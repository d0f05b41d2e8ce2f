import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import { partitionOf, partitions, streamsOf } from './partitions.js'

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const isIn = (stream: string, partition: number): boolean => {
  const { after, before } = streamsOf(partition)
  return (
    (after === undefined || byCodePoint(stream, after) > 0) && (before === undefined || byCodePoint(stream, before) < 0)
  )
}

test('every customer, whatever the id, belongs to one partition, whose streams are those of its customers', () => {
  const ids = Array.from({ length: 500 }, (_, at) => customerIdOf('spec', String(at)))
  for (const customer of [...ids, '', '0', '9', 'a', 'f', 'f0', '/', ':', 'A', '`', 'g', 'zoë', '😀'])
    expect(partitions.filter((partition) => isIn(customerStream(customer), partition))).toEqual([partitionOf(customer)])
})

test('partitions are of about the same size', () => {
  const sizes = partitions.map(() => 0)
  for (let at = 0; at < 16_000; at++) sizes[partitionOf(customerIdOf('spec', String(at)))]! += 1
  for (const size of sizes) expect(Math.abs(size - 1_000)).toBeLessThan(200)
})
