import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';

// That the project keeps the rules is a check of `npm test`; here each rule is shown a breach, and must notice it.

const config = createRequire(import.meta.url)(join(projectRoot, '.dependency-cruiser.cjs')) as IConfiguration;
const layers = ['apps', 'workflows', 'activities', 'libs', 'infra'];

const groupRules = (config.forbidden ?? []).flatMap(({ name }) => (name?.endsWith('-imports-down') ? [name] : []));

/** A project of a few lines in which every rule is broken once; each line names who imports what. */
const breaches: Record<string, [file: string, imported: string]> = {
  'no-circle': ['libs/mail/circle-back.ts', './circle.js'],
  'no-circle-of-folders': ['libs/mail/outbox/sent.ts', '../transport/smtp.js'],
  'libs-are-grouped': ['libs/mail/helper.ts', '../helpers/help.js'],
  ...Object.fromEntries(groupRules.map((rule) => [rule, [`libs/${rule.replace('-imports-down', '')}/up.ts`, '../rehearsal/clock.js']])),
  'domain-stands-alone': ['libs/domain/money.ts', '../platform/db/rows.js'],
  'contracts-know-the-domain': ['libs/contracts/exchange.ts', '../platform/db/rows.js'],
  'workflows-are-deterministic': ['workflows/exchange.workflow.ts', '../libs/platform/db/rows.js'],
  'libs-know-no-process': ['libs/mail/sender.ts', '../../activities/publish.js'],
  'activities-use-libs': ['activities/close.ts', '../apps/api/main.js'],
  'apps-wire': ['apps/worker/main.ts', '../../workflows/exchange.workflow.js'],
  'programs-not-tests': ['infra/stack/start.ts', '../../test/people.js'],
  'apps-stand-apart': ['apps/worker/other.ts', '../api/main.js'],
  'workflows-use-temporal-only': ['workflows/clock.ts', 'luxon'],
  'domain-is-pure': ['libs/domain/entity.ts', 'typeorm'],
  'domain-reads-nothing': ['libs/domain/files.ts', 'node:fs'],
  'one-door-to-the-database': ['activities/query.ts', 'pg'],
  'nothing-unknown': ['libs/mail/unknown.ts', './nowhere.js'],
};
const innocent: Record<string, string> = {
  'libs/mail/circle.ts': "export * from './circle-back.js';",
  'libs/mail/transport/smtp.ts': "export * from '../outbox/row.js';",
  'libs/mail/outbox/row.ts': 'export const row = 1;',
  'libs/helpers/help.ts': 'export const help = 1;',
  'libs/rehearsal/clock.ts': 'export const clock = 1;',
  'libs/platform/db/rows.ts': 'export const rows = 1;',
  'activities/publish.ts': 'export const publish = 1;',
  'apps/api/main.ts': 'export const main = 1;',
  'test/people.ts': 'export const people = 1;',
  'libs/domain/other.ts': 'export const other = 1;',
  'libs/contracts/fine.ts': "export * from '../domain/other.js';\nexport * from '@temporalio/workflow';",
  'workflows/fine.ts': "export * from '../libs/contracts/fine.js';\nexport * from '@temporalio/workflow';",
};

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-imports-'));
  let found: ICruiseResult;

  beforeAll(async () => {
    for (const [file, source] of Object.entries(innocent)) write(join(folder, file), source);
    for (const [file, imported] of Object.values(breaches)) write(join(folder, file), `export * from '${imported}';`);
    symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    copyFileSync(join(projectRoot, 'package.json'), join(folder, 'package.json'));
    const { tsConfig: _ownSettings, ...options } = config.options ?? {};
    const { output } = await cruise(layers, { ...options, baseDir: folder, validate: true, ruleSet: { forbidden: config.forbidden ?? [] } });
    found = output as ICruiseResult;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are each broken once in the example', () => {
    expect(Object.keys(breaches).toSorted()).toEqual((config.forbidden ?? []).map(({ name }) => name ?? '').toSorted());
  });

  test.each(Object.entries(breaches))('%s is noticed', (rule, [file]) => {
    const noticed = found.summary.violations.filter((violation) => violation.rule.name === rule).map(({ from }) => from);
    expect(noticed).toContain(rule === 'no-circle-of-folders' ? dirname(file) : file);
  });

  test('leave what is allowed alone', () => {
    const accused = found.summary.violations.map(({ from }) => from);
    for (const file of ['workflows/fine.ts', 'libs/contracts/fine.ts', 'libs/domain/other.ts']) expect(accused).not.toContain(file);
  });
});

function write(path: string, source: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${source}\n`);
}
