import { createHash } from 'node:crypto';
import { MoreThan, type EntityManager } from 'typeorm';
import { DefinitionEntity, EditionEntity } from '../platform/db/entities/index.js';
import type { Definition } from '../domain/programme/definition.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';

/** A definition that was read and found sound, with the programme's own texts: what all programmes say alike is not stored. */
export interface SoundDefinition {
  definition: Definition;
  ownTexts: readonly TextCatalogue[];
  /** Canonical JSON of the definition as written. */
  sha256Input: string;
}

/**
 * What publishing did. `texts`: the rules stood there already, the words are newer now. `changed`: the same version
 * stands there with other rules, which are never replaced. `older`: a later version is published already.
 */
export type Published = 'published' | 'unchanged' | 'texts' | 'changed' | 'older';

/** Publishes a version of a programme: new exchanges of its edition start under it, running ones keep theirs. */
export async function publishDefinition(db: EntityManager, { definition, ownTexts, sha256Input }: SoundDefinition): Promise<Published> {
  const sha256 = createHash('sha256').update(sha256Input).digest('hex');
  const { id, version } = definition;
  const known = await db.findOneBy(DefinitionEntity, { id, version });
  if (known && known.sha256 !== sha256) return 'changed';
  if (known) return refreshTexts(db, known, ownTexts);
  if (await db.existsBy(DefinitionEntity, { id, version: MoreThan(version) })) return 'older';
  const publishedAt = new Date().toISOString();
  await db.insert(DefinitionEntity, { id, version, sha256, definition, texts: [...ownTexts], publishedAt } as never);
  await putEditionOn(db, definition);
  return 'published';
}

/** Words may be mended without a new version of the rules; each mail records the revision it was said with. */
async function refreshTexts(db: EntityManager, known: DefinitionEntity, texts: readonly TextCatalogue[]): Promise<Published> {
  const before = new Map((known.texts as TextCatalogue[]).map(({ language, revision }) => [language, revision]));
  if (texts.every(({ language, revision }) => revision <= (before.get(language) ?? 0))) return 'unchanged';
  await db.update(DefinitionEntity, { id: known.id, version: known.version }, { texts: [...texts] });
  return 'texts';
}

/** The edition of a definition, made when it is not there yet; its budget and places follow the newest version. */
async function putEditionOn(db: EntityManager, definition: Definition): Promise<void> {
  const id = `${definition.id}-${definition.edition.id}`;
  const follows = {
    definitionVersion: definition.version,
    name: definition.edition.name,
    budgetCents: definition.edition.budget,
    places: definition.edition.places,
  };
  const known = await db.findOneBy(EditionEntity, { id });
  if (known) {
    await db.update(EditionEntity, { id }, follows);
    return;
  }
  await db.insert(EditionEntity, { id, definitionId: definition.id, ...follows, createdAt: new Date().toISOString() });
}
