/** Who may import whom. Arrows run one way: src → projections → domain; stores are reached through their ports. */
const spec = '\\.(spec|contract)\\.ts$'
const outside = ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown']

/** An adapter is known to its own folder, to the module file beside its port, and to tests. */
const onlyBehindItsPort = (port, moduleFile, adapters) => {
  const adapter = `^src/${port}/(${adapters.join('|')})/`
  return [
    {
      name: `${port}-adapters-behind-the-port`,
      comment: `Which adapter of src/${port} runs is configuration: only its module chooses one.`,
      severity: 'error',
      from: { pathNot: [adapter, `^src/${port}/${moduleFile}$`, '^test/', spec] },
      to: { path: adapter },
    },
    {
      name: `${port}-adapters-apart`,
      comment: 'What two adapters share belongs beside the port.',
      severity: 'error',
      from: { path: adapter, pathNot: spec },
      to: { path: adapter, pathNot: `^src/${port}/$1/` },
    },
  ]
}

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-domain',
      comment: 'The domain knows nothing of what is built on it.',
      severity: 'error',
      from: { path: '^domain/', pathNot: spec },
      to: { path: '^(projections|src|test)/' },
    },
    {
      name: 'domain-specs-import-no-application',
      comment: 'A spec of the domain needs the domain and the words to test it with, nothing else.',
      severity: 'error',
      from: { path: `^domain/.*${spec}` },
      to: { path: '^(projections|src)/' },
    },
    {
      name: 'projections-import-domain',
      comment: 'A fold follows from the events alone.',
      severity: 'error',
      from: { path: '^projections/', pathNot: spec },
      to: { path: '^(src|test)/' },
    },
    {
      name: 'projection-specs-import-no-application',
      comment: 'A spec of a fold needs the fold and the words to test it with, nothing else.',
      severity: 'error',
      from: { path: `^projections/.*${spec}` },
      to: { path: '^src/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'No framework, store, clock or I/O in the domain: only the schemas of its events, and hashing.',
      severity: 'error',
      from: { path: '^domain/', pathNot: spec },
      to: { dependencyTypes: outside, pathNot: ['^node_modules/typebox/', '^(node:)?crypto$'] },
    },
    {
      name: 'projections-are-pure',
      comment: 'No framework, store, clock or I/O in the folds.',
      severity: 'error',
      from: { path: '^projections/', pathNot: spec },
      to: { dependencyTypes: outside },
    },
    ...onlyBehindItsPort('event-store', 'open-event-store\\.ts', ['embedded', 'eventstoredb']),
    ...onlyBehindItsPort('read-models', 'open-read-models\\.ts', ['embedded', 'mongodb']),
    {
      name: 'sqlite-in-embedded-adapters',
      comment:
        'SQLite is a matter of the embedded adapters, and of the import and the spool of EventStoreDB where they put aside ' +
        'what does not fit memory; benches and tests may use it to compare.',
      severity: 'error',
      from: {
        pathNot: [
          '^src/(event-store|read-models)/embedded/',
          '^src/sqlite/',
          '^src/importing/temporary-tables.ts$',
          '^src/event-store/eventstoredb/spool.ts$',
          '^test/',
          spec,
        ],
      },
      to: { path: '@photostructure/sqlite' },
    },
    {
      name: 'no-tests-in-the-application',
      comment: 'What ships does not need what tests it.',
      severity: 'error',
      from: { path: '^src/', pathNot: spec },
      to: { path: ['^test/', spec] },
    },
    {
      name: 'no-dev-dependencies-in-the-application',
      comment: 'What ships runs on an installation without development dependencies.',
      severity: 'error',
      from: { path: '^(src|projections|domain)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'Files that import each other are one file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'A file that imports nothing and that nothing imports is dead, unless Jest or a process of its own runs it.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', spec, '^test/servers/(skipped-reporter|keeper)\\.js$'] },
      to: {},
    },
    {
      name: 'everything-is-found',
      comment: 'An import leads to a file of ours or to a package that package.json names.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports are arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
