import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AgreementEntity, InboxEntity, JournalEntity } from '../../../platform/db/entities/index.js';
import { parsePromptId } from '../../../domain/dossier/reference.js';
import { inPromptId } from '../../../platform/db/prompt-id.js';
import { lengthInDays } from '../../../domain/calendar/days.js';
import { canonicalJson, type JsonValue } from '../../../domain/forms/canonical-json.js';
import { formatCents } from '../../../domain/money/cents.js';
import { brandIn } from '../../../domain/programme/brand.js';
import { catalogueFor, say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { formatDay } from '../../../domain/texts/say-values.js';
import { rowsOf } from '../claims/entitlement-for.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { nameOfParty, reservedFor, themeOf } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';

/** The agreement as it is shown and signed. Its canonical JSON is what both signatures bind. */
export interface AgreementContent {
  readonly reference: string;
  /** The binding language. */
  readonly language: string;
  /** The version of the plan that it was made from. */
  readonly planVersion: number;
  readonly title: string;
  readonly intro: string;
  readonly clauses: readonly { readonly title: string; readonly text: string }[];
  readonly annexes: readonly { readonly title: string; readonly rows: readonly { readonly label: string; readonly value: string }[] }[];
}

/** A version of an exchange's agreement, with the hash that the signatures name. */
export interface Agreement {
  version: number;
  /** SHA-256 of the canonical JSON, in hex. */
  sha256: string;
  content: AgreementContent;
}

/** A signature as it was received. */
export interface Signature {
  party: string;
  name: string;
  at: string;
  sha256: string;
}

/**
 * The agreement that is to be signed now. Made from the rules, the plan and the parties as they are on file; once one
 * side has signed, the text of that plan stays as it was signed, so that both sign the same. Looking stores nothing.
 */
export async function currentAgreement(db: EntityManager, record: DossierRecord): Promise<Agreement> {
  const latest = await db.findOne(AgreementEntity, { where: { ref: record.exchange.ref }, order: { version: 'DESC' } });
  const content = agreementContent(record);
  const sha256 = hashOf(content);
  if (latest) {
    const kept = agreementOf(latest);
    // What all have signed stays what they signed: the plan may change afterwards, the agreement does not.
    if (await db.existsBy(JournalEntity, { ref: record.exchange.ref, kind: 'agreement-signed' })) return kept;
    const sameText = kept.sha256 === sha256;
    const samePlan = kept.content.planVersion === content.planVersion;
    if (sameText || (samePlan && (await isSigned(db, record.exchange.ref, kept.sha256)))) return kept;
  }
  return { version: (latest?.version ?? 0) + 1, sha256, content };
}

/** Whether somebody has signed another text than this one: both sides must sign the same. */
export async function isContradicted(db: EntityManager, ref: string, { sha256 }: Agreement): Promise<boolean> {
  return (await signaturesOf(db, ref)).some((signature) => signature.sha256 !== sha256);
}

/** The signatures that were given under an exchange's agreement. */
export async function signaturesOf(db: EntityManager, ref: string): Promise<Signature[]> {
  const rows = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .where(`inbox.ref = :ref and inbox.status in ('received', 'accepted') and inbox.choice = 'signed'`, { ref })
    .andWhere(`${inPromptId.kind('inbox.promptId')} = 'sign'`)
    .orderBy('inbox.order', 'ASC')
    .getMany();
  return rows.map((row) => ({
    party: parsePromptId(row.promptId).party,
    name: textOf((row.payload as { typedName?: unknown }).typedName),
    at: row.receivedAt,
    sha256: String(row.facts['sha256'] ?? ''),
  }));
}

async function isSigned(db: EntityManager, ref: string, sha256: string): Promise<boolean> {
  return (await signaturesOf(db, ref)).some((signature) => signature.sha256 === sha256);
}

/** Keeps the text that somebody signs. Safe to repeat. */
export async function keepAgreement(db: EntityManager, ref: string, agreement: Agreement, now: string): Promise<void> {
  const row = {
    ref,
    version: agreement.version,
    sha256: agreement.sha256,
    language: agreement.content.language,
    content: agreement.content as unknown as JsonValue,
    createdAt: now,
  };
  await db.createQueryBuilder().insert().into(AgreementEntity).values(row as never).orIgnore().execute();
}

function agreementOf({ version, sha256, content }: AgreementEntity): Agreement {
  return { version, sha256, content: content as unknown as AgreementContent };
}

function hashOf(content: AgreementContent): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/** Writes the agreement in its binding language from what is on file. */
function agreementContent(record: DossierRecord): AgreementContent {
  const { definition, texts } = record.programme;
  const { clauses, annexes, bindingLanguage } = definition.agreement;
  const catalogue = catalogueFor(texts, bindingLanguage);
  const params = agreementParams(record, catalogue);
  return {
    reference: record.exchange.ref,
    language: catalogue.language,
    planVersion: record.plan.version,
    title: say(catalogue, 'agreement.title', params),
    intro: say(catalogue, 'agreement.intro', params),
    clauses: clauses.map((clause) => ({
      title: say(catalogue, `agreement.clauses.${clause}.title`),
      text: say(catalogue, `agreement.clauses.${clause}.text`, params),
    })),
    annexes: annexes.map((annex) => ({
      title: say(catalogue, `agreement.annexes.${annex}`),
      rows: annexRows[annex](record, params, catalogue),
    })),
  };
}

type Params = ReturnType<typeof agreementParams>;
type Row = { label: string; value: string };

function agreementParams(record: DossierRecord, texts: TextCatalogue) {
  const { language } = texts;
  const { programme, parties, plan, edition, exchange } = record;
  const { edition: rules } = programme.definition;
  const brand = brandIn(programme.definition, language);
  const text = planText(record);
  const people = rowsOf((plan.content as Record<string, JsonValue>)['participants']).map((row) => textOf(row['name']));
  return {
    programme: brand.programmeName,
    edition: edition.name || rules.name,
    office: brand.officeName,
    reference: exchange.ref,
    visitingHub: nameOfParty(record, 'visiting'),
    visitingOrganisation: parties['visiting']?.organisation?.legalName ?? '',
    visitingParty: namedOnce(record, 'visiting', texts),
    hostingHub: nameOfParty(record, 'hosting'),
    hostingOrganisation: parties['hosting']?.organisation?.legalName ?? '',
    hostingParty: namedOnce(record, 'hosting', texts),
    firstDay: formatDay(plan.firstDay, language),
    lastDay: formatDay(plan.lastDay, language),
    days: lengthInDays(plan.firstDay, plan.lastDay),
    participants: new Intl.ListFormat(language, { type: 'conjunction' }).format(people),
    theme: themeOf(record),
    eventTitle: text('eventTitle'),
    eventDate: text('eventDate') && formatDay(text('eventDate'), language),
    eventPlace: text('eventPlace'),
    visitingAmount: formatCents(reservedFor(record, 'visiting'), language),
    hostingAmount: formatCents(reservedFor(record, 'hosting'), language),
  };
}

/** The organisation on behalf of its hub. Many hubs are run by an organisation of the same name, which is said once. */
function namedOnce(record: DossierRecord, party: string, texts: TextCatalogue): string {
  const hub = nameOfParty(record, party);
  const organisation = record.parties[party]?.organisation?.legalName ?? '';
  const isSame = organisation.localeCompare(hub, undefined, { sensitivity: 'accent' }) === 0;
  return isSame ? hub : say(texts, 'agreement.onBehalf', { organisation, hub });
}

function planText({ plan }: DossierRecord): (key: string) => string {
  return (key) => {
    return textOf((plan.content as Record<string, JsonValue>)[key]);
  };
}

const annexRows: Record<'plan' | 'dates' | 'event' | 'amounts', (record: DossierRecord, params: Params, texts: TextCatalogue) => Row[]> = {
  plan: (record, _params, texts) => {
    const { plan } = record;
    const label = (field: string): string => say(texts, `forms.application.fields.${field}.label`, noParams);
    const activities = rowsOf((plan.content as Record<string, JsonValue>)['activities']).map((row) => ({
      label: formatDay(textOf(row['day']), texts.language),
      value: `${textOf(row['what'])} → ${textOf(row['outcome'])}`,
    }));
    return [{ label: label('objectives'), value: planText(record)('objectives') }, ...activities];
  },
  dates: (_record, params, texts) => [
    { label: say(texts, 'words.from'), value: params.firstDay },
    { label: say(texts, 'words.to'), value: params.lastDay },
  ],
  event: (record, params, texts) =>
    (['eventTitle', 'eventDate', 'eventPlace', 'eventAudience'] as const).map((field) => ({
      label: say(texts, `forms.application.fields.${field}.label`, noParams),
      value: field === 'eventDate' ? params.eventDate : planText(record)(field),
    })),
  amounts: (_record, params, texts) => [
    { label: params.visitingHub, value: say(texts, 'words.euro', { amount: params.visitingAmount }) },
    { label: params.hostingHub, value: say(texts, 'words.euro', { amount: params.hostingAmount }) },
  ],
};

/** Labels of a form may name the exchange; in an annex none of ours does. */
const noParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };
