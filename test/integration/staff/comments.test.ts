import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InboxEntity } from '../../../libs/platform/db/entities/index.js';
import { putAnswer } from '../exchange/exchange-on-file.js';
import { addExchange, addPrompt, setClock } from '../upkeep/scene.js';
import { Desk } from './desk.js';

const ref = 'P2P-2027-0001';
const review = (round: number) => `${ref}/1/-/review/coordinator/${round}`;
const application = (round: number) => `${ref}/1/visiting/application/manager/${round}`;
const check = `${ref}/1/visiting/check/coordinator/1`;

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
  await setClock(desk.scene, '2027-03-09T09:00:00.000Z');
  await addExchange(desk.scene, ref, 'in-review');
});
afterEach(() => desk.close());

const sent = { theme: 'Makers of tomorrow', objectives: 'Learn how studios are shared.', accessNeeds: 'A ramp.', eventTitle: 'Open evening' };

/** An answer that was given; its id is what the next question is about. */
async function answered(promptId: string, by: string, choice: string, payload: object, about: string | null = null): Promise<string> {
  const at = '2027-03-08T09:00:00.000Z';
  await addPrompt(desk.scene, promptId, at, { status: 'answered', about });
  return putAnswer(desk.db, { promptId, choice, payload, by, receivedAt: at, status: 'accepted' });
}

const payloadOf = async (promptId: string) => (await desk.db.findOneByOrFail(InboxEntity, { promptId })).payload as Record<string, unknown>;
const fieldsOf = (page: { forms: { fields: { name: string; value: string }[] }[] }) => page.forms.flatMap((form) => form.fields);

