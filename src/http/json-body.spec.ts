import { parseJsonBody } from './json-body.js'

const parse = (text: string) => parseJsonBody(Buffer.from(text))
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

test('an object is read', () => {
  expect(parse('{"a":[1,{"b":"ü"}]}')).toEqual({ a: [1, { b: 'ü' }] })
})

test('no body is nothing', () => {
  expect(parse('')).toBeUndefined()
})

test.each(['{"a":', 'a=b', '{"a":1}{'])('%s is not JSON', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ status: 400, code: 'body-not-json' }))
})

test('bytes that are no UTF-8 are not JSON', () => {
  expect(() => parseJsonBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(
    expect.objectContaining({ code: 'body-not-json' }),
  )
})

test.each(['[]', '1', '"text"', 'null'])('%s is JSON and no object', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'request-invalid' }))
})

test('32 levels are taken and 33 are not', () => {
  expect(parse(nested(32))).toBeDefined()
  expect(() => parse(nested(33))).toThrow(expect.objectContaining({ status: 400, code: 'body-too-deep' }))
})

test('a body of nothing but brackets is refused, however deep', () => {
  expect(() => parse(`{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`)).toThrow(
    expect.objectContaining({ code: 'body-too-deep' }),
  )
})

test.each(['{"__proto__":{}}', '{"a":[{"constructor":1}]}', '{"\\u005f_proto__":1}', '{"a":{"prototype":1}}'])(
  '%s names a field that objects keep for themselves',
  (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ status: 400, code: 'body-field-forbidden' }))
  },
)
