import type { EntityManager } from 'typeorm';
import type { DomainEvent } from '../../../contracts/dossier/index.js';
import { ActEntity, ContactEntity, JournalEntity, PromptEntity } from '../../../platform/db/entities/index.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { ChangeKind, PromptKind } from '../../../domain/programme/vocabulary.js';
import type { NoticeSection, Section } from '../../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { unknownManager } from '../../../dossier/people/colleagues.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { sayChange } from '../../../dossier/record/plan-change.js';
import { nameOfParty } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';
import type { HubOption } from '../../../network/hubs.js';
import { countryName } from '../../../ui/names.js';
import { hostChoices, sayReasons, type HostChoices } from '../matching/host-choices.js';
import { planComparison } from './plan-comparison.js';

/** A question to a contact, as its context is gathered for the reader's language. */
export interface AskedContact {
  prompt: PromptEntity;
  record: DossierRecord;
  frame: { texts: TextCatalogue; brand: { officeName: string; officePhone: string } };
}

type Gather = (db: EntityManager, asked: AskedContact) => Promise<Section[]>;

const contexts: Partial<Record<PromptKind, Gather>> = { availability: whoAsks, 'choose-host': otherHosts, consent: change, settlement };

/** What a question to a contact is decided by, beside who visits whom. */
export async function questionContext(db: EntityManager, asked: AskedContact): Promise<Section[]> {
  return (await contexts[asked.prompt.kind]?.(db, asked)) ?? [];
}

/** The hubs that a candidate may ask, as a list offers them. */
export async function hubsToChoose(db: EntityManager, asked: AskedContact): Promise<HubOption[]> {
  const { suggested, others } = await choicesOf(db, asked);
  return [...suggested, ...others].map(({ hub: { id, name, city, country, availableForMobility } }) => ({ id, name, city, country, open: availableForMobility }));
}

/** Why and by whom an exchange was stopped, if it was. */
export async function stopOf(db: EntityManager, ref: string): Promise<Extract<DomainEvent, { kind: 'stopped' }> | undefined> {
  const row = await db.findOneBy(JournalEntity, { ref, kind: 'stopped' });
  return row?.event as Extract<DomainEvent, { kind: 'stopped' }> | undefined;
}

/** Anybody can say that they work for a hub: what we do not know is said to whoever may know better. */
async function whoAsks(db: EntityManager, { record, frame: { texts, brand } }: AskedContact): Promise<Section[]> {
  const { visiting } = record.parties;
  const unknown = visiting && (await unknownManager(db, visiting));
  if (!unknown) return [];
  const about = { visitor: unknown.name, email: unknown.email, visitingHub: nameOfParty(record, 'visiting'), phone: brand.officePhone };
  return [{ type: 'notice', tone: 'warn', words: [say(texts, 'pages.question.addressNotOnFile', about)] }];
}

async function otherHosts(db: EntityManager, asked: AskedContact): Promise<Section[]> {
  const { record, prompt, frame: { texts } } = asked;
  const { suggested } = await choicesOf(db, asked);
  const isSilent = await db.existsBy(PromptEntity, { ref: prompt.ref, kind: 'availability', status: 'open' });
  const choices = suggested.map((each) => ({
    title: each.hub.name,
    place: `${each.hub.city}, ${countryName(each.hub.country, texts.language)}`,
    detail: `${say(texts, 'pages.chooseHost.reasons')}: ${sayReasons(texts, each)}`,
    label: say(texts, 'pages.directory.ask', { hub: each.hub.name }),
    values: { choice: 'chosen', hub: each.hub.id },
  }));
  const late: NoticeSection = { type: 'notice', words: [say(texts, 'pages.chooseHost.lateYes', { hub: nameOfParty(record, 'hosting') })] };
  return [...(isSilent ? [late] : []), { type: 'choices', choices }];
}

async function change(db: EntityManager, { record, frame: { texts, brand }, prompt }: AskedContact): Promise<Section[]> {
  const act = prompt.about ? await db.findOneBy(ActEntity, { id: prompt.about }) : null;
  if (!act) return [];
  const { what } = act.input as { what: ChangeKind };
  const payload = act.payload as FormValue;
  const asker = await db.findOneBy(ContactEntity, { id: act.by });
  const party = asker && Object.values(record.parties).find(({ organisation }) => organisation?.id === asker.organisationId);
  const by = party ? nameOfParty(record, party.id) : brand.officeName;
  return [
    { type: 'words', title: say(texts, 'pages.consent.asksFor', { by }), words: [{ lead: sayChange(texts, record.plan, what, payload) }] },
    planComparison(record, texts, what, payload),
    ...why(texts, textOf(payload['reason'])),
  ];
}

async function settlement(db: EntityManager, { record, prompt, frame: { texts } }: AskedContact): Promise<Section[]> {
  const stop = await stopOf(db, prompt.ref);
  if (!stop) return [];
  const rule = record.programme.definition.settlement[stop.reason];
  const act = stop.notice ? await db.findOneBy(ActEntity, { id: stop.notice }) : null;
  return [
    { type: 'words', words: [say(texts, 'pages.exchange.settlement', { rule: say(texts, `settlementRules.${rule}`) })] },
    ...why(texts, textOf((act?.payload as FormValue | undefined)?.['words'])),
  ];
}

function why(texts: TextCatalogue, words: string): Section[] {
  return words === '' ? [] : [{ type: 'notice', title: say(texts, 'pages.consent.why'), words: [{ quoted: words }] }];
}

function choicesOf(db: EntityManager, { prompt, record }: AskedContact): Promise<HostChoices> {
  return hostChoices(db, { ref: prompt.ref, definition: record.programme.definition, parties: record.parties });
}
