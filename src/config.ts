/** Configuration: one validated object, read once at the start from the environment and the command line. */
import { Type, type Static } from 'typebox'
import Compile from 'typebox/compile'
import { invalid } from '../domain/errors.js'
import { defaultRevenueAtRiskShare } from '../projections/portfolio/revenue-at-risk.js'
import { shareCounts } from './read-models/partitions.js'
import { defaultLifecycleRules, type LifecycleRules } from '../projections/lifecycle/lifecycle.read-model.js'

const Settings = Type.Object({
  /** Folder of the embedded stores, and of what imports reject. */
  dataFolder: Type.String({ minLength: 1 }),
  /** Connection string of EventStoreDB or KurrentDB; empty for the embedded log. May hold credentials. */
  eventStoreUrl: Type.String({ pattern: '^$|^(esdb|kurrentdb)(\\+discover)?://.' }),
  /** Connection string of MongoDB; empty for the embedded read models. May hold credentials. */
  readModelsUrl: Type.String({ pattern: '^$|^mongodb(\\+srv)?://.' }),
  host: Type.String({ minLength: 1 }),
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  /** Largest request body, in bytes. */
  bodyLimit: Type.Integer({ minimum: 1_024, maximum: 104_857_600 }),
  /** Hours in which the server compares every customer with the log once; 0 for never. */
  driftCheckHours: Type.Integer({ minimum: 0, maximum: 8_760 }),
  /** Into how many parts the read models are cut, for as many engines as may share the work. */
  partitions: Type.Enum(shareCounts),
  /** From which share of the revenue in a currency on a customer counts as revenue at risk. */
  revenueAtRiskShare: Type.Number({ minimum: 0.01, maximum: 1 }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  lifecycle: Type.Object({
    existingFromPurchaseDays: Type.Integer({ minimum: 2, maximum: 1_000 }),
    loyalFromPurchaseDays: Type.Integer({ minimum: 3, maximum: 10_000 }),
    lostAfterDays: Type.Integer({ minimum: 1, maximum: 36_500 }),
  }),
})
type Settings = Static<typeof Settings>
export type Config = Omit<Settings, 'lifecycle'> & { readonly lifecycle: LifecycleRules }

/** What would be right where the schema's own words do not say it. */
const wanted: Partial<Record<string, string>> = {
  partitions: `must be one of ${shareCounts.join(', ')}`,
  eventStoreUrl: 'must be a connection string such as esdb://admin:secret@host:2113 or esdb+discover://a:2113,b:2113',
  readModelsUrl: 'must be a connection string such as mongodb://user:secret@a:27017,b:27017/touchledger?replicaSet=rs0',
}

/** The environment variable behind each setting, and its default. docs/operating.md holds the same table for people. */
const variables = {
  dataFolder: ['TOUCHLEDGER_DATA', './touchledger-data'],
  eventStoreUrl: ['TOUCHLEDGER_EVENTSTOREDB_URL', ''],
  readModelsUrl: ['TOUCHLEDGER_MONGODB_URL', ''],
  host: ['TOUCHLEDGER_HOST', '127.0.0.1'],
  port: ['TOUCHLEDGER_PORT', 8400],
  bodyLimit: ['TOUCHLEDGER_BODY_LIMIT', 1_048_576],
  driftCheckHours: ['TOUCHLEDGER_DRIFT_CHECK_HOURS', 24],
  partitions: ['TOUCHLEDGER_PARTITIONS', 1],
  revenueAtRiskShare: ['TOUCHLEDGER_REVENUE_AT_RISK_SHARE', defaultRevenueAtRiskShare],
  logLevel: ['TOUCHLEDGER_LOG_LEVEL', 'info'],
  'lifecycle/existingFromPurchaseDays': [
    'TOUCHLEDGER_EXISTING_FROM_PURCHASE_DAYS',
    defaultLifecycleRules.existingFromPurchaseDays,
  ],
  'lifecycle/loyalFromPurchaseDays': [
    'TOUCHLEDGER_LOYAL_FROM_PURCHASE_DAYS',
    defaultLifecycleRules.loyalFromPurchaseDays,
  ],
  'lifecycle/lostAfterDays': ['TOUCHLEDGER_LOST_AFTER_DAYS', defaultLifecycleRules.lostAfterDays],
} as const satisfies Record<string, readonly [string, string | number]>

const validator = Compile(Settings)

/**
 * Reads the configuration; `overrides` (from the command line) win over the environment.
 * @throws DomainError `configuration-invalid` that names the variable, what it holds and what would be right
 */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Partial<Pick<Config, 'dataFolder' | 'eventStoreUrl' | 'readModelsUrl' | 'host' | 'port'>> = {},
): Config => {
  const setting = (name: keyof typeof variables): string | number => {
    const [variable, standard] = variables[name]
    const text = environment[variable]
    if (text === undefined || text === '') return standard
    return typeof standard === 'number' ? Number(text) : text
  }
  const settings = {
    dataFolder: overrides.dataFolder ?? setting('dataFolder'),
    eventStoreUrl: overrides.eventStoreUrl ?? setting('eventStoreUrl'),
    readModelsUrl: overrides.readModelsUrl ?? setting('readModelsUrl'),
    host: overrides.host ?? setting('host'),
    port: overrides.port ?? setting('port'),
    bodyLimit: setting('bodyLimit'),
    driftCheckHours: setting('driftCheckHours'),
    partitions: setting('partitions'),
    revenueAtRiskShare: setting('revenueAtRiskShare'),
    logLevel: setting('logLevel'),
    lifecycle: {
      existingFromPurchaseDays: setting('lifecycle/existingFromPurchaseDays'),
      loyalFromPurchaseDays: setting('lifecycle/loyalFromPurchaseDays'),
      lostAfterDays: setting('lifecycle/lostAfterDays'),
    },
  }
  if (!validator.Check(settings)) {
    const [problem] = validator.Errors(settings)
    const name = problem!.instancePath.slice(1) as keyof typeof variables
    throw invalid('configuration-invalid', `${variables[name][0]} ${wanted[name] ?? problem!.message}`, {
      variable: variables[name][0],
    })
  }
  return { ...settings, lifecycle: { ...defaultLifecycleRules, ...settings.lifecycle } }
}
