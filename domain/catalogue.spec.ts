import {
  checkEvent,
  checkOfCustomer,
  definitionOf,
  deciderOf,
  subjects,
  touchpointTypes,
  upcast,
  type LedgerEvent,
} from './catalogue.js'
import type { RecordedEvent } from './event.js'

const refusal = (code: string) => expect.objectContaining({ name: 'DomainError', code })

/** What `checkEvent` finds wrong, by field. */
const problemsOf = (type: string, data: unknown): unknown => {
  try {
    checkEvent({ type, data: data as object })
  } catch (error) {
    return (error as { facts: { problems: unknown } }).facts.problems
  }
  return []
}

const definitions = subjects.flatMap(({ events }) => Object.entries(events))
const deciders = subjects.flatMap((subject) => subject.deciders)

describe('the catalogue', () => {
  test('knows every type of event once', () => {
    const types = definitions.map(([type]) => type)
    expect(new Set(types).size).toBe(types.length)
  })

  test('knows every command once', () => {
    const commands = deciders.flatMap(({ decide }) => Object.keys(decide as object))
    expect(new Set(commands).size).toBe(commands.length)
    for (const decider of deciders)
      for (const command of Object.keys(decider.decide)) expect(deciderOf(command)).toBe(decider)
  })

  test.each(definitions)('says what %s means, in its present version', (type, definition) => {
    expect(definitionOf(type)).toBe(definition)
    expect(definition.means).toMatch(/^[A-Z].+\.$/)
    expect(definition.version).toBe(1 + definition.upcasts.length)
  })

  test.each(deciders.map((decider) => [decider.name, decider] as const))(
    'knows every event that %s evolves by',
    (_, decider) => {
      for (const type of Object.keys(decider.evolve)) expect(definitionOf(type)).toBeDefined()
    },
  )

  test('tells contacts with the customer from what is only recorded about it', () => {
    expect(touchpointTypes).toEqual(expect.arrayContaining(['InteractionRecorded', 'PurchaseCompleted', 'CaseOpened']))
    expect(touchpointTypes).not.toContain('CustomerRegistered')
    expect(touchpointTypes).not.toContain('CostAllocated')
  })

  test('tells events of customers from those that are decided in a stream of their own', () => {
    expect(() => checkOfCustomer('PurchaseCompleted')).not.toThrow()
    for (const type of ['CustomersMerged', 'CustomersUnmerged']) {
      expect(() => checkOfCustomer(type)).toThrow(
        expect.objectContaining({ code: 'event-not-of-customer', facts: { eventType: type, stream: 'identities' } }),
      )
      expect(touchpointTypes).not.toContain(type)
    }
    // @ts-expect-error -- read models are folded from histories alone
    const type: LedgerEvent['type'] = 'CustomersMerged'
    expect(definitionOf(type).touchpoint).toBe(false)
  })

  test('refuses a command that it does not know', () => {
    expect(() => deciderOf('DeleteCustomer')).toThrow(refusal('command-unknown'))
    expect(() => deciderOf('toString')).toThrow(refusal('command-unknown'))
  })

  test('refuses a type of event that it does not know', () => {
    expect(() => definitionOf('CustomerDeleted')).toThrow(refusal('event-type-unknown'))
    expect(() => checkEvent({ type: 'CustomerDeleted', data: {} })).toThrow(refusal('event-type-unknown'))
    expect(() => checkEvent({ type: 'toString', data: {} })).toThrow(refusal('event-type-unknown'))
  })
})

