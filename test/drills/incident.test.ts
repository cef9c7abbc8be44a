import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { In, IsNull, Not } from 'typeorm';
import { editionNow } from '../../libs/platform/clock/edition-clock.js';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { ActEntity, DraftEntity, DossierEntity, HubEntity, OutboxEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import type { MailKind } from '../../libs/domain/programme/vocabulary.js';
import { confirmDraft } from '../../libs/kinds/exchange/enquiry/confirm-draft.js';
import { startExchange } from '../../libs/dossier/start/start-dossier.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { visitAfter } from '../../infra/walkthrough/answers.js';
import type { OpenedPage } from '../../infra/walkthrough/browser.js';
import { Cast } from '../../infra/walkthrough/cast.js';
import type { Filling } from '../../infra/walkthrough/fill-form.js';
import { prepareRehearsal, type PreparedRehearsal } from '../../infra/walkthrough/prepare-rehearsal.js';
import { openSignedIn } from '../../infra/walkthrough/sign-in.js';
import { KillableSystem, until } from '../e2e/killable-system.js';

const system = new KillableSystem();
const exchanges = 200;
/** How many exchanges are confirmed and started side by side. */
const sideBySide = 10;
let rehearsal: PreparedRehearsal;
let cast: Cast;

beforeAll(async () => {
  await system.start();
  rehearsal = await prepareRehearsal(system.system);
  cast = new Cast(rehearsal.plot.canaries, rehearsal.office);
  await askManyHosts(rehearsal.edition);
}, 270_000);

afterAll(() => system.stop(), 60_000);

test('two hundred exchanges are postponed at once: all moved, each mail once', async () => {
  const { manager } = await system.database();
  const seen = await rehearsal.mailbox.lastSeq();
  const report = await incident('pause', {});
  expect(report.text).toContain(`${exchanges} done`);
  await until('all are postponed', 30_000, async () => (await postponed()) === exchanges); // each writes its step just after it took the act
  expect(await manager.countBy(PromptEntity, { edition: rehearsal.edition, kind: 'availability', status: 'open', frozen: Not(IsNull()) })).toBe(exchanges);
  await eachMailOnce('paused', seen);
}, 120_000);

test('and they go on likewise', async () => {
  const { manager } = await system.database();
  const seen = await rehearsal.mailbox.lastSeq();
  const report = await incident('resume', {});
  expect(report.text).toContain(`${exchanges} done`);
  await until('all go on', 30_000, async () => (await postponed()) === 0);
  expect(await manager.countBy(ActEntity, { status: Not('done') })).toBe(0);
  await eachMailOnce('resumed', seen);
}, 120_000);

async function postponed(): Promise<number> {
  return (await system.database()).manager.countBy(DossierEntity, { edition: rehearsal.edition, paused: true });
}

/** Hosts are asked in as many exchanges: rows and starts as the confirming click makes them. */
async function askManyHosts(edition: string): Promise<void> {
  const source = await system.database();
  const { client, connection } = temporalClient(loadServiceConfig(system.system.env));
  const now = await editionNow(source.manager, edition);
  const hubs = await source.manager.find(HubEntity, { where: { organisationId: Not('b-creative') }, order: { id: 'ASC' } });
  const begin = async (n: number): Promise<void> => {
    const [visitor, host] = [hubs[n % hubs.length]!, hubs[(n + 1 + (n % (hubs.length - 1))) % hubs.length]!]; // never a hub and itself
    const id = randomUUID();
    await source.manager.insert(DraftEntity, { id, edition, payload: enquiry(n, visitor.id, host.id), language: 'en', createdAt: now, deleteAt: '9999-01-01T00:00:00.000Z', ref: null });
    const confirmed = await source.transaction((tx) => confirmDraft(tx, id, now));
    if (confirmed.kind !== 'confirmed') throw new Error(`exchange ${n} was not confirmed: ${JSON.stringify(confirmed)}`);
    await startExchange(source.manager, client, confirmed.ref);
  };
  for (let n = 0; n < exchanges; n += sideBySide) await Promise.all(Array.from({ length: Math.min(sideBySide, exchanges - n) }, (_, i) => begin(n + i)));
  await until('all hosts are asked', 120_000, async () => (await source.manager.countBy(PromptEntity, { edition, kind: 'availability', status: 'open' })) === exchanges);
  await until('all mails have gone', 60_000, async () => (await source.manager.countBy(OutboxEntity, { edition, status: In(['planned', 'sending']) })) === 0);
  await connection.close();
}

function enquiry(n: number, visitingHub: string, hostingHub: string): object {
  const { firstDay, lastDay } = visitAfter(rehearsal.startsAt, 8 + (n % 20));
  const { canaries } = rehearsal.plot;
  return {
    visitingHub,
    hostingHub,
    hostChoice: 'named',
    name: canaries.name(`manager${n}`),
    email: canaries.email(`manager${n}`),
    position: 'manager',
    language: 'en',
    dates: { from: firstDay, to: lastDay },
    theme: canaries.text(`theme${n}`),
    signs: 'me',
    bank: 'me',
  };
}

/** The lead chooses all, looks at the preview, begins, and waits for the report. */
async function incident(what: 'pause' | 'resume', more: Filling): Promise<OpenedPage> {
  const lead = cast.named('lead');
  const { canaries } = rehearsal.plot;
  const choice = await openSignedIn(lead, `${system.system.staffUrl}/incidents?edition=${rehearsal.edition}`, () => signInLink(lead.address));
  expect(choice.forms.flatMap(({ fields }) => fields).filter(({ name, checked }) => name === 'ref' && checked)).toHaveLength(exchanges);
  const preview = await press(choice, 'preview', { what, reason: canaries.text('reason', 'A storm'), words: canaries.text('words', 'Nobody can travel.'), ...more });
  expect(preview.heading).toContain(String(exchanges));
  const progress = await press(preview, 'do', {});
  let report = progress;
  await until('the report is there', 90_000, async () => {
    report = await lead.browser.open(progress.url);
    return !/http-equiv="refresh"/i.test(report.html);
  });
  return report;
}

async function press(page: OpenedPage, act: string, filling: Filling): Promise<OpenedPage> {
  const form = page.forms.find(({ buttons }) => buttons[0]?.name === '_act' && buttons[0].value === act);
  if (!form) throw new Error(`the page "${page.heading}" (${page.status}) has no button to ${act}: ${page.text.slice(0, 300)}`);
  const answered = await cast.named('lead').browser.send(page, form, filling);
  expect([answered.status, answered.problems]).toEqual([200, []]);
  return answered;
}

async function signInLink(address: string): Promise<string> {
  const mail = await rehearsal.mailbox.next(address, 0, ({ links }) => links.some((link) => link.includes('/l/')), 30_000);
  const link = mail?.links.find((each) => each.includes('/l/'));
  if (!link) throw new Error('no sign-in link came');
  return link;
}

/** Both managers of each exchange are told, by one mail that arrives once. */
async function eachMailOnce(kind: MailKind, seen: number): Promise<void> {
  const { manager } = await system.database();
  const mails = () => manager.findBy(OutboxEntity, { edition: rehearsal.edition, kind });
  await until(`all mails "${kind}" have gone`, 60_000, async () => (await mails()).every(({ status }) => status === 'sent'));
  const planned = await mails();
  expect(planned).toHaveLength(2 * exchanges);
  expect(new Set(planned.map(({ ref, audience }) => `${ref} ${audience}`)).size).toBe(2 * exchanges);
  const ids = new Set(planned.map(({ messageId }) => messageId.replace(/^<|>$/g, '')));
  const arrived = (await rehearsal.mailbox.after(seen)).filter(({ messageId }) => ids.has(messageId));
  expect([arrived.length, new Set(arrived.map(({ messageId }) => messageId)).size]).toEqual([2 * exchanges, 2 * exchanges]);
}
