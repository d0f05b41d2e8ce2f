import { RouteTable } from './route-table.js'

const table = (): RouteTable => {
  const routes = new RouteTable()
  routes.add('/customers', 'POST')
  routes.add('/customers/:customer/orders', ['POST'])
  routes.add('/customers/:customer/value', 'GET')
  routes.add('/openapi.json', 'GET')
  return routes
}

test('a path that no route has is unknown', () => {
  expect(table().refusal('GET', '/nowhere')).toMatchObject({ code: 'route-unknown' })
  expect(table().refusal('GET', '/customers/a/b/value')).toMatchObject({ code: 'route-unknown' })
  expect(table().refusal('PUT', '/openapiXjson')).toMatchObject({ code: 'route-unknown' })
})

test('a path that another method has says which', () => {
  expect(table().refusal('DELETE', '/customers/cdnow%3A1/value?asOf=2026-01-01')).toMatchObject({
    status: 405,
    code: 'method-not-allowed',
    headers: { Allow: 'GET' },
  })
})
