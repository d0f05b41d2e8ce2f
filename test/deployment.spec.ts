/** What starts Touchledger in containers agrees with the rest of the project, as far as that shows without an engine. */
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readConfig } from '../src/config.js'
import { image as eventStoreDbImage } from './servers/find-eventstoredb.js'
import { image as mongoDbImage } from './servers/find-mongodb.js'

interface Service {
  readonly image?: string
  readonly build?: string
  readonly network_mode?: string
  readonly environment?: Record<string, string | null>
  readonly ports?: string[]
  readonly volumes?: (string | { source: string; target: string })[]
  readonly healthcheck?: { test: string[] }
  readonly restart?: string
  readonly depends_on?: Record<string, { condition: string }>
}

interface Composition {
  readonly name: string
  readonly services: Record<string, Service>
  readonly volumes?: Record<string, unknown>
}

const composition = (file: string): Composition => parse(readFileSync(file, 'utf8')) as Composition

const development = composition('docker-compose.yml')
const production = composition('docker-compose.production.yml')
const services = Object.entries(development.services)
const stores = services.filter(([, { build }]) => !build)

/** The instructions of the Dockerfile, without comments and with continued lines joined. */
const instructions = readFileSync('Dockerfile', 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .flatMap((line) => {
    const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    return name ? [{ name, rest: rest! }] : []
  })
const all = (name: string): string[] => instructions.flatMap((one) => (one.name === name ? [one.rest] : []))
const last = (name: string): string => all(name).at(-1) ?? ''

/** The variables that the configuration looks for. */
const variables = (): string[] => {
  const known = new Set<string>()
  readConfig(new Proxy({}, { get: (_, name) => void known.add(String(name)) }))
  return [...known].sort()
}

describe('docker-compose.yml', () => {
  it('runs the servers that the tests run', () => {
    expect(development.services['eventstoredb']!.image).toBe(eventStoreDbImage)
    expect(development.services['mongodb']!.image).toBe(mongoDbImage)
  })

  it.each(services)('knows when %s is well, and starts it again when it ends', (_, { build, healthcheck, restart }) => {
    expect((build ? last('HEALTHCHECK') : healthcheck?.test[0]) || undefined).toContain('CMD')
    expect(restart).toBe('unless-stopped')
  })

  it('has the application wait until the stores are well', () => {
    expect(development.services['touchledger']!.depends_on).toEqual(
      Object.fromEntries(stores.map(([name]) => [name, { condition: 'service_healthy' }])),
    )
  })

  it.each(stores)('publishes %s on loopback only, where the application looks for it', (name, { ports = [] }) => {
    const { environment } = development.services['touchledger']!
    const url = environment![`TOUCHLEDGER_${name.toUpperCase()}_URL`]!
    expect(ports.map((port) => port.replace(/:\d+$/, ''))).toEqual([new URL(url).host])
  })

  it('gives the application the host’s network: it listens on loopback, which Docker cannot publish', () => {
    expect(development.services['touchledger']).toMatchObject({ network_mode: 'host' })
    expect(development.services['touchledger']).not.toHaveProperty('ports')
  })

  it('names the member of the replica set as the application looks for it', () => {
    const script = development.services['mongodb']!.healthcheck!.test.at(-1)
    const url = new URL(development.services['touchledger']!.environment!['TOUCHLEDGER_MONGODB_URL']!)
    expect(script).toContain(`_id: '${url.searchParams.get('replicaSet')}', members: [{ _id: 0, host: '${url.host}' }]`)
  })

  it.each(services)('keeps the data of %s in a volume with a name', (_, { volumes = [] }) => {
    expect(volumes.length).toBeGreaterThan(0)
    const sources = volumes.map((volume) => (typeof volume === 'string' ? volume.split(':')[0] : volume.source))
    expect(Object.keys(development.volumes!)).toEqual(expect.arrayContaining(sources))
  })

  it('passes every variable of the configuration on, but the address and the folder', () => {
    const given = Object.keys(development.services['touchledger']!.environment!).sort()
    expect(given).toEqual(variables().filter((name) => !['TOUCHLEDGER_HOST', 'TOUCHLEDGER_DATA'].includes(name)))
  })

  it('holds no password, not even one that everybody knows', () => {
    const settings = Object.values(development.services).flatMap((service) => Object.entries(service.environment ?? {}))
    for (const [name, value] of settings) expect(`${name}: ${value}`).not.toMatch(/PASSWORD|SECRET|TOKEN|:\/\/[^/]*@/)
  })
})

describe('docker-compose.production.yml', () => {
  const text = readFileSync('docker-compose.production.yml', 'utf8')
  const environment = Object.values(production.services).flatMap((service) => Object.entries(service.environment ?? {}))
  const required = /^\$\{\w+:\?[^}]+\}$/

  it('takes every password from outside, and does not start without', () => {
    const secrets = environment.filter(([name]) => /PASSWORD|SECRET|TOKEN/.test(name)).map(([, value]) => value)
    const inUrls = [...text.matchAll(/\w+:\/\/[^:\s]+:(.+?)@/g)].map(([, password]) => password!)
    expect(secrets.length).toBeGreaterThan(0)
    expect(inUrls).toHaveLength(2)
    for (const secret of [...secrets, ...inUrls]) expect(secret).toMatch(required)
    for (const [variable] of text.matchAll(/\$\{.*?\}/g)) expect(variable).toMatch(required)
  })

  it('has no variable of the application that the configuration does not know', () => {
    const named = environment.map(([name]) => name).filter((name) => name.startsWith('TOUCHLEDGER_'))
    expect(variables()).toEqual(expect.arrayContaining(named))
    expect(named.length).toBeGreaterThan(0)
  })

  it('asks for passwords everywhere, and for certificates of EventStoreDB', () => {
    const { eventstoredb, mongodb, touchledger } = production.services
    expect(eventstoredb!.environment).toMatchObject({ EVENTSTORE_INSECURE: 'false' })
    expect(touchledger!.environment!['TOUCHLEDGER_EVENTSTOREDB_URL']).toContain('@localhost:2113?tls=true&')
    expect(JSON.stringify(mongodb)).toContain('--keyFile')
  })

  it.each(Object.entries(production.services))('adds to a service that there is: %s, and publishes nothing', (name) => {
    expect(Object.keys(development.services)).toContain(name)
    expect(production.services[name]).not.toHaveProperty('ports')
    expect(production.services[name]).not.toHaveProperty('image')
  })

  it('finds the files that it names where it mounts them', () => {
    for (const [name, { environment = {}, volumes = [] }] of Object.entries(production.services)) {
      const targets = volumes.map((volume) => (volume as { target: string }).target)
      const paths = Object.values(environment).flatMap((value) => /(?:^|=)(\/[\w./]+)$/.exec(value ?? '')?.[1] ?? [])
      if (name !== 'mongodb') expect(paths).not.toEqual([])
      for (const path of paths)
        expect([
          name,
          path,
          targets.some((to) => `${path}/`.startsWith(`${to}/`) || to.startsWith(`${path}/`)),
        ]).toEqual([name, path, true])
    }
  })

  it('has data of its own: a store that was open once keeps its well-known passwords', () => {
    expect(production.name).not.toBe(development.name)
  })
})

