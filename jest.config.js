/** Jest runs the TypeScript sources as ES modules; see the `test` script for the flag Node needs. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/domain', '<rootDir>/projections', '<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/build-once.js',
  reporters: ['default', '<rootDir>/test/servers/skipped-reporter.js'],
  // Most specs wait, for disks and for processes.
  maxWorkers: '100%',
  // A busy machine takes many times as long as a quiet one.
  testTimeout: 120_000,
}
