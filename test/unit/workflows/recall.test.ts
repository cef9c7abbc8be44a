import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exchangeInputOf, PaperOffice } from '../../../infra/rehearse/paper-office.js';
import { happyScript, peopleOf } from '../../../infra/rehearse/people.js';
import type { ExchangeInput, Step, WrittenStep } from '../../../libs/contracts/dossier/index.js';
import { canonicalJson } from '../../../libs/domain/forms/canonical-json.js';
import { FrontDesk } from '../../../workflows/asking/front-desk.js';
import { ExchangeControl } from '../../../workflows/exchange/exchange.control.js';
import { tellExchange } from '../../../workflows/exchange/exchange.story.js';
import { newStory } from '../../../workflows/exchange/parties.js';
import { Recall } from '../../../workflows/exchange/recall.js';
import { drawnExchange, drawnPeople } from './drawn-exchange.js';
import { day, performed } from './performed.js';
import { advanceProgramme, programme, visit } from './scenarios.js';
import { tell } from './virtual-desk.js';

const ref = 'P2P-2026-0001';

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A desk that has heard an exchange's written steps again, and what it took for them. */
async function recalled(input: ExchangeInput, written: readonly WrittenStep[]): Promise<{ desk: FrontDesk; told: Step[]; ending?: string }> {
  const recall = new Recall(written, () => true);
  const desk = new FrontDesk(input.ref, input.startAt, input.clock, () => Date.parse('2030-01-01T00:00:00.000Z'), (change) => recall.since(change));
  const story = newStory(input, desk);
  const end: { ending?: string } = {};
  const telling = tellExchange(story).then((ending) => void (end.ending = ending));
  const told = await Promise.race([recall.tell({ desk, control: new ExchangeControl(story, desk), quiet }), telling.then(() => new Promise<never>(() => undefined))]);
  await quiet();
  return { desk, told, ...end };
}

/** What a step says, apart from when it was taken, and from which of two things of one moment was first: nobody waits for that. */
const content = ({ seq, stage, events, wakeAt }: Step) => ({ seq, stage, events: events.map((event) => canonicalJson(event)).toSorted(), wakeAt });

describe('an exchange that is told again from what stands written', () => {
  test('says the same in each step, waits for the same dates, and ends alike: whatever people answered, left or did', async () => {
    await fc.assert(
      fc.asyncProperty(drawnExchange, async ({ reactions, startAt, place, hostPaidInAdvance, outage, acts, slow }) => {
        const definition = hostPaidInAdvance ? advanceProgramme : programme;
        const office = new PaperOffice(definition, { visit, place });
        const input = exchangeInputOf(definition, ref, { startAt });
        const first = await tell(input, office, drawnPeople(reactions), {
          acts: acts.map(performed),
          slow,
          ...(outage && { outage: { from: day(outage.fromDay), until: day(outage.fromDay + outage.days) } }),
        });
        const again = await recalled({ ...input, revived: true }, await office.writtenSteps(ref, 1));
        expect(again.told.map(content)).toEqual(first.steps.map(content));
        expect(again.ending).toBe(first.ending);
      }),
      { numRuns: 500 },
    );
  }, 300_000);

  test('breaks off where the story now asks something else, and asks again about each change that it came past', async () => {
    const office = new PaperOffice(programme, { visit });
    const input = exchangeInputOf(programme, ref);
    await tell(input, office, peopleOf(happyScript));
    const written = await office.writtenSteps(ref, 1);
    const other = structuredClone(written);
    const asked = other[1]!.step.events.find((event) => event.kind === 'asked');
    if (asked?.kind === 'asked') asked.prompt = asked.prompt.replace(/1$/, '2');
    await expect(recalled({ ...input, revived: true }, other)).rejects.toThrow('step 2 is told otherwise than it was written');

    written[0]!.step.since = ['a-change'];
    const recall = new Recall(written.slice(0, 1), () => true);
    expect([recall.since('a-change'), recall.since('a-later-change')]).toEqual([true, false]);
    const desk = new FrontDesk(ref, input.startAt, input.clock, () => 0);
    const story = newStory(input, desk);
    void tellExchange(story);
    await recall.tell({ desk, control: new ExchangeControl(story, desk), quiet });
    expect([recall.since('a-change'), recall.since('a-later-change'), recall.since('the-next')]).toEqual([true, false, true]);
  });
});
