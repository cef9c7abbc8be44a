import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { workflowBundle } from '../workflow/workflow-bundle.js';

/** Where a module of the bundle may come from. The packages are Temporal's own and what those bring. */
const allowed = [
  /^\.\/workflows\//,
  /^\.\/libs\/contracts\//,
  /^\.\/libs\/domain\//,
  /^\.\/node_modules\/@temporalio\/(workflow|common)\//,
  /^\.\/node_modules\/(nexus-rpc|long|ms)\//,
  /^\?[0-9a-f]+$/, // Temporal's places for an interceptor or a converter of ours, empty here
];

/** Today it is half as large; most of it is Temporal's own code. */
const mostBytes = 2 * 1024 * 1024;
/** Our own code in it: every worker runs it for every exchange that it replays. */
const mostModulesOfOurs = 50;

describe('the workflow bundle', () => {
  let code: string;
  let modules: string[];
  beforeAll(async () => {
    const { codePath } = await workflowBundle();
    code = readFileSync(codePath, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
    modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map((match) => match[1] ?? '');
  });

  test('holds workflows, contracts, domain and Temporal, and nothing else', () => {
    expect(modules).toEqual(expect.arrayContaining(['./workflows/exchange/exchange.story.ts', './node_modules/@temporalio/workflow/lib/index.js']));
    expect(modules.filter((module) => !allowed.some((pattern) => pattern.test(module)))).toEqual([]);
  });

  test.each(['typeorm', 'pg', 'nodemailer', '@nestjs', 'luxon', 'zod', 'yaml', 'hono', 'node:'])('does not hold %s', (name) => {
    expect(modules.filter((module) => module.startsWith(name) || module.includes(`/node_modules/${name}`))).toEqual([]);
  });

  test('stays small', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(mostBytes);
    expect(modules.filter((module) => !module.includes('node_modules')).length).toBeLessThan(mostModulesOfOurs);
  });
});
