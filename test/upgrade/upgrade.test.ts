import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';
import { restoreFolder, type Restored } from '../../infra/upgrade/restore-folder.js';
import { resting, type KeptExchange } from '../../infra/upgrade/resting.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { CopiedProgram } from '../e2e/copied-program.js';
import { KillableSystem } from '../e2e/killable-system.js';
import { StaffBrowsers } from '../e2e/staff-browsers.js';
import { ChangedStories, replaced } from '../replay/changed-story.js';
import { endingOf, goOnWith } from './kept-exchanges.js';

// A data folder of an earlier release, with an exchange at rest in every stage, is taken over by this one.

const { EventType } = temporal.api.enums.v1;
const release = '164b378';
const story = 'workflows/exchange/exchange.story.ts';

/** A question more before the signatures, and a notice more when the visit begins. */
const changes = [
  replaced(story, 'const signatories = input.parties', "if (desk.since('lead-agrees')) await desk.ask({ leg: input.leg, role: 'lead' }, 'pause-check');\n  const signatories = input.parties"),
  replaced(story, "await story.desk.until('visit-over');", "if (story.desk.since('told-at-the-start')) informManagers(story, 'next-week');\n  await story.desk.until('visit-over');"),
];

const stories = new ChangedStories();
afterAll(() => stories.remove());

describe.each([
  ['as it is', []],
  ['with a question inserted and a notice at the end of a step', changes],
])(`what ${release} left open goes on under the story %s`, (_how, changed) => {
  let program: CopiedProgram | undefined;
  let system: KillableSystem;
  let kept: Restored;
  const browsers = new StaffBrowsers();

  beforeAll(async () => {
    if (changed.length > 0) {
      program = new CopiedProgram();
      program.carry(await stories.bundleWith(...changed));
    }
    system = new KillableSystem(program?.path);
    kept = await restoreFolder(join(projectRoot, 'test', 'upgrade', `${release}.tar.gz`), system.dataDir);
    await system.start();
  }, 300_000);

  afterAll(async () => {
    await system.stop();
    program?.remove();
  }, 60_000);

  test('there is an exchange in every stage', () => {
    expect(kept.exchanges.map(({ name }) => name)).toEqual(Object.keys(resting));
  });

  test.each(Object.keys(resting) as KeptExchange['name'][])('%s: to its end', async (name) => {
    const exchange = kept.exchanges.find((each) => each.name === name)!;
    const { ending, journal } = await (await goOnWith(exchange, kept, { system: system.system, database: await system.database(), browsers })).playOn();
    expect(ending).toBe(endingOf(exchange));
    expect(journal.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
  }, 300_000);

  test('nothing that had happened is told otherwise: each journal begins as it stood', async () => {
    const { manager } = await system.database();
    const now: Restored['journal'] = await manager.query('select ref, seq, n, kind, event from journal order by ref, seq, n');
    for (const { ref } of kept.exchanges) {
      const before = kept.journal.filter((entry) => entry.ref === ref);
      const after = now.filter((entry) => entry.ref === ref);
      expect(before.length).toBeGreaterThan(0);
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.length).toBeGreaterThan(before.length);
    }
  });

  test('no workflow task failed', async () => {
    const { client, connection } = temporalClient(loadServiceConfig(system.system.env));
    const failed: string[] = [];
    for (const { ref } of kept.exchanges) {
      const { events } = await client.workflow.getHandle(ref).fetchHistory();
      if (events?.some(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)) failed.push(ref);
    }
    await connection.close();
    expect(failed).toEqual([]);
  });
});
