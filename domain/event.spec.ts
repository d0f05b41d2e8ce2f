import { Type } from 'typebox'
import { dayOf, event, inHistoryOrder, type EventMetadata } from './event.js'

const at = (occurredAt: string, businessDay?: EventMetadata['businessDay']): { metadata: EventMetadata } => ({
  metadata: {
    occurredAt,
    recordedAt: occurredAt,
    actor: 'test',
    correlationId: 'c',
    causationId: 'c',
    schemaVersion: 1,
    ...(businessDay && { businessDay }),
  },
})

describe('defining an event', () => {
  test('makes it a touchpoint in its first version, unless said otherwise', () => {
    expect(event({ means: 'It happened.', data: {} })).toMatchObject({ touchpoint: true, version: 1, upcasts: [] })
    expect(event({ means: 'It happened.', data: {}, touchpoint: false }).touchpoint).toBe(false)
  })

  test('counts a version for every step from an older one', () => {
    const step = (data: Record<string, unknown>) => data
    expect(event({ means: 'It happened.', data: { a: Type.String() }, upcasts: [step, step] }).version).toBe(3)
  })
})

test('an event counts for its business day, else for the UTC day it happened on', () => {
  expect(dayOf(at('2018-01-01T01:30:00.000Z'))).toBe('2018-01-01')
  expect(dayOf(at('2018-01-01T01:30:00.000Z', { date: '2017-12-31', zone: 'America/Sao_Paulo' }))).toBe('2017-12-31')
})

test('a history is in the order in which things happened, then in the order of the log', () => {
  const first = { ...at('2018-01-01T00:00:00.000Z'), position: 9 }
  const second = { ...at('2018-01-02T00:00:00.000Z'), position: 3 }
  const third = { ...at('2018-01-02T00:00:00.000Z'), position: 7 }
  expect([third, first, second].sort(inHistoryOrder)).toEqual([first, second, third])
  expect([second, third, first].sort(inHistoryOrder)).toEqual([first, second, third])
})
