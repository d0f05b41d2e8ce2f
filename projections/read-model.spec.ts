import { businessDay, happened, historyOf, purchase } from '../test/given-events.js'
import { partOf, refold, stepOf, type ReadModel } from './read-model.js'

/** Writes down what it is shown. */
const witness = (documentOf: ReadModel<{ saw: string[] }>['documentOf']): ReadModel<{ saw: string[] }> => ({
  name: 'witness',
  version: 1,
  documentOf,
  initial: (customer) => ({ saw: [customer] }),
  evolve: {
    PurchaseCompleted: (document, { data }) => void document.saw.push(String(data.total.amount)),
    OrderApproved: (document, { data }) => void document.saw.push(data.order),
  },
})

const approved = (at: string, order: string) => happened('OrderApproved', at, { order })

describe('a refold', () => {
  test('shows the events in the order they happened, whatever order they are given in', () => {
    const history = historyOf([purchase('1997-03-01', 3), purchase('1997-01-01', 1), purchase('1997-02-01', 2)])
    expect(refold(witness('customer'), 'c-1', history)).toEqual([
      {
        customer: 'c-1',
        part: '',
        body: { saw: ['c-1', '1', '2', '3'] },
        seen: { occurredAt: '1997-03-01T00:00:00.000Z', position: 1 },
      },
    ])
  })

  test('shows events of the same instant in the order of the log', () => {
    const history = historyOf([purchase('1997-01-01', 1), purchase('1997-01-01', 2), purchase('1997-01-01', 3)])
    const [document] = refold(witness('customer'), 'c-1', [history[2]!, history[0]!, history[1]!])
    expect(document).toMatchObject({ body: { saw: ['c-1', '1', '2', '3'] }, seen: { position: 3 } })
  })

  test('orders by the instant, not by the business day', () => {
    const history = historyOf([
      purchase('1997-01-01T20:00:00Z', 2, {}, businessDay('1997-01-01', 'America/New_York')),
      purchase('1997-01-01T19:00:00Z', 1, {}, businessDay('1997-01-02')),
    ])
    expect(refold(witness('customer'), 'c-1', history)[0]!.body.saw).toEqual(['c-1', '1', '2'])
  })

  test('leaves the history that it is given as it is', () => {
    const history = historyOf([purchase('1997-02-01', 2), purchase('1997-01-01', 1)])
    const before = [...history]
    refold(witness('customer'), 'c-1', history)
    expect(history).toEqual(before)
  })

  test('makes no document of events that mean nothing to the model', () => {
    const history = historyOf([happened('OrderShipped', '1997-01-01', { order: 'O-1' })])
    expect(refold(witness('customer'), 'c-1', history)).toEqual([])
    expect(refold(witness('touchpoint'), 'c-1', history)).toEqual([])
    expect(refold(witness('customer'), 'c-1', [])).toEqual([])
  })

  test('is not told of later by events that mean nothing to the model', () => {
    const history = historyOf([purchase('1997-01-01', 1), happened('OrderShipped', '1997-01-02', { order: 'O-1' })])
    expect(refold(witness('customer'), 'c-1', history)[0]!.seen).toEqual({
      occurredAt: '1997-01-01T00:00:00.000Z',
      position: 1,
    })
  })

  test('makes one document of each part, and none of events that belong to no part', () => {
    const model = witness(({ data }) => ('order' in data ? data.order : undefined))
    const history = historyOf([
      approved('1997-01-01', 'O-1'),
      purchase('1997-01-02'),
      approved('1997-01-03', 'O-2'),
      approved('1997-01-04', 'O-1'),
    ])
    expect(refold(model, 'c-1', history).map(({ part, body, seen }) => [part, body.saw, seen.position])).toEqual([
      ['O-1', ['c-1', 'O-1', 'O-1'], 4],
      ['O-2', ['c-1', 'O-2'], 3],
    ])
  })

  test('makes one document of each touchpoint, named so that text order is history order', () => {
    const history = historyOf([
      purchase('1997-02-01', 2),
      ...Array.from({ length: 9 }, (_, index) => purchase('1997-03-01', index)),
      purchase('1997-01-01', 1),
    ])
    const parts = refold(witness('touchpoint'), 'c-1', history).map(({ part }) => part)
    expect(parts).toHaveLength(11)
    expect(parts[0]).toBe('1997-01-01T00:00:00.000Z/0000000000000011')
    expect([...parts].sort()).toEqual(parts)
  })
})

test('an event belongs to its part, and takes the step of its type', () => {
  const [event] = historyOf([approved('1997-01-01', 'O-1')])
  expect(partOf(witness('customer'), event!)).toBe('')
  expect(partOf(witness('touchpoint'), event!)).toBe('1997-01-01T00:00:00.000Z/0000000000000001')
  expect(
    partOf(
      witness(() => 'here'),
      event!,
    ),
  ).toBe('here')
  expect(
    partOf(
      witness(() => undefined),
      event!,
    ),
  ).toBeUndefined()
  const model = witness('customer')
  expect(stepOf(model, 'OrderApproved')).toBe(model.evolve.OrderApproved)
  expect(stepOf(model, 'OrderShipped')).toBeUndefined()
})
