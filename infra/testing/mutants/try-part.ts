import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { join } from 'node:path';
import { builtFile } from '../../stack/project-files.js';
import { makeTestFolder } from '../test-folder.js';
import type { Part } from './parts.js';
import type { Sample } from './sample.js';
import { sampleVariable } from './stryker-plugins.js';

/**
 * Puts faults into a part's sources, one at a time and in a copy of the project, and runs the part's tests on each; needs the
 * Postgres of a test run. Without a sample all faults are tried.
 */
export async function tryPart(part: Part, sample: Sample | undefined): Promise<MutantResult[]> {
  const folder = makeTestFolder();
  process.env[sampleVariable] = sample ? `${sample.size}:${sample.seed}` : '';
  try {
    return await new Stryker(optionsFor(part, folder.path)).runMutationTest();
  } finally {
    folder.remove();
  }
}

function optionsFor({ sources, tests }: Part, folder: string): PartialStrykerOptions {
  return {
    mutate: [...sources, '!**/*.module.ts'],
    ignorePatterns: ['.data', 'docs', 'test/{e2e,browser,replay,stack}'],
    plugins: ['@stryker-mutator/jest-runner', builtFile('infra/testing/mutants/stryker-plugins.js')],
    checkers: ['sample'],
    ignorers: ['words-of-exceptions'],
    // A fault in what is computed once, when a file is loaded, takes a process of its own: left out.
    ignoreStatic: true,
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.mjs',
      // Postgres is there before, once for all faults.
      config: { globalSetup: null, globalTeardown: null, maxWorkers: 1, testMatch: tests.map((test) => `<rootDir>/${test}`) },
      enableFindRelatedTests: true,
    },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 60_000,
    reporters: [],
    tempDirName: join(folder, 'copies'),
    logLevel: 'error',
    fileLogLevel: 'off',
  } as PartialStrykerOptions;
}