describe('checking an event', () => {
  const usd = (amount: unknown) => ({ amount, currency: 'USD' })

  test('accepts what has the shape of its type', () => {
    const line = { product: 'P-1', units: 2, price: usd(-1_00) }
    expect(problemsOf('OrderPlaced', { order: 'O-1', goods: usd(1), lines: [line], promisedBy: '2024-02-29' })).toEqual(
      [],
    )
    expect(problemsOf('CaseOpened', { case: '😀'.repeat(200) })).toEqual([])
    expect(problemsOf('ProfileFieldChanged', { field: 'segment', value: null })).toEqual([])
  })

  test('refuses with a message that names the field', () => {
    expect(() => checkEvent({ type: 'CaseOpened', data: { case: 'C-1', colour: 'red' } })).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'event-data-invalid',
        message: 'CaseOpened: colour is not a known field',
      }),
    )
  })

  test.each([
    ['a score beyond its scale', 'csat', 6, { min: 1, max: 5 }, 'score'],
    ['a score below its scale', 'ces', 0, { min: 1, max: 7 }, 'score'],
    ['a recommendation from 1 to 5', 'nps', 4, { min: 1, max: 5 }, 'scale'],
    ['a scale of nothing', 'trust', 3, { min: 3, max: 3 }, 'scale'],
  ])('refuses %s', (_, measure, score, scale, field) =>
    expect(problemsOf('SurveyAnswered', { survey: 'S-1', measure, score, scale })).toMatchObject([{ field }]),
  )

  test('accepts scores at both ends of a scale, whichever it is', () => {
    for (const [measure, score, scale] of [
      ['csat', 1, { min: 1, max: 5 }],
      ['csat', 100, { min: 0, max: 100 }],
      ['nps', 0, { min: 0, max: 10 }],
      ['ces', 7, { min: 1, max: 7 }],
    ])
      expect(problemsOf('SurveyAnswered', { survey: 'S-1', measure, score, scale })).toEqual([])
  })

  test.each([
    ['a field that is not known', 'CaseOpened', { case: 'C-1', colour: 'red' }, 'colour'],
    ['a field that is not known, further in', 'PaymentReceived', { amount: { ...usd(1), rate: 2 } }, 'amount.rate'],
    ['a field that every object has', 'CaseOpened', { case: 'C-1', toString: 1 }, 'toString'],
    ['a field that is missing', 'CaseOpened', {}, 'case'],
    ['a field that is missing, further in', 'PaymentReceived', { amount: { amount: 1 } }, 'amount.currency'],
    ['a number for a text', 'CaseOpened', { case: 1 }, 'case'],
    ['an empty reference', 'CaseOpened', { case: '' }, 'case'],
    ['a reference of two lines', 'CaseOpened', { case: 'C\n1' }, 'case'],
    ['a reference that is too long', 'CaseOpened', { case: 'x'.repeat(201) }, 'case'],
    ['a part of a cent', 'PaymentReceived', { amount: usd(1.5) }, 'amount.amount'],
    ['an amount as text', 'PaymentReceived', { amount: usd('1') }, 'amount.amount'],
    ['an amount that cannot be kept exactly', 'PaymentReceived', { amount: usd(2 ** 53) }, 'amount.amount'],
    ['no number at all', 'PaymentReceived', { amount: usd(Number.NaN) }, 'amount.amount'],
    ['a payment of less than nothing', 'PaymentReceived', { amount: usd(-1) }, 'amount.amount'],
    ['a refund of less than nothing', 'RefundIssued', { amount: usd(-1) }, 'amount.amount'],
    ['a currency in small letters', 'PaymentReceived', { amount: { amount: 1, currency: 'usd' } }, 'amount.currency'],
    ['a day that does not exist', 'CommitmentMade', { commitment: 'P', promise: 'x', dueBy: '2023-02-29' }, 'dueBy'],
    [
      'a customer who is no id',
      'CustomersMerged',
      { customer: 'shop:1', into: '04e22a2e-9353-883d-8a92-98ed6765b407', reason: 'x' },
      'customer',
    ],
    ['a word that is not on the list', 'CustomerRegistered', { kind: 'cat' }, 'kind'],
    ['a stage that is not on the list', 'LifecycleStageChanged', { stage: 'dead', reason: 'x' }, 'stage'],
    ['a profile field without a name', 'CustomerRegistered', { kind: 'person', profile: { '': 'x' } }, 'profile.'],
    [
      'a profile field with a wrong value',
      'CustomerRegistered',
      { kind: 'person', profile: { 'a/b': 1 } },
      'profile.a/b',
    ],
    ['a reserved name of a profile field', 'ProfileFieldChanged', { field: '__proto__', value: 'x' }, 'field'],
    [
      'a fault in one line of many',
      'PurchaseCompleted',
      { total: usd(1), lines: [{ product: 'P', units: -1, price: usd(1) }] },
      'lines.0.units',
    ],
    ['a list for the data', 'CaseOpened', [], 'data'],
    ['nothing for the data', 'CaseOpened', null, 'data'],
  ])('finds %s', (_, type, data, field) =>
    expect(problemsOf(type, data)).toEqual([{ field, message: expect.stringMatching(/^(is|must) /) }]),
  )

  test('finds everything that is wrong at once', () =>
    expect(problemsOf('OrderPlaced', { goods: usd(1.5), colour: 'red' })).toEqual(
      expect.arrayContaining([
        { field: 'order', message: 'is required' },
        { field: 'colour', message: 'is not a known field' },
        { field: 'goods.amount', message: 'must be integer' },
      ]),
    ))

  test('says which words are on the list', () =>
    expect(problemsOf('CustomerRegistered', { kind: 'cat' })).toEqual([
      { field: 'kind', message: 'must be one of person, organisation' },
    ]))
})

describe('bringing an event up to date', () => {
  const stored = (type: string, schemaVersion: number, data: object): RecordedEvent => ({
    id: '04e22a2e-9353-883d-8a92-98ed6765b407',
    type,
    data,
    stream: 'customer-04e22a2e-9353-883d-8a92-98ed6765b407',
    revision: 3,
    position: 12,
    metadata: {
      occurredAt: '2018-01-01T00:00:00.000Z',
      recordedAt: '2018-01-02T00:00:00.000Z',
      actor: 'import:survey',
      correlationId: 'c',
      causationId: 'c',
      schemaVersion,
    },
  })

  test('names measure and scale of a survey answer from the time when there was one question only', () => {
    const old = stored('SurveyAnswered', 1, { survey: 'S-1', score: 9 })
    const before = structuredClone(old)
    const upcasted = upcast(old)
    expect(upcasted).toEqual({
      ...before,
      data: { survey: 'S-1', score: 9, measure: 'nps', scale: { min: 0, max: 10 } },
      metadata: { ...before.metadata, schemaVersion: 2 },
    })
    expect(() => checkEvent(upcasted)).not.toThrow()
    expect(old).toStrictEqual(before)
  })

  test('leaves an event of the present version as it is', () => {
    const present = stored('CaseOpened', 1, { case: 'C-1' })
    expect(upcast(present)).toBe(present)
  })

  test('lets a type pass that only a newer version knows', () => {
    const newer = stored('ContractLaminated', 4, { contract: 'K-1' })
    expect(upcast(newer)).toBe(newer)
  })

  test('refuses a version later than its own', () =>
    expect(() => upcast(stored('SurveyAnswered', 3, {}))).toThrow(refusal('event-too-new')))
})
