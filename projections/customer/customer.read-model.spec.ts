import { given, happened, purchase } from '../../test/given-events.js'
import { customer } from './customer.read-model.js'

const registered = (at: string, profile?: Record<string, string>) =>
  happened('CustomerRegistered', at, { kind: 'organisation', ...(profile && { profile }) })
const field = (at: string, name: string, value: string | null) =>
  happened('ProfileFieldChanged', at, { field: name, value })
const linked = (at: string, externalId: string, source = 'cdnow') =>
  happened('SourceRecordLinked', at, { source, externalId })
const assigned = (at: string, to: string) => happened('CustomerAssigned', at, { to })

test('a registered customer has a file', () => {
  given(registered('1997-01-01', { city: 'Utrecht' })).expect(customer, {
    kind: 'organisation',
    profile: { city: 'Utrecht' },
    sourceRecords: [],
    sourceRecordsInAll: 0,
    owner: null,
    ownerSince: null,
    deprioritised: null,
  })
})

test('a customer known from a source only has a file without a kind', () => {
  given(linked('1997-01-01', '00004')).expect(customer, {
    kind: null,
    profile: {},
    sourceRecords: [{ source: 'cdnow', externalId: '00004' }],
    sourceRecordsInAll: 1,
  })
})

test('what was bought opens no file', () => {
  given(purchase('1997-01-01')).expect(customer)
})

test('a profile field has its latest value, and none once it is cleared', () => {
  const { profile } = given(
    registered('1997-01-01', { city: 'Utrecht', size: 'small', sector: 'music' }),
    field('1997-01-03', 'city', 'Leiden'),
    field('1997-01-02', 'city', 'Delft'),
    field('1997-01-02', 'size', null),
    field('1997-01-02', 'never set', null),
    field('1997-01-02', 'constructor', 'a field like any other'),
  ).document(customer)
  expect(profile).toEqual({ city: 'Leiden', sector: 'music', constructor: 'a field like any other' })
})

test('a registration adds to a profile that was known before it', () => {
  given(field('1997-01-01', 'city', 'Delft'), registered('1997-01-02', { size: 'small' })).expect(customer, {
    kind: 'organisation',
    profile: { city: 'Delft', size: 'small' },
  })
})

test('the file names who is responsible now, and since when', () => {
  given(assigned('1997-03-01', 'rep-2'), assigned('1997-01-01', 'rep-1')).expect(customer, {
    owner: 'rep-2',
    ownerSince: '1997-03-01T00:00:00.000Z',
  })
})

test('the file says on whom no more effort is spent, who proposed and who decided it, until it is taken back', () => {
  const why = { reason: 'calls daily', by: 'ann' }
  const decided = happened('CustomerDeprioritised', '1997-02-01', { ...why, approvedBy: 'bob' })
  given(registered('1997-01-01'), decided).expect(customer, {
    deprioritised: { since: '1997-02-01', ...why, approvedBy: 'bob' },
  })
  given(happened('CustomerReinstated', '1997-03-01', { reason: 'pays now', by: 'ann' }), decided).expect(customer, {
    deprioritised: null,
  })
})

test('the file keeps the latest hundred source records, and counts all', () => {
  const records = Array.from({ length: 103 }, (_, index) => linked('1997-01-01', `record-${index + 1}`))
  const file = given(...records).document(customer)
  expect(file.sourceRecordsInAll).toBe(103)
  expect(file.sourceRecords).toHaveLength(100)
  expect(file.sourceRecords[0]).toEqual({ source: 'cdnow', externalId: 'record-4' })
  expect(file.sourceRecords[99]).toEqual({ source: 'cdnow', externalId: 'record-103' })
})

test('every file counts as one customer', () => {
  given(registered('1997-01-01'), linked('1997-01-02', '1'), linked('1997-01-03', '2')).contributes(customer, [
    { figure: 'customers', key: 'all', add: { customers: 1 } },
  ])
})
