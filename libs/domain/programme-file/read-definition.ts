/** Reads a programme: its definition and its texts, each problem with file, line, path and what is allowed. */
import { canonicalJson } from '../forms/canonical-json.js';
import type { TextCatalogue } from '../texts/catalogue.js';
import { layered } from '../texts/layers.js';
import { readCatalogue } from '../texts/read-catalogue.js';
import { checkTexts } from '../texts/check-texts.js';
import { checkDefinition } from '../programme/definition-checks.js';
import { definitionSchema, type Definition } from '../programme/definition.js';
import { byPosition, type DefinitionProblem, type SourceFile } from '../programme/problems.js';
import { YamlSource } from '../programme/yaml-source.js';

export type { DefinitionProblem, SourceFile } from '../programme/problems.js';

/** A definition with its texts, or every problem found. */
export type ReadDefinition =
  | {
      readonly ok: true;
      readonly definition: Definition;
      /** What is said: the programme's own texts over what all programmes say alike. */
      readonly texts: readonly TextCatalogue[];
      /** The programme's own texts, as they stand in its files. */
      readonly ownTexts: readonly TextCatalogue[];
      /** Canonical JSON of the definition as written: its sha256 names the version's content. Texts are not part of it. */
      readonly sha256Input: string;
    }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/**
 * Reads a definition and its text catalogues, and checks all of it. A sentence or mail is missing where neither the
 * programme's file nor the general texts (what all programmes say alike) have it.
 */
export function readDefinition(file: string, yamlText: string, texts: readonly SourceFile[], general: readonly TextCatalogue[]): ReadDefinition {
  const source = YamlSource.read({ file, text: yamlText });
  if (!source.ok) return { ok: false, problems: source.problems };
  const parsed = definitionSchema.safeParse(source.value);
  if (!parsed.success) return { ok: false, problems: byPosition(source.schemaProblems(definitionSchema, parsed.error)) };

  const definition = parsed.data;
  const catalogues = texts.map((text) => readCatalogue(text));
  const problems = [
    ...checkDefinition(definition).map((finding) => source.problemAt(finding)),
    ...catalogues.flatMap((catalogue) => (catalogue.ok ? checkTexts(definition, catalogue, general) : catalogue.problems)),
    ...definition.languages
      .filter((language) => !catalogues.some((each) => !each.ok || each.catalogue.language === language))
      .map((language) =>
        source.problemAt({ path: ['languages'], problem: `there is no text file for the language "${language}"` }),
      ),
  ];
  if (problems.length > 0) return { ok: false, problems: byPosition(problems) };
  const ownTexts = inOrder(definition, catalogues.flatMap((each) => (each.ok ? [each.catalogue] : [])));
  return {
    ok: true,
    definition,
    texts: layered(ownTexts, general),
    ownTexts,
    sha256Input: canonicalJson(source.value),
  };
}

/** In the order of the definition's languages: the first one is what people get whose language is not there. */
function inOrder({ languages }: Definition, texts: readonly TextCatalogue[]): TextCatalogue[] {
  return texts.toSorted((a, b) => languages.indexOf(a.language) - languages.indexOf(b.language));
}
