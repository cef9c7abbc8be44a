import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { DomainEvent, Facts, PaymentPurpose } from '../../../libs/contracts/dossier/index.js';
import { InboxEntity, OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import type { NoticeKind } from '../../../libs/domain/programme/vocabulary.js';
import { everyMail, mailParams } from '../../../libs/domain/texts/mail-params.js';
import { catalogueFor, sayMail, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { programmeVersion } from '../../../libs/programmes/definition-store.js';
import { ExchangeInDatabase } from './exchange-in-database.js';
import { anEdition, databaseWithProgramme } from './programme-database.js';

let db: DataSource;
let close: () => Promise<void>;
let catalogues: readonly TextCatalogue[];
let exchange: ExchangeInDatabase;

beforeAll(async () => {
  ({ db, close } = await databaseWithProgramme());
  catalogues = (await programmeVersion(db.manager, 'p2p-learning', 1)).texts;
});
afterAll(() => close());
beforeEach(async () => {
  exchange = await ExchangeInDatabase.between(db, await anEdition(db));
});

const told = (notice: NoticeKind, party = 'visiting', facts?: Facts): DomainEvent => ({
  ...{ kind: 'informed', leg: '1', party, slot: 'manager', notice },
  ...(facts && { facts }),
});

/** A question that was answered. */
async function answered(party: string, kind: string, choice: string, { facts = {}, payload = {}, about }: { facts?: Facts; payload?: object; about?: string } = {}): Promise<string> {
  const prompt = exchange.prompt(party, kind, 'manager');
  await exchange.publish(exchange.step([{ kind: 'asked', prompt, ...(about && { about }) }]));
  const answer = await exchange.received(prompt, choice, payload);
  await db.manager.update(InboxEntity, { id: answer }, { facts });
  await exchange.publish(exchange.step([{ kind: 'answered', prompt, answer, choice, by: 'somebody', at: new Date().toISOString() }]));
  return answer;
}

/** What a party was mailed, in English, and that every other language can say it too. */
async function mailed(notice: NoticeKind, party = 'visiting'): Promise<string> {
  const row = await db.manager.findOneByOrFail(OutboxEntity, { ref: exchange.ref, kind: notice, audience: party });
  const { params, variant } = row.data as unknown as LetterData;
  expect(Object.keys(params)).toEqual(expect.arrayContaining([...mailParams[notice]]));
  const all = { ...Object.fromEntries(everyMail.map((name) => [name, `[${name}]`])), ...params };
  const said = catalogues.map((catalogue) => textOf(catalogue, notice, variant, all));
  expect(new Set(said).size).toBe(5);
  return textOf(catalogueFor(catalogues, 'en'), notice, variant, all);
}

/** The kinds of mail that went to a party, in the order in which they were planned. */
async function kindsTo(party: string): Promise<string[]> {
  const rows = await db.manager.find(OutboxEntity, { where: { ref: exchange.ref, audience: party }, order: { plannedAt: 'ASC' } });
  return rows.map(({ kind }) => kind);
}

function textOf(catalogue: TextCatalogue, notice: NoticeKind, variant: string | undefined, params: LetterData['params']): string {
  const { subject, preheader, paragraphs, facts } = sayMail(catalogue, notice, variant, params);
  return [subject, preheader, ...paragraphs, ...facts.map(({ label, value }) => `${label}: ${value}`)].join('\n');
}

describe('money that was booked', () => {
  async function booked(party: string, purpose: PaymentPurpose): Promise<string> {
    const answer = await answered(party, 'booking', 'booked');
    const event: DomainEvent = { kind: 'payment-booked', leg: '1', party, purpose, answer };
    await exchange.publish(exchange.step([event, told('booked', party, { cents: 12_345 })], 'wrapping-up'));
    const mail = await mailed('booked', party);
    expect(mail).toContain('123.45 euro');
    return mail;
  }

  test.each(['visiting', 'hosting'])('for a visit thanks the %s party and announces the last question', async (party) => {
    expect(await booked(party, 'claim')).toMatch(/Thank you[^]*In about six months/);
  });

  test.each([
    ['visiting', 'settlement', 'for costs of your exchange with'],
    ['hosting', 'settlement', 'Your costs are on their way'],
    ['visiting', 'correction', 'more for your exchange with'],
    ['hosting', 'correction', 'more for your exchange with'],
    ['visiting', 'advance', 'in advance for your visit'],
    ['hosting', 'advance', 'After the visit we ask you for a short report'],
  ] as const)('to the %s party as %s says what it is, and promises no question', async (party, purpose, words) => {
    const mail = await booked(party, purpose);
    expect(mail).toContain(words);
    expect(mail).not.toMatch(/six months|opening your doors|taking part/);
    if (purpose !== 'advance') expect(mail).not.toContain('grant');
  });

  test('of an exchange that was stopped meanwhile promises no question', async () => {
    await exchange.publish(exchange.step([{ kind: 'stopped', ending: 'cancelled', reason: 'other', by: 'coordinator' }], 'settling'));
    expect(await booked('hosting', 'claim')).not.toContain('six months');
  });
});

describe('a host that was asked and did not answer', () => {
  const closed = (): DomainEvent => ({ kind: 'closed', prompt: exchange.prompt('hosting', 'availability', 'manager'), why: 'overtaken' });
  beforeEach(async () => {
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: exchange.prompt('hosting', 'availability', 'manager') }]));
  });

  test('reads that another hub was asked only when one was', async () => {
    const answer = await answered('visiting', 'choose-host', 'chosen', { payload: { hub: 'blivande' } });
    await exchange.publish(exchange.step([closed(), told('request-closed', 'hosting', { why: 'chosen' }), { kind: 'host-chosen', leg: '1', answer }]));
    expect(await mailed('request-closed', 'hosting')).toContain('They have asked another hub meanwhile');
  });

  test('reads no more than that its answer is no longer waited for when none was, and nothing twice', async () => {
    await exchange.publish(exchange.step([closed(), told('request-closed', 'hosting', { why: 'ended' }), told('expired', 'visiting'), told('expired', 'hosting')], 'expired'));
    const mail = await mailed('request-closed', 'hosting');
    expect(mail).toContain('They do not wait for the answer any more');
    expect(mail).not.toMatch(/another (host|hub)/);
    expect(await kindsTo('hosting')).toEqual(['availability', 'request-closed']);
    expect(await kindsTo('visiting')).toEqual(['expired']);
  });

  test('who offered other days reads that these do not suit', async () => {
    await exchange.publish(exchange.step([told('request-closed', 'hosting', { why: 'dates' })], 'choosing-host'));
    expect(await mailed('request-closed', 'hosting')).toContain('They cannot come on the days that you offered');
  });

  test('is told of a withdrawal that closes its question', async () => {
    const withdrawn: DomainEvent = { ...closed(), why: 'withdrawn' } as DomainEvent;
    await exchange.publish(exchange.step([withdrawn, told('withdrawn', 'hosting')], 'withdrawn'));
    expect(await kindsTo('hosting')).toEqual(['availability', 'withdrawn']);
  });
});

