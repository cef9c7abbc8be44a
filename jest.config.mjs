import { availableParallelism } from 'node:os';

// Run through `npm test`, which builds first, sets --experimental-vm-modules (the project is ESM) and counts the results.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': '@swc/jest' }, // settings in .swcrc
  // Sources import each other by the names that they have once built.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  // Built files, because they start processes of their own and outlive single test files.
  globalSetup: '<rootDir>/dist/infra/testing/global-setup.js',
  globalTeardown: '<rootDir>/dist/infra/testing/global-teardown.js',
  // Generous: a test that waits for Postgres or Temporal on a busy machine is slow, not wrong.
  testTimeout: 60_000,
  maxWorkers: Math.min(4, availableParallelism()),
};
