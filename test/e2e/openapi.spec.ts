/** The API's description as the built program serves it: the build adds to it what the sources only say in comments. */
import { startHttpServer, type HttpServer } from '../http-server.js'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}
interface Description {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: object; readonly required?: readonly string[] }>>
  }
}

let server: HttpServer
let text = ''
let description: Description

beforeAll(async () => {
  server = await startHttpServer()
  text = await (await fetch(`${server.url}/openapi.json`)).text()
  description = JSON.parse(text) as Description
})

afterAll(async () => {
  const { code, stderr } = await server.stop()
  expect(code).toBe(0)
  // Of two schemas by one name only one is described.
  expect(stderr).not.toContain('Duplicate DTO')
})

const operations = () =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, operation })),
  )

test('every door is described: what it does, what it answers, which problems it has', () => {
  expect(description.openapi).toBe('3.1.0')
  expect(operations().length).toBeGreaterThan(40)
  const silent = operations().filter(({ operation: { summary, responses } }) => {
    const answers = Object.entries(responses)
    return (
      !summary ||
      answers.some(([, { description }]) => description === '') ||
      !answers.some(([status]) => status.startsWith('2'))
    )
  })
  expect(silent.map(({ name }) => name)).toEqual([])
  const withoutProblems = operations().filter(
    ({ operation: { responses } }) =>
      !Object.values(responses).some(({ content = {} }) => 'application/problem+json' in content),
  )
  expect(withoutProblems.map(({ name }) => name)).toEqual(['get /health/live', 'get /metrics'])
})

test('every path names its parameters, and every write takes an idempotency key', () => {
  for (const { name, path, method, operation } of operations()) {
    const named = (place: string) =>
      operation.parameters?.filter((one) => one.in === place).map((one) => one.name) ?? []
    expect([name, named('path')]).toEqual([name, [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)])
    if (method === 'post') expect([name, named('header')]).toEqual([name, expect.arrayContaining(['Idempotency-Key'])])
  }
})

test('every schema that is pointed to is there, and has fields', () => {
  const pointed = new Set([...text.matchAll(/"#\/components\/schemas\/(\w*)"/g)].map(([, name]) => name!))
  expect(pointed.size).toBeGreaterThan(40)
  const empty = [...pointed].filter(
    (name) => Object.keys(description.components.schemas[name]?.properties ?? {}).length === 0,
  )
  expect(empty).toEqual([])
})

test('rules of fields show in the schemas', () => {
  const { schemas } = description.components
  expect(schemas.PlaceOrderDto).toMatchObject({
    required: ['order', 'goods'],
    properties: {
      order: { type: 'string', minLength: 1, maxLength: 200 },
      goods: { allOf: [{ $ref: '#/components/schemas/PriceDto' }] },
      lines: { type: 'array', maxItems: 10_000, items: { $ref: '#/components/schemas/OrderLineDto' } },
      occurredAt: { format: 'date-time' },
    },
  })
  expect(schemas.PriceDto).toMatchObject({
    properties: { amount: { type: 'integer', minimum: 0, description: expect.stringMatching('Minor units') } },
  })
  expect(schemas.TimelineDto).toMatchObject({
    properties: { items: { type: 'array', items: { $ref: '#/components/schemas/TouchpointRowDto' } } },
  })
})

test('people read it at /docs, which loads nothing from elsewhere', async () => {
  const page = await (await fetch(`${server.url}/docs`)).text()
  const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!)
  expect(sources.length).toBeGreaterThan(3)
  for (const source of sources) {
    const asset = new URL(source, `${server.url}/docs`)
    expect(asset.origin).toBe(server.url)
    expect([source, (await fetch(asset)).status]).toEqual([source, 200])
  }
})
