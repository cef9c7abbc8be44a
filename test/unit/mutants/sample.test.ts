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

  it('counts what was tried, by what became of it: one that ran for ever or broke the program was noticed, one that survived was not', () => {
    const became: MutantStatus[] = ['Killed', 'Survived', 'Timeout', 'RuntimeError', 'CompileError'];
    const { noticed, survived } = judge(hundred((line) => became[line % 5]!), 'a');
    expect(lines(survived)).toEqual(Array.from({ length: 20 }, (_, n) => 5 * n + 1));
    expect(noticed).toBe(60); // nobody drew the rest
  });

  it('holds its share of those that no test comes near against the tests', () => {
    const half = hundred((line) => (line < 40 ? 'NoCoverage' : line % 2 === 0 ? 'CompileError' : 'Killed'));
    expect(judge(half, 'a')).toMatchObject({ noticed: 30, survived: { length: 20 } });
    const all = hundred((line) => (line < 40 ? 'NoCoverage' : 'Killed'));
    expect(judge(all, 'a')).toMatchObject({ noticed: 60, survived: { length: 40 } });
  });

  it('leaves out what was left out', () => {
    expect(judge(hundred((line) => (line < 90 ? 'Ignored' : 'Killed')), 'a')).toEqual({ noticed: 10, survived: [] });
  });
});

it.each(parts.map((part) => [part.name, part] as const))('the part %s of the sources is there, and its tests are', (_name, { sources, tests }) => {
  for (const pattern of [...sources, ...tests]) expect([pattern, globSync(pattern, { cwd: projectRoot }).length > 0]).toEqual([pattern, true]);
});