test.each(['expired', 'withdrawn', 'cancelled', 'paused', 'resumed'] as const)('a host that said no is not told of %s, one that said yes is', async (notice) => {
  await answered('hosting', 'availability', 'no');
  await exchange.publish(exchange.step([told(notice, 'hosting')]));
  expect(await kindsTo('hosting')).toEqual(['availability']);
  exchange = await ExchangeInDatabase.between(db, await anEdition(db));
  await answered('hosting', 'availability', 'yes');
  await exchange.publish(exchange.step([told(notice, 'hosting')]));
  expect(await kindsTo('hosting')).toEqual(['availability', notice]);
});

describe('what a mail says of the place', () => {
  const sentences = {
    expired: { none: 'Your exchange with Cru Creative Hub is therefore closed.', waited: 'No place became free before the edition closed', held: 'the place goes to the next in the queue' },
    paused: { none: 'nothing that you have sent is lost', waited: 'your number in the queue stays yours', held: 'your place and your money stay reserved' },
  };

  test.each([
    ['expired', 'none'],
    ['expired', 'waited'],
    ['expired', 'held'],
    ['paused', 'none'],
    ['paused', 'waited'],
    ['paused', 'held'],
  ] as const)('when it is %s with a place that is %s is true', async (notice, place) => {
    exchange = await ExchangeInDatabase.between(db, await anEdition(db, { places: place === 'held' ? 1 : 0 }));
    const application = exchange.prompt('visiting', 'application', 'manager');
    const waiting = exchange.prompt('-', 'place', 'programme');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt: application }, { kind: 'asked', prompt: waiting }], 'applying'));
    if (place !== 'none') await exchange.publish(exchange.step([{ kind: 'place-asked', answer: await exchange.received(application, 'submitted') }], 'queued'));
    const released: DomainEvent[] = place !== 'none' && notice === 'expired' ? [{ kind: 'place-released', why: 'expired' }] : [];
    await exchange.publish(exchange.step([...released, told(notice, 'visiting', { prompt: place === 'waited' ? waiting : application })]));
    const mail = await mailed(notice);
    const said = Object.entries(sentences[notice]).filter(([, sentence]) => mail.includes(sentence));
    expect(said.map(([of]) => of)).toEqual([place]);
    if (notice === 'expired') expect(mail.includes('Not answered')).toBe(place !== 'waited');
  });
});

describe('a claim that was refused', () => {
  const reason = 'The ticket is for somebody else.';

  test.each([
    ['visiting', 'visitor-wrap-up', { cents: 84_050 }, '840.50'],
    ['hosting', 'host-wrap-up', {}, '500.00'],
    ['hosting', 'settlement', { cents: 21_240 }, '212.40'],
  ])('tells the %s party what was asked for in its %s, why not, and how to reply', async (party, kind, facts, amount) => {
    const about = await answered(party, kind, 'claimed', { facts });
    const answer = await answered(party, 'check', 'refuse', { payload: { choice: 'refuse', reason }, about });
    await exchange.publish(exchange.step([told('claim-refused', party, { answer })], 'wrapping-up'));
    const mail = await mailed('claim-refused', party);
    for (const text of [`${amount} euro`, reason, 'Reply to this mail', 'call us at [phone]', exchange.ref]) expect(mail).toContain(text);
  });

  test('leaves no word of the reason in the journal', async () => {
    const answer = await answered('visiting', 'check', 'refuse', { payload: { choice: 'refuse', reason } });
    await exchange.publish(exchange.step([told('claim-refused', 'visiting', { answer })], 'wrapping-up'));
    const journal = JSON.stringify(await db.query('select event from journal where ref = $1', [exchange.ref]));
    expect(journal).toContain('claim-refused');
    expect(journal).not.toContain('ticket');
  });
});
