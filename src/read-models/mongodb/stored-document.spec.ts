/** What is stored is what was written, and plain to look at wherever it can be. */
import fc from 'fast-check'
import { BSON } from 'mongodb'
import type { FoldedDocument } from '../../../projections/read-model.js'
import { documentId, fromStored, toStored, type StoredDocument } from './stored-document.js'

const folded = (body: object): FoldedDocument => ({
  customer: 'ada',
  part: 'a/1',
  body,
  seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: 42 },
})

/** As the driver does. */
const overTheWire = (document: StoredDocument): StoredDocument =>
  BSON.deserialize(BSON.serialize(document, { ignoreUndefined: true })) as StoredDocument

const isPlain = (body: object): boolean => !('_json' in toStored(folded(body)))

describe('a stored document', () => {
  test('has the fields of its body beside those of the bookkeeping', () => {
    expect(toStored(folded({ frequency: 2, monetary: { USD: 29_33 }, days: ['1997-01-01'] }))).toStrictEqual({
      _id: 'ada/a/1',
      _customer: 'ada',
      _part: 'a/1',
      _seen: { occurredAt: '1997-01-01T00:00:00.000Z', position: 42 },
      frequency: 2,
      monetary: { USD: 29_33 },
      days: ['1997-01-01'],
    })
  })

  test.each<[string, object]>([
    ['nothing', {}],
    ['nothing of every kind', { a: null, b: '', c: [], d: {}, e: [null, [], {}] }],
    ['dots and empty keys', { 'a.b': 1, '': { '': 2, 'c.d': 3 } }],
    ['numbers', { n: [0, 1.5, -7, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, 5e-324, 1e308] }],
    ['letters of every script and control characters', { 'Zoë 😀': '\u0000 東京 \ud83d\ude00' }],
    ['names that objects have anyway', { constructor: 1, toString: 2, hasOwnProperty: { valueOf: 3 } }],
  ])('is plain with %s in it', (_, body) => {
    expect(isPlain(body)).toBe(true)
    const back = fromStored(overTheWire(toStored(folded(body))))
    expect(back).toStrictEqual(folded(body))
    expect(JSON.stringify(back.body)).toBe(JSON.stringify(body))
  })

  test.each<[string, object]>([
    ['a field that might be ours', { _id: 1, _json: 'x', _customer: 2 }],
    ['an operator', { $set: { a: 1 } }],
    ['an operator further in', { a: [{ $ref: 'x', $id: 1 }] }],
    ['a type of the driver', { a: { _bsontype: 'ObjectId', id: 'x' } }],
    ['a key with a zero byte', { 'a\u0000b': 1 }],
    ['half a surrogate pair', { a: ['\ud83d'] }],
    ['half a surrogate pair for a key', { '\ude00': 1 }],
    ['a key that sets a prototype', JSON.parse('{"a":{"__proto__":{"b":1}}}') as object],
    ['more levels than MongoDB takes', JSON.parse('{"a":'.repeat(120) + '1' + '}'.repeat(120)) as object],
  ])('is kept as JSON with %s in it', (_, body) => {
    expect(toStored(folded(body))).toMatchObject({ _id: 'ada/a/1', _json: JSON.stringify(body) })
    const back = fromStored(overTheWire(toStored(folded(body))))
    expect(JSON.stringify(back)).toBe(JSON.stringify(folded(body)))
  })

  test('loses what JSON loses, and stays plain', () => {
    const body = { a: undefined, b: [undefined, NaN, -0], c: new Date(0), d: () => 1, e: { toJSON: () => 'told' } }
    expect(isPlain(body)).toBe(true)
    expect(fromStored(overTheWire(toStored(folded(body)))).body).toStrictEqual({
      b: [null, null, 0],
      c: '1970-01-01T00:00:00.000Z',
      e: 'told',
    })
  })

  test('comes back exactly, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' })), (written) => {
        const body = JSON.parse(JSON.stringify(written)) as object
        const back = fromStored(overTheWire(toStored(folded(body))))
        expect(back).toStrictEqual(folded(body))
        expect(JSON.stringify(back)).toBe(JSON.stringify(folded(body)))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the id of a document', () => {
  test('is the customer, and the part where there is one', () => {
    expect(documentId({ customer: 'ada', part: '' })).toBe('ada')
    expect(documentId({ customer: 'ada', part: 'a/1' })).toBe('ada/a/1')
  })

  test('is no other document’s', () => {
    const name = fc.array(fc.constantFrom('a', '/', '%', '%25', '%2F', 'b')).map((letters) => letters.join(''))
    const named = fc.record({ customer: name, part: name })
    fc.assert(
      fc.property(named, named, (one, other) => {
        const isSame = one.customer === other.customer && one.part === other.part
        expect(documentId(one) === documentId(other)).toBe(isSame)
      }),
      { numRuns: 2_000 },
    )
  })
})
