import { describe, expect, it } from '@jest/globals';
import type { MutantResult, MutantStatus } from '@stryker-mutator/api/core';
import { globSync } from 'node:fs';
import { parts } from '../../../infra/testing/mutants/parts.js';
import { drawn, judge } from '../../../infra/testing/mutants/sample.js';
import { projectRoot } from '../../../infra/stack/project-files.js';

const fault = (line: number, status: MutantStatus, folder = '/one'): MutantResult => ({
  id: String(line),
  fileName: `${folder}/libs/money/cents.ts`,
  mutatorName: 'EqualityOperator',
  replacement: '<=',
  location: { start: { line, column: 1 }, end: { line, column: 9 } },
  status,
});
const hundred = (status: (line: number) => MutantStatus, folder?: string): MutantResult[] => Array.from({ length: 100 }, (_, line) => fault(line, status(line), folder));
const lines = (some: readonly MutantResult[]): number[] => some.map(({ location }) => location.start.line).toSorted((a, b) => a - b);

describe('a sample of faults', () => {
  it('is the same for the same seed, wherever the sources stand and in whatever order they come, and another for another', () => {
    const one = drawn(hundred(() => 'Killed'), { seed: 'a', size: 10 });
    expect(one).toHaveLength(10);
    expect(lines(drawn(hundred(() => 'Killed', '/tmp/copies/two').toReversed(), { seed: 'a', size: 10 }))).toEqual(lines(one));
    expect(lines(drawn(hundred(() => 'Killed'), { seed: 'b', size: 10 }))).not.toEqual(lines(one));
  });

  it('counts what was tried: a fault that ran for ever or broke the program was noticed, one that survived was not', () => {
    const sample = { seed: 'a', size: 40 };
    const tried = new Set(drawn(hundred(() => 'Killed'), sample).map(({ id }) => id));
    const results = hundred((line) => (!tried.has(String(line)) ? 'CompileError' : line % 3 === 0 ? 'Survived' : line % 3 === 1 ? 'Timeout' : 'Killed'));
    const { noticed, survived } = judge(results, sample);
    expect(lines(survived)).toEqual([...tried].map(Number).filter((line) => line % 3 === 0).toSorted((a, b) => a - b));
    expect(noticed).toBe(40 - survived.length);
  });

  it('holds its share of those that no test comes near against the tests', () => {
    const results = hundred((line) => (line < 50 ? 'NoCoverage' : 'Killed'));
    const { noticed, survived } = judge(results, { seed: 'a', size: 25 }); // half of those that were covered
    expect(noticed).toBe(25);
    expect(survived.length).toBeGreaterThan(12);
    expect(survived.length).toBeLessThan(38);
    expect(judge(results, { seed: 'a', size: 1_000 })).toMatchObject({ noticed: 50, survived: { length: 50 } });
  });

  it('leaves out what was left out', () => {
    expect(judge(hundred((line) => (line < 90 ? 'Ignored' : 'Killed')), { seed: 'a', size: 1_000 })).toEqual({ noticed: 10, survived: [] });
  });
});

it.each(parts.map((part) => [part.name, part] as const))('the part %s of the sources is there, and its tests are', (_name, { sources, tests }) => {
  for (const pattern of [...sources, ...tests]) expect([pattern, globSync(pattern, { cwd: projectRoot }).length > 0]).toEqual([pattern, true]);
});
