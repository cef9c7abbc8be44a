import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { DomainEvent, Facts } from '../../../libs/contracts/exchange/index.js';
import { InboxEntity, OutboxEntity } from '../../../libs/db/entities/index.js';
import type { NoticeKind } from '../../../libs/domain/programme/vocabulary.js';
import { everyMail, mailParams } from '../../../libs/domain/texts/mail-params.js';
import { catalogueFor, sayMail, type TextCatalogue } from '../../../libs/domain/texts/catalogue.js';
import type { LetterData } from '../../../libs/mail/outbox/new-mail.js';
import { programmeVersion } from '../../../libs/programmes/definition-store.js';
import { anEdition, databaseWithProgramme, ExchangeInDatabase } from './exchange-in-database.js';

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

function textOf(catalogue: TextCatalogue, notice: NoticeKind, variant: string | undefined, params: LetterData['params']): string {
  const { subject, preheader, paragraphs, facts } = sayMail(catalogue, notice, variant, params);
  return [subject, preheader, ...paragraphs, ...facts.map(({ label, value }) => `${label}: ${value}`)].join('\n');
}

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
