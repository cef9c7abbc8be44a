import { In, IsNull, LessThan, LessThanOrEqual, Raw, type FindOptionsWhere } from 'typeorm';
import { DraftEntity, MailedCodeEntity, SignedLinkEntity, StaffSessionEntity } from '../db/entities/index.js';
import { openFileStore } from '../files/files.module.js';
import { abandonedFiles, deleteUnsent } from '../files/uploaded-files.js';
import type { Office } from './office.js';

const day = 86_400_000;

/** Deletes drafts whose address nobody confirmed in time, with their links. The host was never asked. */
export async function deleteDrafts({ db, edition, now }: Office): Promise<void> {
  await db.transaction(async (tx) => {
    const drafts = await tx.find(DraftEntity, {
      where: { ...enquiriesOf(edition.id), deleteAt: LessThanOrEqual(now) },
      select: { id: true },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
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
  await db.query(`delete from draft using prompt where draft.edition = $1 and draft.payload->>'prompt' = prompt.id and prompt.status <> 'open'`, [edition.id]);
}

/** Deletes files that were saved for a question which ended without them. */
export async function deleteAbandonedFiles({ db, config, edition }: Office): Promise<void> {
  await deleteUnsent(db.connection, openFileStore(config), await abandonedFiles(db, edition.id));
}

/** Drafts of enquiries that became no exchange; the others belong to a question. */
function enquiriesOf(edition: string): FindOptionsWhere<DraftEntity> {
  return { edition, ref: IsNull(), payload: Raw((payload) => `${payload}->>'prompt' is null`) };
}

/** When the next draft is to be deleted. */
export async function nextDraftDue({ db, edition }: Office): Promise<string | undefined> {
  const draft = await db.findOne(DraftEntity, { where: enquiriesOf(edition.id), order: { deleteAt: 'ASC' } });
  return draft?.deleteAt;
}

/** Removes what opens nothing any more: ended sessions, used and old codes, old sign-in links. By the real clock. */
export async function removeStaleSecrets({ db }: Office): Promise<void> {
  const before = (days: number): string => new Date(Date.now() - days * day).toISOString();
  await db.delete(StaffSessionEntity, { endsAt: LessThan(before(7)) });
  await db.delete(MailedCodeEntity, { endsAt: LessThan(before(30)) });
  await db.delete(SignedLinkEntity, { purpose: 'sign-in', createdAt: LessThan(before(7)) });
}
