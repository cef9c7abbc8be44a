import type { EntityManager } from 'typeorm';
import { DefinitionEntity } from '../../libs/platform/db/entities/index.js';
import type { SoundDefinition } from '../../libs/programmes/publish-definition.js';
import type { TextCatalogue } from '../../libs/domain/texts/catalogue.js';
import { layered } from '../../libs/domain/texts/layers.js';
import { generalTexts } from '../../libs/programmes/general-texts.js';
import { changeLine, definitionChanges } from './definition-diff.js';
import { textChanges } from './texts-diff.js';

/** How a definition differs from the latest published version of the same programme, as lines for a person. */
export async function publishedDiff(db: EntityManager, { definition, ownTexts }: SoundDefinition): Promise<string[]> {
  const { id, version } = definition;
  const latest = await db.findOne(DefinitionEntity, { where: { id }, order: { version: 'DESC' } });
  if (!latest) return [`${id} was never published here; everything in version ${version} is new.`];
  const rules = definitionChanges(latest.definition, definition).map(changeLine);
  const words = textChanges(said(latest.texts as TextCatalogue[]), said(ownTexts));
  const published = `${id} version ${latest.version} is published`;
  if (rules.length + words.length === 0) return [`${published}; version ${version} of the file says the same.`];
  const lines = [...rules, ...words].map((line) => `  ${line}`);
  return [`${published}; version ${version} of the file differs:`, ...lines, ...advice(rules.length > 0, version, latest.version)];
}

/** Compared is what is said: a text that moved to what all programmes say alike is none that changed. */
function said(texts: readonly TextCatalogue[]): TextCatalogue[] {
  return layered(texts, generalTexts());
}

/** What to do before this can be published. */
function advice(rulesDiffer: boolean, version: number, latest: number): string[] {
  if (!rulesDiffer || version > latest) return [];
  return [`Rules that are published never change: set \`version: ${latest + 1}\` to publish these.`];
}
