import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../../platform/config/config.js';
import { DraftEntity, SignedLinkEntity } from '../../../platform/db/entities/index.js';
import { plainInstant } from '../../../domain/calendar/deadlines.js';
import { editionClosesAt, editionOpensAt } from '../../../domain/calendar/moments.js';
import { canonicalJson } from '../../../domain/forms/canonical-json.js';
import type { FieldError } from '../../../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../../../domain/forms/read-form.js';
import type { Definition } from '../../../domain/programme/definition.js';
import { catalogueFor, say } from '../../../domain/texts/catalogue.js';
import { formatDay } from '../../../domain/texts/say-values.js';
import { localDay } from '../../../domain/calendar/days.js';
import type { Objection } from '../../../staff/objections/objections.js';
import { newLink } from '../../../links/links.js';
import { planMail } from '../../../mail/outbox/plan-mail.js';
import type { programmeOfEdition } from '../../../programmes/definition-store.js';
import { readCandidacy, type Candidacy } from './candidacy.js';
import { mayMailConfirm } from './confirm-mails.js';
import { textOf } from '../../../dossier/record/text-of.js';

/** The programme of an edition that takes enquiries. */
export type EditionProgramme = Awaited<ReturnType<typeof programmeOfEdition>>;

/** What came of an enquiry. */
export type SavedDraft =
  /** No mail: this mailbox got too many today that nobody answered. The page says the same either way. */
  | { ok: true; email: string; outboxId?: string }
  | { ok: false; errors: readonly FieldError[]; refusals: readonly Objection[]; value: FormValue; candidacy?: Candidacy };

/** Links of mails that were asked for twice go out again after this long, in milliseconds. */
const againAfterMs = 10 * 60_000;

/**
 * Keeps an enquiry as a draft and plans the mail that asks to confirm the address, in the caller's transaction. Whoever
 * may not take part is told at once, before a host is asked. The same enquiry twice is one draft and one mail. The mail
 * holds nothing that was typed: anybody may type anything, and anybody's address.
 */
export async function saveDraft(
  db: EntityManager,
  config: Pick<ServiceConfig, 'mail' | 'linkKeys'>,
  programme: EditionProgramme,
  raw: Readonly<Record<string, unknown>>,
  now: string,
): Promise<SavedDraft> {
  const read = await readEnquiry(db, programme, raw, now);
  if (!read.ok) return read;
  const email = textOf(read.value['email']);
  if (!(await mayMailConfirm(db, email))) return { ok: true, email };
  const draft = await keep(db, programme.definition, programme.edition.id, read.value, now);
  const outboxId = await planConfirmMail(db, config, programme, draft, read.candidacy, now);
  return { ok: true, email, outboxId };
}

/** What came of correcting an enquiry. */
export type CorrectedDraft =
  | { kind: 'kept' }
  | { kind: 'refused'; refused: Extract<SavedDraft, { ok: false }> }
  /** It became an exchange meanwhile, or its time is over. */
  | { kind: 'over' };

/**
 * Writes another enquiry into a draft that is not confirmed yet, in the caller's transaction. The address stays: the
 * link came to it. No mail goes out.
 */
export async function correctDraft(
  db: EntityManager,
  programme: EditionProgramme,
  draftId: string,
  raw: Readonly<Record<string, unknown>>,
  now: string,
): Promise<CorrectedDraft> {
  const draft = await db.findOne(DraftEntity, { where: { id: draftId }, lock: { mode: 'for_no_key_update' } });
  if (!draft || draft.ref !== null || draft.deleteAt <= now) return { kind: 'over' };
  const read = await readEnquiry(db, programme, { ...raw, email: (draft.payload as FormValue)['email'] }, now);
  if (!read.ok) return { kind: 'refused', refused: read };
  await db.update(DraftEntity, { id: draft.id }, { payload: read.value, language: languageOf(programme.definition, read.value) });
  return { kind: 'kept' };
}

