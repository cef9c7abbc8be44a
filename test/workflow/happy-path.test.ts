import { describe, expect, test } from '@jest/globals';
import { happyScript, peopleOf } from '../../infra/rehearse/people.js';
import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { recordIfAsked } from '../replay/histories.js';
import { tellWith } from '../unit/workflows/scenarios.js';
import { withExchange } from './laboratory.js';

describe('a happy exchange on Temporal', () => {
  test('lives through its months, writes what the story tells, and needs few events', async () => {
    const people = peopleOf(happyScript);
    await withExchange({ people, office: { unsent: ({ seq }) => (seq === 1 ? 1 : 0) } }, async (exchange) => {
      const startedAt = await exchange.environment.currentTimeMs();
      expect(await exchange.liveToTheEnd()).toBe('completed');
      const months = (await exchange.environment.currentTimeMs() - startedAt) / (30 * 24 * 3_600_000);
      expect(months).toBeGreaterThan(9);

      const told = await tellWith();
      expect(exchange.lines().toSorted()).toEqual(told.lines.toSorted());
      expect(exchange.office.delivered).toHaveLength(1);

      const journal = exchange.office.journal(exchange.ref);
      const events = await exchange.events();
      const mailEvents = 3 + 3; // one mail was left to the mail queue: its activity, and the task that hears of it
      expect(events.length - mailEvents).toBeLessThanOrEqual(13 * wakeUps(journal) + 14 + stages(journal));
      await recordIfAsked('happy', exchange.handle);
    });
  });

  test('goes the same way on a worker that forgets everything between two tasks', async () => {
    await withExchange({ people: peopleOf(happyScript), worker: { maxCachedWorkflows: 0 } }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe('completed');
      const told = await tellWith();
      expect(exchange.lines().toSorted()).toEqual(told.lines.toSorted());
    });
  });

  test('shows staff its state: stage, open question with its dates, next wake-up', async () => {
    await withExchange({ people: peopleOf(happyScript) }, async (exchange) => {
      const prompt = await exchange.untilAsked('application');
      const instants = exchange.office.openPrompts(exchange.ref).get(prompt)!;
      expect(await exchange.state()).toEqual({
        ref: exchange.ref,
        stage: 'applying',
        seq: 2,
        quiet: true,
        paused: false,
        open: [{ prompt, dueAt: instants.dueAt, closesAt: instants.closesAt }],
        wakeAt: instants.remindAt[0],
        clock: { offsetMs: 0, version: 1 },
      });
    });
  });

  test('carries its stage as search attribute, and nothing personal', async () => {
    await withExchange({ people: peopleOf(happyScript) }, async (exchange) => {
      await exchange.untilAsked('application');
      const { searchAttributes } = await exchange.handle.describe();
      expect(searchAttributes).toMatchObject({ SojournStage: ['applying'] });
    });
  });
});

/** An answer or an instant at which something fell due; what comes at the same instant is one. */
function wakeUps(journal: readonly DomainEvent[]): number {
  return journal.filter(({ kind }) => ['answered', 'reached', 'reminded', 'escalated', 'lapsed'].includes(kind)).length;
}

function stages(journal: readonly DomainEvent[]): number {
  return journal.filter(({ kind }) => kind === 'entered').length;
}