describe('the Dockerfile', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n')

  it('has a Node that package.json allows, named to the minor version', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
    const [, least] = /^>=([\d.]+)$/.exec(engines.node)!
    const images = all('FROM').filter((from) => from.startsWith('node:'))
    expect(images).toHaveLength(1)
    const [, version] = /^node:(\d+\.\d+)[\w.]*-\w+-slim /.exec(images[0]!)!
    const [major, minor] = version!.split('.').map(Number)
    const [leastMajor, leastMinor] = least!.split('.').map(Number)
    expect(major! * 1_000 + minor!).toBeGreaterThanOrEqual(leastMajor! * 1_000 + leastMinor!)
    expect(major! % 2).toBe(0)
  })

  it('copies what exists and what the build is given', () => {
    const sources = all('COPY')
      .filter((rest) => !rest.startsWith('--from='))
      .flatMap((rest) => rest.split(' ').slice(0, -1))
    expect(sources).toContain('mappings')
    expect(sources.filter((source) => !existsSync(source))).toEqual([])
    expect(ignored).toContain('*')
    const taken = ignored.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    expect(taken.sort()).toEqual([...new Set(sources)].sort())
  })

  it('leaves out what only development needs', () => {
    expect(all('RUN').join()).toContain('npm prune --omit=dev')
  })

  it('does not run as root, and keeps its data in a volume', () => {
    expect(last('USER')).toBe('node')
    expect(last('ENV')).toContain(`TOUCHLEDGER_DATA=${last('VOLUME')} `)
    expect(development.services['touchledger']!.volumes).toContain(`touchledger:${last('VOLUME')}`)
    for (const [name] of last('ENV').matchAll(/TOUCHLEDGER_\w+/g)) expect(variables()).toContain(name)
  })

  it('serves without a shell in between, so that SIGTERM arrives', () => {
    expect(JSON.parse(last('CMD'))).toEqual(['touchledger', 'serve'])
    expect(all('ENTRYPOINT')).toEqual([])
  })

  it('says that it is well when it is ready to be asked', () => {
    expect(last('HEALTHCHECK')).toContain('/health/ready')
    const [, port] = /TOUCHLEDGER_PORT \|\| (\d+)/.exec(last('HEALTHCHECK'))!
    expect(Number(port)).toBe(readConfig({}).port)
  })
})