/** Plans the mail of a draft once more, for somebody who has lost it. Undefined when the mailbox got enough of them today. */
export async function mailConfirmAgain(
  db: EntityManager,
  config: Pick<ServiceConfig, 'mail' | 'linkKeys'>,
  draft: DraftEntity,
  programme: EditionProgramme,
  now: string,
): Promise<string | undefined> {
  const value = draft.payload as FormValue;
  const found = await readCandidacy(db, programme.definition, value, now);
  if (!found.ok || !(await mayMailConfirm(db, textOf(value['email'])))) return undefined;
  return planConfirmMail(db, config, programme, draft, found.candidacy, now);
}

type ReadEnquiry = { ok: true; value: FormValue; candidacy: Candidacy } | Extract<SavedDraft, { ok: false }>;

async function readEnquiry(db: EntityManager, { definition }: EditionProgramme, raw: Readonly<Record<string, unknown>>, now: string): Promise<ReadEnquiry> {
  const form = definition.forms['enquiry'];
  if (!form) throw new Error('the programme has no form "enquiry"');
  const read = readForm(form, raw);
  if (!read.ok) return { ok: false, errors: read.errors, refusals: [], value: read.value };
  if (!isOpen(definition, now)) return { ok: false, errors: [], refusals: [{ code: 'edition-closed' }], value: read.value };
  const found = await readCandidacy(db, definition, read.value, now);
  return found.ok ? { ok: true, value: read.value, candidacy: found.candidacy } : { ...found, value: read.value };
}

/** Whether an edition takes enquiries at an instant of its clock. */
export function isOpen({ edition }: Definition, now: string): boolean {
  return now >= editionOpensAt(edition) && now <= editionClosesAt(edition);
}

async function keep(db: EntityManager, definition: Definition, edition: string, value: FormValue, now: string): Promise<DraftEntity> {
  for (let nth = 1; ; nth += 1) {
    const id = draftId(edition, value, nth);
    const row = {
      id,
      edition,
      payload: value,
      language: languageOf(definition, value),
      createdAt: now,
      deleteAt: plainInstant(definition.draft.keptFor, definition.calendar, definition.zone, now),
      ref: null,
    };
    await db.createQueryBuilder().insert().into(DraftEntity).values(row as never).orIgnore().execute();
    const kept = await db.findOneByOrFail(DraftEntity, { id });
    // An enquiry that became an exchange, or was corrected since, is another one; the same words again are new.
    if (kept.ref === null && canonicalJson(kept.payload) === canonicalJson(value)) return kept;
  }
}

async function planConfirmMail(
  db: EntityManager,
  config: Pick<ServiceConfig, 'mail' | 'linkKeys'>,
  { definition, texts }: EditionProgramme,
  draft: DraftEntity,
  { visiting, hosting, firstDay, lastDay }: Candidacy,
  now: string,
): Promise<string> {
  const known = await db.findOneBy(SignedLinkEntity, { subjectId: draft.id, purpose: 'confirm' });
  const link = known ?? newLink(config.linkKeys, { purpose: 'confirm', subjectId: draft.id, holderId: draft.id, at: draft.createdAt });
  if (!known) await db.insert(SignedLinkEntity, link);
  const age = Date.parse(now) - Date.parse(draft.createdAt);
  const again = age < againAfterMs ? '' : `/${Math.floor(age / againAfterMs)}`;
  return planMail(db, config, {
    businessKey: `draft/${draft.id}/confirm${again}`,
    kind: 'confirm-address',
    recipientId: draft.id,
    audience: 'visiting',
    edition: draft.edition,
    linkId: link.id,
    data: {
      params: {
        visitingHub: visiting.hub.name,
        hostingHub: hosting?.hub.name ?? say(catalogueFor(texts, draft.language), 'words.hostOpen'),
        firstDay: formatDay(firstDay, draft.language),
        lastDay: formatDay(lastDay, draft.language),
        keptUntil: formatDay(localDay(definition.zone, draft.deleteAt), draft.language),
      },
    },
    plannedAt: now,
  });
}

function languageOf({ languages }: Definition, value: FormValue): string {
  const wished = textOf(value['language']);
  return languages.includes(wished) ? wished : (languages[0] ?? 'en');
}

/** The id follows from the enquiry itself, so that a double click is one draft. */
function draftId(edition: string, value: FormValue, nth: number): string {
  const hex = createHash('sha256').update(canonicalJson({ edition, value, nth })).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
