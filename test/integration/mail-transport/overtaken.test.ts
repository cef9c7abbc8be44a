import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { ActivityLogEntity, DossierEntity, OutboxEntity, PromptEntity } from '../../../libs/platform/db/entities/index.js';
import { createLink } from '../../../libs/links/links.js';
import type { ComposedMail } from '../../../libs/mail/compose/message.js';
import { planMail } from '../../../libs/mail/outbox/plan-mail.js';
import { OutboxSender } from '../../../libs/mail/outbox/outbox-sender.js';
import { addExchange, addPrompt, edition, openScene, setClock, type Scene } from '../upkeep/scene.js';

const ref = 'P2P-2027-0001';
const asked = '2027-12-22T10:00:00.000Z'; // the quiet weeks: nothing goes before 7 January
const afterwards = '2028-01-07T09:00:00.000Z';
const question = `${ref}/1/visiting/application/manager/1`;

let scene: Scene;
let sent: ComposedMail[];
let sender: OutboxSender;
beforeEach(async () => {
  scene = await openScene();
  sent = [];
  const transport = {
    send: async (mail: ComposedMail) => {
      sent.push(mail);
      return { kind: 'sent' as const, code: '250' };
    },
    close: async () => undefined,
  };
  sender = new OutboxSender(scene.db, scene.config, transport);
  await setClock(scene, asked);
  await addExchange(scene, ref, 'applying');
});
afterEach(() => scene.close());

const mails = (): Promise<OutboxEntity[]> => scene.db.manager.find(OutboxEntity, { where: { ref }, order: { plannedRealAt: 'ASC', kind: 'ASC' } });

/** Publishes what the story says next. */
async function publish(...events: DomainEvent[]): Promise<void> {
  const { seq, stage } = await scene.db.manager.findOneByOrFail(DossierEntity, { ref });
  const settings = { linkKeys: scene.config.linkKeys, mailDomain: 'office.example' };
  await scene.db.transaction((tx) => publishStep(tx, settings, { ref, seq: seq + 1, at: asked, stage, events }));
}

/** Lets everything go that may. */
async function send(at = afterwards): Promise<void> {
  await setClock(scene, at);
  for (const { id } of await mails()) await sender.send(id);
}

const stateOf = async (): Promise<unknown[]> => (await mails()).map(({ kind, status, lastCode }) => [kind, status, status === 'sent' ? '' : lastCode]);

describe('a mail that waited for mail hours', () => {
  it('does not ask what nobody needs to answer any more; what tells of something goes', async () => {
    await publish({ kind: 'asked', prompt: question });
    await publish({ kind: 'closed', prompt: question, why: 'withdrawn' }, { kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'withdrawn' });
    await send();
    expect(await stateOf()).toEqual([['application', 'overtaken', 'question-closed'], ['withdrawn', 'sent', '']]);
    expect(sent).toHaveLength(1);
    expect(await scene.db.manager.findBy(ActivityLogEntity, { kind: 'mail-overtaken' })).toMatchObject([
      { ref, detail: { mail: 'application', recipient: 'the-spark-manager', code: 'question-closed' } },
    ]);
  });

  it('asks the one who has taken over, and no more the one who was replaced', async () => {
    await publish({ kind: 'asked', prompt: question });
    await publish({ kind: 'contact-replaced', leg: '1', party: 'visiting', slot: 'manager', contact: 'the-spark-director', by: 'coordinator' });
    await send();
    expect(new Map((await mails()).map(({ recipientId, status }) => [recipientId, status]))).toEqual(new Map([['the-spark-director', 'sent'], ['the-spark-manager', 'overtaken']]));
  });

  it('is withdrawn once, whoever of several would have sent it, and never sent afterwards', async () => {
    await publish({ kind: 'asked', prompt: question });
    await publish({ kind: 'closed', prompt: question, why: 'overtaken' });
    await setClock(scene, afterwards);
    const [mail] = await mails();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => sender.send(mail!.id)));
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toEqual([]);
    await scene.db.manager.update(PromptEntity, { id: question }, { status: 'open' });
    expect(await sender.send(mail!.id)).toEqual({ kind: 'overtaken' });
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'mail-overtaken' })).toBe(1);
    expect(sent).toEqual([]);
  });

  it('of several questions goes as long as one of them waits for its reader', async () => {
    const other = `${ref}/1/visiting/bank-details/manager/1`;
    const items = [];
    for (const id of [question, other]) {
      await addPrompt(scene, id, asked);
      const link = await createLink(scene.db.manager, scene.config.linkKeys, { purpose: 'prompt', subjectId: id, holderId: 'the-spark-manager', at: asked });
      items.push({ text: id, linkId: link.id });
    }
    const reminder = { kind: 'reminder' as const, recipientId: 'the-spark-manager', audience: 'visiting', edition, ref, data: { params: { count: 2, due: 'soon', reference: ref }, items }, plannedAt: asked };
    await planMail(scene.db.manager, scene.config, { ...reminder, businessKey: 'first' });
    await scene.db.manager.update(PromptEntity, { id: question }, { status: 'answered' });
    await send();
    await planMail(scene.db.manager, scene.config, { ...reminder, businessKey: 'second' });
    await scene.db.manager.update(PromptEntity, { id: other }, { frozen: {} });
    await send();
    expect((await mails()).map(({ businessKey, status }) => [businessKey, status])).toEqual([['first', 'sent'], ['second', 'overtaken']]);
  });
});

it('a question that is asked while the exchange is postponed says so, and names no date', async () => {
  await publish({ kind: 'paused', by: 'lead' });
  await publish({ kind: 'asked', prompt: question });
  await send();
  const [mail] = sent;
  expect(mail!.text).toContain('Postponed until further notice');
  expect(String(mail!.text).replace(/\s+/g, ' ')).toContain('by the day that we write to you when the exchange goes on');
  expect(mail!.text).not.toMatch(/January 20\d\d, \d\d:\d\d/);
});
