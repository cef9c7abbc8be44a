import { readFile } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { UploadedFileEntity, type PromptEntity } from '../platform/db/entities/index.js';
import type { FieldError } from '../domain/forms/field-errors.js';
import { removePath } from '../domain/forms/read-field.js';
import type { Form, PlainField } from '../domain/programme/form-schema.js';
import { fileName, plainName } from './file-name.js';
import { hashOf, type FileStore } from './file-store.js';
import { readContent } from './read-content.js';
import { uploadLimits } from './upload-limits.js';
import { deleteUnsent, filesOfQuestion, keepFile } from './uploaded-files.js';

/** A file as it arrived, not looked at yet. */
export interface ArrivedFile {
  /** The form's field. */
  field: string;
  /** What the browser says it is called. */
  claimedName: string;
  /** Where its bytes wait. */
  path: string;
  /** It was larger than one file, or with the others than one form may be; then no bytes wait. */
  tooLarge?: 'file' | 'together';
}

/** With what a form's files arrived. */
export interface Uploading {
  prompt: PromptEntity;
  /** The contact who uploads them. */
  holderId: string;
  form: Form;
  /** What was posted with them. */
  raw: Readonly<Record<string, unknown>>;
  arrived: readonly ArrivedFile[];
  /** By the exchange's clock. */
  at: string;
}

/** What was posted with the ids of the files that are kept in place of the files; what is wrong with the others. */
export interface Uploaded {
  raw: Readonly<Record<string, unknown>>;
  errors: readonly FieldError[];
  /** Files came or went, so that what was saved before is no longer the whole. */
  changed: boolean;
}

/**
 * Keeps the files of a form that are sound, drops those that were ticked to be removed, and says what is wrong with the
 * rest. It looks at one after the other, so that one form never fills the memory.
 */
export async function takeUploads(db: DataSource, store: FileStore, uploading: Uploading): Promise<Uploaded> {
  const known = new Map((await filesOfQuestion(db.manager, uploading.prompt, uploading.holderId)).map((row) => [row.id, row]));
  const taking = new Taking(db, store, uploading, known);
  const raw: Record<string, unknown> = { ...uploading.raw };
  for (const field of uploading.form.fields) {
    if (field.type !== 'files') continue;
    raw[field.key] = await taking.field(field);
    delete raw[removePath(field.key)];
  }
  return { raw, errors: taking.errors, changed: taking.changed };
}

/** One pass over the fields of a form that hold files. */
class Taking {
  readonly errors: FieldError[] = [];
  changed = false;

  constructor(
    private readonly db: DataSource,
    private readonly store: FileStore,
    private readonly uploading: Uploading,
    private readonly known: Map<string, UploadedFileEntity>,
  ) {}

  /** The ids that the field holds now. */
  async field(field: PlainField): Promise<string[]> {
    const kept = await this.stillThere(field);
    const arrived = this.uploading.arrived.filter((file) => file.field === field.key);
    const max = field.max ?? arrived.length;
    const free = Math.max(0, max - kept.length);
    if (arrived.length > free) this.refuse(field, 'too-many-files', { max, count: kept.length + arrived.length });
    for (const file of arrived.slice(0, free)) {
      const id = await this.take(field, file, kept);
      if (id !== undefined && !kept.includes(id)) kept.push(id);
    }
    return kept;
  }

  /** The files that the page listed and that nobody ticked. */
  private async stillThere({ key }: PlainField): Promise<string[]> {
    const { raw } = this.uploading;
    const listed = textsOf(raw[key]).filter((id) => id !== '');
    const removed = textsOf(raw[removePath(key)]).filter((id) => this.known.has(id));
    if (removed.length > 0) {
      await deleteUnsent(this.db, this.store, removed);
      this.changed = true;
    }
    const kept = [...new Set(listed)].filter((id) => !removed.includes(id));
    if (kept.some((id) => !this.known.has(id))) this.errors.push({ field: key, code: 'unknown-file', params: {} });
    return kept.filter((id) => this.known.has(id));
  }

  private async take(field: PlainField, file: ArrivedFile, kept: readonly string[]): Promise<string | undefined> {
    const name = plainName(file.claimedName);
    if (file.tooLarge === 'file') return this.refuse(field, 'file-too-large', { name, megabytes: uploadLimits.fileMegabytes });
    if (file.tooLarge === 'together') return this.refuse(field, 'files-too-large', { name, megabytes: uploadLimits.formMegabytes });
    const accept = field.accept ?? [];
    const read = await readContent(await readFile(file.path), accept);
    if (!read.ok) return this.refuse(field, read.code, read.code === 'file-type' ? { name, accepts: accept.length > 1 ? 'any' : (accept[0] ?? 'any') } : { name });
    const { mediaType, content } = read;
    const same = this.sameContent(content, kept);
    if (same !== undefined) return same;
    if (!(await this.hasRoomFor(content, kept))) return this.refuse(field, 'files-too-large', { name, megabytes: uploadLimits.questionMegabytes });
    const { prompt, holderId, at } = this.uploading;
    const row = await keepFile(this.db, this.store, {
      name: fileName(file.claimedName, mediaType),
      mediaType,
      content,
      holderId,
      promptId: prompt.id,
      ref: prompt.ref,
      at,
    });
    this.known.set(row.id, row);
    this.changed = true;
    return row.id;
  }

  /** The same photo chosen twice, or a form that was sent twice, is one file. */
  private sameContent(content: Buffer, kept: readonly string[]): string | undefined {
    const sha256 = hashOf(content);
    return kept.find((id) => this.known.get(id)?.sha256 === sha256);
  }

  /** Files that were uploaded before and stand in no answer make room for new ones. */
  private async hasRoomFor(content: Buffer, kept: readonly string[]): Promise<boolean> {
    const used = (): number => [...this.known.values()].reduce((sum, { size }) => sum + size, content.length);
    const most = uploadLimits.questionMegabytes * 1_000_000;
    if (used() <= most) return true;
    const listed = new Set([...kept, ...this.uploading.form.fields.flatMap(({ key }) => textsOf(this.uploading.raw[key]))]);
    const loose = [...this.known.values()].filter(({ id, answerId }) => answerId === null && !listed.has(id)).map(({ id }) => id);
    await deleteUnsent(this.db, this.store, loose);
    for (const id of loose) this.known.delete(id);
    return used() <= most;
  }

  private refuse({ key }: PlainField, code: FieldError['code'], params: FieldError['params']): undefined {
    this.errors.push({ field: key, code, params });
  }
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}
