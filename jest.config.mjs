export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  collectCoverageFrom: ['{functions,core,mcp,adapters,run,eval,cli,simulator}/**/*.ts'],
  coverageProvider: 'babel',
};
