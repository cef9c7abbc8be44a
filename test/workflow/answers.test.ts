import { describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { happyScript, peopleOf } from '../../infra/rehearse/people.js';
import { recordIfAsked } from '../replay/histories.js';
import { reply } from '../unit/workflows/scenarios.js';
import { withExchange } from './laboratory.js';

const nobody = peopleOf({});
const dayMs = 24 * 3_600_000;

describe('an answer handed to the exchange', () => {
  test('is taken at once, with a receipt, and refused by a code where it cannot be', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const answer = await exchange.answerNow(prompt, 'yes');
      const { closesAt } = exchange.office.openPrompts(exchange.ref).get(prompt)!;
      const afterwards = new Date(Date.parse(closesAt) + 1).toISOString();

      expect(await refusal(exchange.hand({ ...answer, choice: 'perhaps' }, 'u-1'))).toBe('choice-not-offered');
      expect(await refusal(exchange.hand({ ...answer, prompt: `${prompt}0` }, 'u-2'))).toBe('prompt-unknown');
      expect(await refusal(exchange.hand({ ...answer, receivedAt: afterwards }, 'u-3'))).toBe('too-late');
      expect(await exchange.hand(answer)).toEqual({ answer: answer.answer, choice: 'yes', by: 'somebody', at: answer.receivedAt });
    });
  });

  test('that was refused does not block the corrected one under the same update id, and leaves no trace', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const before = (await exchange.events()).length;
      expect(await refusal(exchange.hand(await exchange.answerNow(prompt, 'perhaps')))).toBe('choice-not-offered');
      expect((await exchange.events()).filter((type) => type.includes('UPDATE'))).toEqual([]);
      expect(await exchange.hand(await exchange.answerNow(prompt, 'yes'))).toMatchObject({ choice: 'yes' });
      await exchange.untilAsked('application');
      expect((await exchange.events()).length).toBeGreaterThan(before);
    });
  });

  test('twice under the same update id runs once: the first receipt comes back, whatever the second says', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const answer = await exchange.answerNow(prompt, 'yes');
      const receipts = await Promise.all([exchange.hand(answer), exchange.hand(answer), exchange.hand({ ...answer, choice: 'no', answer: 'another' })]);
      expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
      await exchange.quiet();
      expect(exchange.lines().filter((line) => line.startsWith('answered'))).toHaveLength(1);
    });
  });

  test('yes and no at once, by two people: one counts, the other hears whose', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const yes = await exchange.answerNow(prompt, 'yes', { answer: 'a-yes', by: 'one' });
      const no = await exchange.answerNow(prompt, 'no', { answer: 'a-no', by: 'another' });
      const [first, second] = await Promise.all([exchange.hand(yes, 'u-yes'), exchange.hand(no, 'u-no')]);
      expect(first).toEqual(second);
      await exchange.quiet();
      expect(exchange.lines().filter((line) => line.startsWith('answered'))).toEqual([`answered availability.hosting.manager ${first.choice}`]);
    });
  });

  test('after the closing is refused: the question lapsed, reminders and staff came before', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      await exchange.until(() => exchange.lines().includes('lapsed availability.hosting.manager'), dayMs);
      expect(await refusal(exchange.hand(await exchange.answerNow(prompt, 'yes')))).toBe('prompt-closed');
      expect(exchange.lines().filter((line) => line.includes('availability'))).toEqual([
        'asked availability.hosting.manager',
        'reminded availability.hosting.manager nth 1',
        'reminded availability.hosting.manager nth 2',
        'escalated availability.hosting.manager',
        'lapsed availability.hosting.manager',
      ]);
    });
  });

  test('that the inbox received in time counts, though it is handed in after the closing', async () => {
    await withExchange({ people: nobody }, async (exchange) => {
      const prompt = await exchange.untilAsked('availability');
      const answer = await exchange.answerNow(prompt, 'yes');
      exchange.office.receive(answer);
      await exchange.untilAsked('application');
      expect(exchange.lines().filter((line) => line.startsWith('answered') || line.startsWith('lapsed'))).toEqual(['answered availability.hosting.manager yes']);
      expect(await exchange.hand(answer)).toEqual({ answer: answer.answer, choice: 'yes', by: 'somebody', at: answer.receivedAt });
    });
  });

  test.each([
    ['host-silent', { availability: ['silent' as const, reply('yes')], application: ['silent' as const] }, 'expired'],
    ['signature-declined', { 'sign.visiting': [reply('signed', { bank: 'later' })], 'sign.hosting': [reply('declined', {}, 4)] }, 'withdrawn'],
    ['money-returned', { booking: [reply('returned'), reply('booked')], 'check.visiting': [reply('request-changes'), reply('accept', { cents: 90_000 })] }, 'completed'],
  ])('or its absence leads to the end that the story tells: %s', async (name, script, ending) => {
    await withExchange({ people: peopleOf({ ...happyScript, ...script }) }, async (exchange) => {
      expect(await exchange.liveToTheEnd()).toBe(ending);
      await recordIfAsked(name, exchange.handle);
    });
  });
});

async function refusal(update: Promise<unknown>): Promise<string | null | undefined> {
  const error: unknown = await update.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  const { cause } = error as WorkflowUpdateFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  return (cause as ApplicationFailure).type;
}
