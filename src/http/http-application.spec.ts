/** The HTTP door on real stores: what it answers, and how it refuses. */
import { rmSync } from 'node:fs'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import { temporaryFolder } from '../../test/open-stores.js'
import { readConfig } from '../config.js'
import { createHttpApplication } from './http-application.js'

test('probe', async () => {
  const dataFolder = temporaryFolder()
  const app: NestFastifyApplication = await createHttpApplication({
    ...readConfig({}, { dataFolder }),
    logLevel: 'debug',
  })
  await app.init()
  await app.getHttpAdapter().getInstance().ready()
  const show = async (request: object) => {
    const r = await app.inject(request)
    console.log(JSON.stringify(request), r.statusCode, JSON.stringify(r.headers), r.body.slice(0, 600))
  }
  await show({
    method: 'POST',
    url: '/customers',
    payload: { kind: 'person', source: 'shop', externalId: '1', profile: { city: 'X' } },
    headers: { 'idempotency-key': 'k' },
  })
  await show({
    method: 'POST',
    url: '/customers/shop:1/purchases',
    payload: { total: { amount: 100, currency: 'USD' } },
  })
  await show({
    method: 'POST',
    url: '/customers/shop:1/orders',
    payload: { order: 'o1', goods: { amount: 100, currency: 'USD' } },
  })
  await show({ method: 'POST', url: '/customers/shop:1/orders/o1/approval' })
  await show({ method: 'GET', url: '/customers/shop:1?waitFor=4' })
  await show({ method: 'GET', url: '/customers/shop:1/loyalty?waitFor=3' })
  await show({ method: 'GET', url: '/customers/shop:1/timeline?limit=1' })
  await show({ method: 'GET', url: '/customers/shop:1/timeline?limit=x&foo=1' })
  await show({ method: 'GET', url: '/portfolio' })
  await show({ method: 'GET', url: '/feed' })
  await show({ method: 'GET', url: '/health/ready' })
  await show({ method: 'GET', url: '/nowhere' })
  await show({ method: 'PUT', url: '/customers/shop:1/value' })
  await show({ method: 'GET', url: '/%E0%A4%A' })
  await show({ method: 'POST', url: '/customers', payload: '{"a":', headers: { 'content-type': 'application/json' } })
  await show({
    method: 'POST',
    url: '/customers',
    payload: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  await show({ method: 'POST', url: '/customers', payload: {} })
  await show({ method: 'GET', url: '/metrics' })
  await app.close()
  rmSync(dataFolder, { recursive: true })
})
