import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MailGateEntity, OutboxEntity, type PromptEntity, type SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { mailCode } from '../../../libs/answers/mailed-code.js';
import { createLink } from '../../../libs/links/links.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { OutboxSender } from '../../../libs/mail/outbox/outbox-sender.js';
import type { SendOutcome } from '../../../libs/mail/transport/outcome.js';
import { programmeOfEdition } from '../../../libs/programmes/definition-store.js';
import { tidyUp } from '../../../libs/office/due/run-due.js';
import { addExchange, addPrompt, edition, openScene, setClock, type Scene } from '../upkeep/scene.js';

const ref = 'P2P-2027-0001';
const asked = '2027-03-08T10:00:00.000Z';
const later = '2027-03-08T12:00:00.000Z';

let scene: Scene;
let link: SignedLinkEntity;
let prompt: PromptEntity;
beforeEach(async () => {
  scene = await openScene();
  await setClock(scene, asked);
  await addExchange(scene, ref, 'signing');
  prompt = await addPrompt(scene, `${ref}/1/hosting/sign/signatory/1`, asked);
  link = await createLink(scene.db.manager, scene.config.linkKeys, { purpose: 'prompt', subjectId: prompt.id, holderId: prompt.contactId!, ref, at: asked });
});
afterEach(() => scene.close());

/** Asks for a code, as the page does; returns it and its mail. */
async function mailedCode(): Promise<{ code: string; mail: OutboxEntity }> {
  const { definition } = await programmeOfEdition(scene.db.manager, edition);
  await scene.db.transaction((tx) => mailCode(tx, scene.config, { link, prompt, definition, now: asked }));
  const mail = await scene.db.manager.findOneByOrFail(OutboxEntity, { kind: 'code' });
  return { code: String((mail.data as unknown as LetterData).params['code']), mail };
}

/** Tables in which a code stands in clear. */
async function placesOf(code: string): Promise<string[]> {
  const tables: { name: string }[] = await scene.db.query(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const places = [];
  for (const { name } of tables) {
    const rows: unknown[] = await scene.db.query(`select 1 from "${name}" as row where row::text ~ $1 limit 1`, [`\\m${code}\\M`]);
    if (rows.length > 0) places.push(name);
  }
  return places;
}

function senderThat(...outcomes: SendOutcome[]): { sender: OutboxSender; texts: string[] } {
  const texts: string[] = [];
  const transport = {
    send: async ({ text }: { text?: unknown }) => {
      texts.push(String(text));
      return outcomes.shift()!;
    },
    close: async () => undefined,
  };
  return { texts, sender: new OutboxSender(scene.db, scene.config, transport) };
}

describe('a code stands nowhere in clear', () => {
  it('once its mail went, and its reader has it', async () => {
    const { code, mail } = await mailedCode();
    expect(await placesOf(code)).toEqual(['outbox']);
    const { sender, texts } = senderThat({ kind: 'sent', code: 'sent' });
    expect(await sender.send(mail.id)).toEqual({ kind: 'sent' });
    expect(texts).toEqual([expect.stringContaining(code)]);
    expect(await placesOf(code)).toEqual([]);
  });

  it('once its mail was refused', async () => {
    const { code, mail } = await mailedCode();
    await senderThat({ kind: 'refused', code: 'smtp-550' }).sender.send(mail.id);
    expect(await placesOf(code)).toEqual([]);
  });

  it('once nobody knows whether its mail arrived, after the second time', async () => {
    const { code, mail } = await mailedCode();
    const { sender, texts } = senderThat({ kind: 'ambiguous', code: 'connection-lost' }, { kind: 'ambiguous', code: 'connection-lost' });
    await sender.send(mail.id);
    expect(await placesOf(code)).toEqual(['outbox']);
    await scene.db.query('update mailed_code set ends_at = $1', [later]);
    await setClock(scene, '2027-03-08T11:00:01.000Z');
    await sender.send(mail.id);
    expect(texts).toHaveLength(2);
    expect(texts[1]).toBe(texts[0]);
    expect(await placesOf(code)).toEqual([]);
  });

  it('once it has run out before its mail could go, and that mail is not sent', async () => {
    const { code, mail } = await mailedCode();
    await setClock(scene, later);
    const { sender, texts } = senderThat();
    expect(await sender.send(mail.id)).toEqual({ kind: 'overtaken' });
    expect(texts).toEqual([]);
    expect(await placesOf(code)).toEqual([]);
  });

  it('once it has run out while the mail server refuses us', async () => {
    const { code, mail } = await mailedCode();
    await scene.db.manager.update(MailGateEntity, { id: 1 }, { closedSince: new Date().toISOString(), code: 'smtp-535', probeAt: '2099-01-01T00:00:00.000Z' });
    await tidyUp({ db: scene.db.manager, config: scene.config }, edition);
    expect(await placesOf(code)).toEqual(['outbox']);
    await setClock(scene, later);
    await tidyUp({ db: scene.db.manager, config: scene.config }, edition);
    expect(await placesOf(code)).toEqual([]);
    expect(await scene.db.manager.findOneByOrFail(OutboxEntity, { id: mail.id })).toMatchObject({ status: 'planned' });
  });
});
