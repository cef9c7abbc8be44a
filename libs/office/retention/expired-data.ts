import { In, LessThan, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { DraftEntity, ErrorReportEntity, MailedCodeEntity, SignedLinkEntity, StaffSessionEntity } from '../../platform/db/entities/index.js';
import { inPromptId } from '../../platform/db/prompt-id.js';
import { openFileStore } from '../../files/files.module.js';
import { abandonedFiles, deleteUnsent } from '../../files/uploaded-files.js';
import { dataWithoutCode } from '../../mail/outbox/secrets.js';
import { deleteOldHeldForms } from '../../staff/sign-in/held-forms.js';
import type { Office } from '../office.js';

const day = 86_400_000;

/** Deletes drafts whose address nobody confirmed in time, with their links. The host was never asked. */
export async function deleteDrafts({ db, edition, now }: Office): Promise<void> {
  await db.transaction(async (tx) => {
    const drafts = await enquiries(tx, edition.id).andWhere('draft.deleteAt <= :now', { now }).setLock('for_no_key_update').setOnLocked('skip_locked').getMany();
    const ids = drafts.map((draft) => draft.id);
    if (ids.length === 0) return;
    await tx.delete(SignedLinkEntity, { purpose: 'confirm', subjectId: In(ids) });
    await tx.delete(DraftEntity, { id: In(ids) });
  });
}

/**
 * Deletes answers that were saved to be continued later, once their question has ended. The question decides, not a date:
 * staff may give more time, and no deadline counts while an exchange is postponed.
 */
export async function deleteUnsentAnswers({ db, edition }: Office): Promise<void> {
  await db.query(`delete from draft using prompt where draft.edition = $1 and draft.ref is null and draft.payload->>'prompt' is not null and draft.payload->>'prompt' = prompt.id and prompt.status <> 'open'`, [edition.id]);
  // What was written ahead, for a question that was never asked.
  await db.query(
    `delete from draft using dossier where draft.edition = $1 and draft.ref is null and draft.payload->>'prompt' is not null and draft.payload->>'ahead' = 'true' and dossier.ref = ${inPromptId.ref("draft.payload->>'prompt'")}
     and dossier.ended_at is not null and not exists (select 1 from prompt where prompt.id = draft.payload->>'prompt')`,
    [edition.id],
  );
}

/** Deletes files that were saved for a question which ended without them. */
export async function deleteAbandonedFiles({ db, config, edition }: Office): Promise<void> {
  await deleteUnsent(db.connection, openFileStore(config), await abandonedFiles(db, edition.id));
}

/** When the next draft is to be deleted. */
export async function nextDraftDue({ db, edition }: Office): Promise<string | undefined> {
  const draft = await enquiries(db, edition.id).orderBy('draft.deleteAt').limit(1).getOne();
  return draft?.deleteAt;
}

/** Drafts of enquiries that became no exchange; the others belong to a question. */
function enquiries(db: EntityManager, edition: string): SelectQueryBuilder<DraftEntity> {
  return db.createQueryBuilder(DraftEntity, 'draft').where(`draft.edition = :edition and draft.ref is null and draft.payload->>'prompt' is null`, { edition });
}

/** How long staff can look up what went wrong inside an activity, in days. */
const errorsKeptFor = 90;

/**
 * Removes what opens nothing any more: ended sessions, forms that nobody came back for, used and old codes, old sign-in
 * links, by the real clock; and a code that ran out by the edition's clock before its mail could go.
 */
export async function removeStaleSecrets({ db, edition, now }: Office): Promise<void> {
  await deleteOldHeldForms(db);
  await db.delete(StaffSessionEntity, { endsAt: LessThan(before(7)) });
  await db.delete(MailedCodeEntity, { endsAt: LessThan(before(30)) });
  await db.delete(SignedLinkEntity, { purpose: 'sign-in', createdAt: LessThan(before(7)) });
  await db.query(
    `update outbox set data = ${dataWithoutCode} from mailed_code c
     where edition = $1 and kind = 'code' and status = 'planned' and c.id = substring(business_key from 6)::uuid and c.ends_at <= $2`,
    [edition.id, now],
  );
}

/** Removes reports of errors long past: a step that is stuck writes thousands a day. By the real clock. */
export async function removeOldErrors({ db }: Office): Promise<void> {
  await db.delete(ErrorReportEntity, { at: LessThan(before(errorsKeptFor)) });
}

/** Some days ago, by the real clock. */
function before(days: number): string {
  return new Date(Date.now() - days * day).toISOString();
}
