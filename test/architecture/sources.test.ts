import { describe, expect, test } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';

const folders = '{apps,workflows,activities,libs,infra,test}';
const sources = globSync(`${folders}/**/*.{ts,tsx,mjs,cjs}`, { cwd: projectRoot });
/** A file that is longer holds more than one thing. */
const mostLines = 400;
/** Names that say nothing about what is inside. */
const drawers = /^(common|utils?|helpers?|misc|shared)$/i;

describe('the sources', () => {
  test('are found', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  test(`have fewer than ${mostLines} lines a file`, () => {
    const long = sources.filter((source) => read(source).split('\n').length >= mostLines);
    expect(long).toEqual([]);
  });

  test('stand in no drawer that could hold anything', () => {
    const names = sources.filter((source) => source.split('/').some((part) => part.split('.').slice(0, -1).concat(part).some((word) => drawers.test(word))));
    expect(names).toEqual([]);
  });

  test('wait for nothing to be finished later', () => {
    const unfinished = sources.filter((source) => /\b(TODO|FIXME|XXX|HACK)\b/.test(read(source)) && !source.startsWith('test/architecture/'));
    expect(unfinished).toEqual([]);
  });

  test('name no file of ours that is not there, in comments and in the documentation', () => {
    const places = [...sources.filter((source) => !source.startsWith('test/')), ...globSync('{*.md,docs/*.md}', { cwd: projectRoot })];
    const named = /(?<![\w./-])(?:apps|workflows|activities|libs|infra|test)\/[\w./-]+\.(?:tsx?|mjs|yaml)\b/gu;
    const missing = places.flatMap((place) => [...read(place).matchAll(named)].map(([name]) => name).filter((name) => !existsSync(join(projectRoot, name))).map((name) => `${place}: ${name}`));
    expect(missing).toEqual([]);
  });

  test('run all the tests that they hold', () => {
    const tests = sources.filter((source) => /\.test\.tsx?$/.test(source));
    expect(tests.filter((source) => /\b(describe|test|it)\.(only|skip|todo)\b/.test(read(source)))).toEqual([]);
  });
});

function read(source: string): string {
  return readFileSync(join(projectRoot, source), 'utf8');
}
