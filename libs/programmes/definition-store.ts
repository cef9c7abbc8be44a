import type { EntityManager } from 'typeorm';
import { DefinitionEntity, EditionEntity } from '../platform/db/entities/index.js';
import { compilePolicy, type CompiledPolicy } from '../domain/programme/compiled-policy.js';
import type { Definition } from '../domain/programme/definition.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import { layered } from '../domain/texts/layers.js';
import { generalTexts } from './general-texts.js';

/** One published version of a programme's rules, with its texts and what workflows need of it. */
export interface Programme {
  definition: Definition;
  texts: readonly TextCatalogue[];
  policy: CompiledPolicy;
  sha256: string;
}

/** Versions never change, so each is read once for a process. */
const known = new Map<string, Programme>();

/** A version of a programme. Throws when it was never published here. */
export async function programmeVersion(db: EntityManager, id: string, version: number): Promise<Programme> {
  const row = known.get(`${id}@${version}`) ?? (await load(db, id, version));
  known.set(`${id}@${version}`, row);
  return row;
}

/** The version under which new exchanges of an edition start. */
export async function programmeOfEdition(db: EntityManager, edition: string): Promise<Programme & { edition: EditionEntity }> {
  const row = await db.findOneByOrFail(EditionEntity, { id: edition });
  return { ...(await programmeVersion(db, row.definitionId, row.definitionVersion)), edition: row };
}

/** The latest published version of any programme: its office signs what belongs to no edition, such as an invitation. */
export async function anyProgramme(db: EntityManager): Promise<Programme> {
  const [latest] = await db.find(DefinitionEntity, { select: { id: true, version: true }, order: { publishedAt: 'DESC' }, take: 1 });
  if (!latest) throw new Error('no programme is published');
  return programmeVersion(db, latest.id, latest.version);
}

async function load(db: EntityManager, id: string, version: number): Promise<Programme> {
  const { definition, texts, sha256 } = await db.findOneByOrFail(DefinitionEntity, { id, version });
  return { definition, texts: layered(texts as TextCatalogue[], generalTexts()), policy: compilePolicy(definition), sha256 };
}
