/** Reads one language's file: a tree of sentences, and the mails. */
import { z } from 'zod';
import { languageScalar } from '../programme/definition-scalars.js';
import type { DefinitionProblem, SourceFile } from '../programme/problems.js';
import { YamlSource } from '../programme/yaml-source.js';
import type { MailText, TextCatalogue } from './catalogue.js';

/** The variant of a mail for everybody who has none of their own. */
export const defaultVariant = 'default';

/** A sentence as long as this is no sentence. */
const sentence = z.string('write a text; put it in quotes if it looks like a number').min(1, 'a text must not be empty').max(4000);

const mailSchema = z.strictObject({
  subject: sentence,
  preheader: sentence.optional(),
  paragraphs: z.array(sentence).min(1),
  facts: z.array(z.strictObject({ label: sentence, value: sentence })).optional(),
  button: sentence.optional(),
  closing: sentence.optional(),
});

interface Tree {
  [key: string]: string | Tree;
}
const tree: z.ZodType<Tree> = z.lazy(() => z.record(z.string(), z.union([sentence, tree])));

const catalogueSchema = z.strictObject({
  language: languageScalar,
  revision: z.int().positive(),
  mails: z.record(z.string(), z.record(z.string(), z.unknown())),
  texts: tree,
});

/** A catalogue that still knows its lines. */
export type ReadCatalogue =
  | { readonly ok: true; readonly catalogue: TextCatalogue; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** Where a sentence of the catalogue stands in its file. */
export function textPath(key: string): string[] {
  return ['texts', ...key.split('.')];
}

/** Reads one catalogue; whether it is complete is judged against a definition by `checkTexts`. */
export function readCatalogue(file: SourceFile): ReadCatalogue {
  const source = YamlSource.read(file);
  if (!source.ok) return source;
  const parsed = catalogueSchema.safeParse(source.value);
  if (!parsed.success) return { ok: false, problems: source.schemaProblems(catalogueSchema, parsed.error) };

  const mails: Record<string, MailText> = {};
  const problems: DefinitionProblem[] = [];
  for (const [kind, value] of Object.entries(parsed.data.mails)) {
    const variants = 'subject' in value ? { [defaultVariant]: value } : (value as Record<string, unknown>);
    for (const [variant, text] of Object.entries(variants)) {
      const mail = mailSchema.safeParse(text);
      if (mail.success) mails[variant === defaultVariant ? kind : `${kind}.${variant}`] = mail.data;
      else {
        const below = 'subject' in value ? ['mails', kind] : ['mails', kind, variant];
        problems.push(...mail.error.issues.map((issue) => source.problemAt({ path: [...below, ...issue.path], problem: issue.message })));
      }
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  const { language, revision, texts } = parsed.data;
  return { ok: true, source, catalogue: { language, revision, messages: flattened(texts, ''), mails } };
}

function flattened(branch: Tree, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(branch).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flattened(value, `${prefix}${key}.`)),
    ),
  );
}