describe('a review that sends the application back', () => {
  it('takes a short comment for each field, and what is wrong stands beside it with everything typed', async () => {
    await addPrompt(desk.scene, review(1), '2027-03-08T10:00:00.000Z', { about: await answered(application(1), 'the-spark-manager', 'submitted', sent) });
    const link = await desk.link('staff-prompt', review(1), 'coordinator');
    const names = fieldsOf(await desk.get(link)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['comments.theme', 'comments.activities', 'comments.accessNeeds']));
    expect(names).not.toContain('comments.activities.0.day');

    const refused = await desk.decide(link, { choice: 'request-changes', 'comments.theme': 'x'.repeat(501), 'comments.objectives': 'Say more <b>.' });
    expect(refused.status).toBe(422);
    expect(refused.problems.join()).toContain('Comment on');
    expect(fieldsOf(refused).find(({ name }) => name === 'comments.objectives')?.value).toBe('Say more <b>.');
    expect(refused.html).toMatch(/id="f-comments-theme"[^>]*aria-describedby="f-comments-theme-about"/);

    const receipt = await desk.decide(link, { choice: 'request-changes', reason: 'Almost there.', 'comments.objectives': ' Say more <b>. ', 'comments.unknown': 'x', 'comments.theme': '' });
    expect(receipt.status).toBe(200);
    expect(receipt.text).toContain('Say more <b>.');
    expect(await payloadOf(review(1))).toMatchObject({ reason: 'Almost there.', comments: { objectives: 'Say more <b>.' } });
    expect(Object.keys((await payloadOf(review(1)))['comments'] as object)).toEqual(['objectives']);
    expect((await desk.db.findOneByOrFail(InboxEntity, { promptId: review(1) })).facts).toEqual({});
  });

  it('drops comments with any other choice', async () => {
    await addPrompt(desk.scene, review(1), '2027-03-08T10:00:00.000Z', { about: await answered(application(1), 'the-spark-manager', 'submitted', sent) });
    await desk.decide(await desk.link('staff-prompt', review(1), 'coordinator'), { choice: 'approve', 'comments.objectives': 'Say more.' });
    expect(await payloadOf(review(1))).not.toHaveProperty('comments');
  });

  it('shows the hub each comment beside its field, and the reason on top', async () => {
    const first = await answered(application(1), 'the-spark-manager', 'submitted', sent);
    const asked = await answered(review(1), 'coordinator', 'request-changes', { choice: 'request-changes', reason: 'Almost there.', comments: { objectives: 'Say <more>.', activities: 'Which day?', noDoubleFunding: 'Please tick.' } }, first);
    await addPrompt(desk.scene, application(2), '2027-03-08T12:00:00.000Z', { about: asked });
    const link = await desk.link('prompt', application(2), 'the-spark-manager');
    const page = await desk.get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Almost there.');
    for (const key of ['objectives', 'activities', 'noDoubleFunding']) expect(page.html).toMatch(new RegExp(`role="note" id="f-${key}-note"`));
    expect(page.html).toMatch(/<textarea[^>]*id="f-objectives"[^>]*aria-describedby="f-objectives-note( |")/);
    expect(page.html).toMatch(/<fieldset[^>]*id="f-activities"[^>]*aria-describedby="f-activities-note f-activities-about"/);
    expect(page.html).toMatch(/<input[^>]*id="f-noDoubleFunding"[^>]*aria-describedby="f-noDoubleFunding-note/);
    expect(page.html).toContain('Say &lt;more&gt;.');
    expect(page.html.match(/role="note"/g)).toHaveLength(3);
    expect(fieldsOf(page).find(({ name }) => name === 'objectives')?.value).toBe(sent.objectives);
    expect((await desk.post(link, { _act: 'save', objectives: 'Learn much more about shared studios.' })).html.match(/role="note"/g)).toHaveLength(3);
  });

  it('tells the next review who asked for what, and what is different now', async () => {
    const first = await answered(application(1), 'the-spark-manager', 'submitted', sent);
    const asked = await answered(review(1), 'coordinator', 'request-changes', { choice: 'request-changes', reason: 'Almost there.', comments: { objectives: 'Say more.', accessNeeds: 'Which kind of ramp?' } }, first);
    const second = await answered(application(2), 'the-spark-manager', 'submitted', { ...sent, objectives: 'Learn how studios and tools are shared.' }, asked);
    await addPrompt(desk.scene, review(2), '2027-03-08T14:00:00.000Z', { about: second, escalatedAt: '2027-03-09T08:00:00.000Z' });
    const page = await desk.get(await desk.link('staff-prompt', review(2), 'coordinator'));
    for (const text of ['Coordinator asked for changes, Monday 8 March 2027', 'Almost there.', 'Say more.', 'Which kind of ramp?', 'Changed: before', 'Learn how studios are shared.', 'Changed: now']) expect(page.text).toContain(text);
    expect(page.text.match(/Learn how studios and tools are shared\./g)).toHaveLength(2);
    expect(page.text.match(/Open evening/g)).toHaveLength(1);
    // What only some may see stays with them.
    const lead = await desk.get(await desk.link('staff-prompt', review(2), 'lead'));
    expect(lead.text).toContain('Say more.');
    expect(lead.text).not.toContain('Which kind of ramp?');
    expect(fieldsOf(lead).map(({ name }) => name)).not.toContain('comments.accessNeeds');
  });
});

it('the check of a report takes comments on that report’s fields', async () => {
  const claim = { choice: 'claimed', daysPresent: [{ participant: 'Manager', days: 3 }], outcomes: 'We share our studios since.', costs: [{ line: 'travel', traveller: 1, what: 'Train', date: '2027-04-12', amount: 36_240 }] };
  const report = await answered(`${ref}/1/visiting/visitor-wrap-up/manager/1`, 'the-spark-manager', 'claimed', claim);
  await addPrompt(desk.scene, check, '2027-03-08T10:00:00.000Z', { about: report });
  const link = await desk.link('staff-prompt', check, 'coordinator');
  expect(fieldsOf(await desk.get(link)).map(({ name }) => name)).toEqual(expect.arrayContaining(['comments.costs', 'comments.outcomes']));
  expect((await desk.decide(link, { choice: 'request-changes', reason: 'One ticket is missing.', 'comments.costs': 'The way back?' })).status).toBe(200);
  expect(await payloadOf(check)).toMatchObject({ comments: { costs: 'The way back?' } });
});
