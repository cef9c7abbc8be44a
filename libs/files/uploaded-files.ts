import { randomUUID } from 'node:crypto';
import { In, IsNull, type DataSource, type EntityManager } from 'typeorm';
import { PromptEntity, UploadedFileEntity } from '../platform/db/entities/index.js';
import type { FormValue } from '../domain/forms/read-form.js';
import type { Form } from '../domain/programme/form-schema.js';
import { hashOf, type FileStore } from './file-store.js';

/** What a new file is known by. */
export interface NewFile {
  name: string;
  mediaType: string;
  content: Buffer;
  /** The contact who uploads it. */
  holderId: string;
  promptId: string;
  ref: string;
  /** By the exchange's clock. */
  at: string;
}

/** Keeps a file: its content once, however often it is uploaded, and a row for this upload. */
export async function keepFile(db: DataSource, store: FileStore, file: NewFile): Promise<UploadedFileEntity> {
  const sha256 = hashOf(file.content);
  return db.transaction(async (tx) => {
    await lockContent(tx, sha256);
    await store.put(file.content);
    const row: UploadedFileEntity = {
      id: randomUUID(),
      sha256,
      name: file.name,
      size: file.content.length,
      mediaType: file.mediaType,
      holderId: file.holderId,
      promptId: file.promptId,
      ref: file.ref,
      uploadedAt: file.at,
      answerId: null,
    };
    await tx.insert(UploadedFileEntity, row);
    return row;
  });
}

/**
 * The files that a contact may use in a question and open behind its link: those which the contact's own organisation
 * uploaded to this question, in this round or an earlier one.
 */
export async function filesOfQuestion(db: EntityManager, { ref, leg, party, kind }: PromptEntity, contactId: string): Promise<UploadedFileEntity[]> {
  return db
    .createQueryBuilder(UploadedFileEntity, 'file')
    .innerJoin('contact', 'uploader', 'uploader.id = file.holderId')
    .innerJoin('contact', 'reader', 'reader.id = :contactId and reader.organisation_id = uploader.organisation_id', { contactId })
    .where('file.ref = :ref and starts_with(file.promptId, :question)', { ref, question: `${ref}/${leg}/${party}/${kind}/` })
    .orderBy('file.uploadedAt')
    .getMany();
}

/** The files that answers name, for whoever may read all of an exchange. */
export async function filesOfExchange(db: EntityManager, ref: string): Promise<UploadedFileEntity[]> {
  return db.find(UploadedFileEntity, { where: { ref }, order: { uploadedAt: 'ASC' } });
}

/** The ids of files that stand in a form's value. */
export function fileIdsIn(form: Form, value: FormValue): string[] {
  return form.fields
    .filter(({ type }) => type === 'files')
    .flatMap(({ key }) => value[key])
    .filter((id): id is string => typeof id === 'string');
}

/** An answer was sent with these files: from now on they belong to it and are kept as long as it is. */
export async function keepWithAnswer(db: EntityManager, answerId: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.update(UploadedFileEntity, { id: In([...ids]), answerId: IsNull() }, { answerId });
}

/** Deletes files that were never sent; those that were are left alone. */
export async function deleteUnsent(db: DataSource, store: FileStore, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const deleted = await db
    .createQueryBuilder()
    .delete()
    .from(UploadedFileEntity)
    .where({ id: In([...ids]), answerId: IsNull() })
    .returning('sha256')
    .execute();
  const rows = deleted.raw as { sha256: string }[];
  for (const sha256 of new Set(rows.map((row) => row.sha256))) await forgetContent(db, store, sha256);
}

/** The ids of files that were saved for a question of an edition that has ended without them. */
export async function abandonedFiles(db: EntityManager, edition: string): Promise<string[]> {
  const rows = await db
    .createQueryBuilder(UploadedFileEntity, 'file')
    .innerJoin(PromptEntity, 'prompt', 'prompt.id = file.promptId')
    .where(`file.answerId is null and prompt.edition = :edition and prompt.status <> 'open'`, { edition })
    .take(500)
    .getMany();
  return rows.map(({ id }) => id);
}

/** Removes a content that no row names any more. A crash before leaves a content too many, never one too few. */
async function forgetContent(db: DataSource, store: FileStore, sha256: string): Promise<void> {
  await db.transaction(async (tx) => {
    await lockContent(tx, sha256);
    if (!(await tx.existsBy(UploadedFileEntity, { sha256 }))) await store.remove(sha256);
  });
}

async function lockContent(tx: EntityManager, sha256: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`file/${sha256}`]);
}
