import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { publishedDiff } from '../../../infra/programme-diff/published-diff.js';
import { DraftEntity, EditionEntity, DossierEntity } from '../../../libs/platform/db/entities/index.js';
import { generalTexts } from '../../../libs/programmes/general-texts.js';
import { publishDefinition, type SoundDefinition } from '../../../libs/programmes/publish-definition.js';
import { confirmDraft } from '../../../libs/kinds/exchange/enquiry/confirm-draft.js';
import { exchangeInput } from '../../../libs/dossier/start/start-dossier.js';
import { readShipped } from '../../unit/domain/shipped.js';
import { ExchangeInDatabase } from '../exchange/exchange-in-database.js';
import { databaseWithProgramme } from '../exchange/programme-database.js';

const edition = 'p2p-learning-2026';

let db: DataSource;
let close: () => Promise<void>;

beforeEach(async () => ({ db, close } = await databaseWithProgramme()));
afterEach(() => close());

function programme(changes: [string, string][] = [], texts: [string, string][] = []): SoundDefinition {
  const read = readShipped(changes, texts);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read;
}

/** The host has two working days more. */
const moreTime: [string, string] = ['due: 7wd\n    closes: 30d', 'due: 9wd\n    closes: 30d'];
const second: [string, string] = ['version: 1\n', 'version: 2\n'];
const rule = '  prompts.availability.due (please answer by): 7 working days -> 9 working days';

/** A candidate's confirming click. */
async function confirmed(): Promise<string> {
  const now = '2027-01-13T10:00:00.000Z';
  const person = { name: 'The manager', email: 'manager@visitor.example', position: 'manager', language: 'en' };
  const plan = { hostChoice: 'named', visitingHub: 'artcor', hostingHub: 'cru', dates: { from: '2027-03-08', to: '2027-03-11' }, theme: 'Shared tools' };
  const draft = { id: randomUUID(), edition, language: 'en', createdAt: now, deleteAt: '2027-02-13T10:00:00.000Z', ref: null };
  await db.manager.insert(DraftEntity, { ...draft, payload: { ...person, ...plan, signs: 'me', bank: 'me' } });
  const came = await db.transaction((tx) => confirmDraft(tx, draft.id, now));
  if (came.kind !== 'confirmed') throw new Error(JSON.stringify(came));
  return came.ref;
}

describe('a new version of a programme', () => {
  test('serves new exchanges; running ones keep theirs', async () => {
    const before = await confirmed();
    expect(await publishDefinition(db.manager, programme([second, moreTime]))).toBe('published');
    const after = await confirmed();
    expect([before, after].map((ref) => ref.slice(-4))).toEqual(['0001', '0002']);
    const inputs = await Promise.all([before, after].map((ref) => exchangeInput(db.manager, ref)));
    expect(inputs.map(({ definition }) => definition.version)).toEqual([1, 2]);
    expect(inputs[0]!.definition.sha256).not.toBe(inputs[1]!.definition.sha256);
    expect(inputs.map(({ definition }) => definition.policy.version)).toEqual([1, 2]);
  });

  test('has its own dates for what it asks; what runs asks by the old ones', async () => {
    await publishDefinition(db.manager, programme([second, moreTime]));
    const [old, young] = [await ExchangeInDatabase.between(db, edition), await ExchangeInDatabase.between(db, edition)];
    await db.manager.update(DossierEntity, { ref: young.ref }, { definitionVersion: 2 });
    const due = await Promise.all(
      [old, young].map(async (exchange) => {
        const prompt = exchange.prompt('hosting', 'availability', 'manager');
        await exchange.publish(exchange.step([{ kind: 'asked', prompt }]));
        return (await exchange.promptRow(prompt)).dueAt;
      }),
    );
    expect(due[0]! < due[1]!).toBe(true);
  });

  test('is never replaced, and a step back is refused', async () => {
    expect(await publishDefinition(db.manager, programme([moreTime]))).toBe('changed');
    expect(await publishDefinition(db.manager, programme([['version: 1\n', 'version: 3\n'], moreTime]))).toBe('published');
    expect(await publishDefinition(db.manager, programme([second]))).toBe('older');
    expect(await publishDefinition(db.manager, programme())).toBe('unchanged');
    expect(await db.manager.findOneByOrFail(EditionEntity, { id: edition })).toMatchObject({ definitionVersion: 3 });
  });
});

describe('the difference from what is published', () => {
  const diff = (read: SoundDefinition) => publishedDiff(db.manager, read);

  test('is none for the same file', async () => {
    expect(await diff(programme())).toEqual(['p2p-learning version 1 is published; version 1 of the file says the same.']);
  });

  test('names each rule with what it was and is, also through the database', async () => {
    expect(await diff(programme([second, moreTime]))).toEqual(['p2p-learning version 1 is published; version 2 of the file differs:', rule]);
  });

  test('tells to raise the version where rules of a published one were changed', async () => {
    expect(await diff(programme([moreTime]))).toEqual([
      'p2p-learning version 1 is published; version 1 of the file differs:',
      rule,
      'Rules that are published never change: set `version: 2` to publish these.',
    ]);
  });

  test('is against the latest version, and names texts by their revision', async () => {
    await publishDefinition(db.manager, programme([second, moreTime]));
    const read = programme([second, moreTime]);
    const code = generalTexts().find(({ language }) => language === 'en')!.mails['code'];
    const ownTexts = read.ownTexts.map((one) => (one.language === 'en' ? { ...one, revision: one.revision + 1, mails: { code: { ...code!, subject: 'The code: {code}' } } } : one));
    expect(await diff({ ...read, ownTexts })).toEqual([
      'p2p-learning version 2 is published; version 2 of the file differs:',
      expect.stringMatching(/^ {2}texts en: revision \d+ -> \d+: mails code$/),
    ]);
  });

  test('is everything where the programme was never published', async () => {
    expect(await diff(programme([['id: p2p-learning\n', 'id: another\n']]))).toEqual(['another was never published here; everything in version 1 is new.']);
  });
});
