import { derivedId } from '../../domain/customer/customer-id.js'
import { RowOrdinals } from './row-ordinals.js'
import { openTemporaryTables, type TemporaryTables } from './temporary-tables.js'

const ids = (count: number) => Array.from({ length: count }, (_, index) => derivedId(String(index)))

test('rows that are equal are counted from 1, whatever comes between them', () => {
  const ordinals = new RowOrdinals(() => {
    throw new Error('there is room in memory')
  })
  const [a, b] = ids(2)
  expect([a, a, b, a, b].map((id) => ordinals.next(id!))).toEqual([1, 2, 1, 3, 2])
})

test.each([10, 150_000])('counts stay right when there are more rows than the %i that are kept in memory', (limit) => {
  const opened: TemporaryTables[] = []
  const ordinals = new RowOrdinals(() => {
    opened.push(openTemporaryTables())
    return opened[0]!
  }, limit)
  const many = ids(limit === 10 ? 100 : 160_000)
  expect(new Set(many.map((id) => ordinals.next(id)))).toEqual(new Set([1]))
  expect(new Set(many.map((id) => ordinals.next(id)))).toEqual(new Set([2]))
  expect(opened).toHaveLength(1)
  opened[0]!.close()
})
