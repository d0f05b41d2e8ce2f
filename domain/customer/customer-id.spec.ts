import fc from 'fast-check'
import { customerIdOf, customerOfStream, customerStream, derivedId, isUuid, resolveCustomer } from './customer-id.js'

const unreadable = expect.objectContaining({ name: 'DomainError', code: 'customer-address-unreadable' })

describe('the id of a customer', () => {
  test.each([
    ['cdnow', '00004', '04e22a2e-9353-883d-8a92-98ed6765b407'],
    ['olist-orders', 'Zoë:7', 'c338d63a-89c1-8ccc-af5b-7f5028e78a4b'],
  ])('whom %s calls %s is the same for ever', (source, externalId, id) =>
    expect(customerIdOf(source, externalId)).toBe(id),
  )

  test('is a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (source, externalId) => {
        const id = customerIdOf(source, externalId)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(isUuid(id)).toBe(true)
      }),
    )
  })

  test('differs where source or name differ', () => {
    const ids = [
      customerIdOf('cdnow', '00004'),
      customerIdOf('cdnow', '4'),
      customerIdOf('cdnow', '00004 '),
      customerIdOf('CDNOW', '00004'),
      customerIdOf('cdnow0', '0004'),
      derivedId('event', 'cdnow', '00004'),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the address of a customer', () => {
  test('is its source and the name it has there', () => {
    expect(resolveCustomer('cdnow:00004')).toBe('04e22a2e-9353-883d-8a92-98ed6765b407')
  })
  test('may have further colons in that name', () => {
    expect(resolveCustomer('olist-orders:Zoë:7')).toBe('c338d63a-89c1-8ccc-af5b-7f5028e78a4b')
  })
  test('is its id', () => {
    expect(resolveCustomer('04e22a2e-9353-883d-8a92-98ed6765b407')).toBe('04e22a2e-9353-883d-8a92-98ed6765b407')
  })
  test.each(['', '00004', 'cdnow:', ':00004', ':', '04E22A2E-9353-883D-8A92-98ED6765B407'])('is not "%s"', (address) =>
    expect(() => resolveCustomer(address)).toThrow(unreadable),
  )
})

test('a customer has one stream, and the stream tells whose it is', () => {
  const id = customerIdOf('cdnow', '00004')
  expect(customerStream(id)).toBe('customer-04e22a2e-9353-883d-8a92-98ed6765b407')
  expect(customerOfStream(customerStream(id))).toBe(id)
  expect(customerOfStream('identities')).toBeUndefined()
})
