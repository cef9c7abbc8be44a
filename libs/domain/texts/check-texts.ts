/** Judges a catalogue against the definition: nothing missing, nothing unknown, no value that nobody fills in. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Definition } from '../programme/definition.js';
import { nearest, type DefinitionProblem, type Finding } from '../programme/problems.js';
import { mailKinds, type MailKind } from '../programme/vocabulary.js';
import type { MailText, TextCatalogue } from './catalogue.js';
import { expectedTexts } from './expected-texts.js';
import { over } from './layers.js';
import { changesVariant, everyMail, mailParams, mailsWithChanges } from './mail-params.js';
import { defaultVariant, textPath, type ReadCatalogue } from './read-catalogue.js';

/** Every problem of a programme's own catalogue that was read; what it lacks, the general texts may have. */
export function checkTexts(definition: Definition, read: Extract<ReadCatalogue, { ok: true }>, general: readonly TextCatalogue[]): DefinitionProblem[] {
  const { catalogue, source } = read;
  const said = over(catalogue, general.find(({ language }) => language === catalogue.language));
  return [
    ...checkLanguage(definition, catalogue),
    ...checkSentences(definition, catalogue, said),
    ...mailKinds.flatMap((kind) => checkMail(definition, said, kind)),
    ...checkUnknownMails(catalogue),
  ].map((finding) => source.problemAt(finding));
}

function checkLanguage({ languages }: Definition, { language }: TextCatalogue): Finding[] {
  if (languages.includes(language)) return [];
  return [{ path: ['language'], problem: `"${language}" is none of the programme's languages`, allowed: languages }];
}

function checkSentences(definition: Definition, { messages }: TextCatalogue, said: TextCatalogue): Finding[] {
  const expected = expectedTexts(definition);
  const missing = [...expected]
    .filter(([key, text]) => !text.optional && said.messages[key] === undefined)
    .map(([key]) => ({ path: textPath(key), problem: `the text "${key}" is missing` }));
  const others = Object.entries(messages).flatMap(([key, message]): Finding[] => {
    const text = expected.get(key);
    if (text !== undefined) return checkMessage(textPath(key), message, text.params);
    const meant = nearest(key, [...expected.keys()]);
    const hint = meant === undefined ? '' : `; did you mean "${meant}"`;
    return [{ path: textPath(key), problem: `nothing says the text "${key}"${hint}` }];
  });
  return [...missing, ...others];
}

function checkMail(definition: Definition, { mails }: TextCatalogue, kind: MailKind): Finding[] {
  const params = [...everyMail, ...mailParams[kind]];
  const parties = Object.keys(definition.parties);
  const variants = Object.keys(mails).filter((key) => key.startsWith(`${kind}.`)).map((key) => key.slice(kind.length + 1));
  const hasChanges = (mailsWithChanges as readonly MailKind[]).includes(kind);
  const allowed = [...parties, ...(hasChanges ? [changesVariant] : []), defaultVariant];
  const findings: Finding[] = variants
    .filter((variant) => !allowed.includes(variant))
    .map((variant) => ({ path: ['mails', kind, variant], problem: `there is no version "${variant}" of this mail`, allowed }));
  const reachesAll = mails[kind] !== undefined || parties.every((party) => variants.includes(party));
  if (!reachesAll) findings.push({ path: ['mails', kind], problem: `the mail "${kind}" is missing, for everybody or for each party`, allowed });
  if (hasChanges && !variants.includes(changesVariant)) {
    findings.push({ path: ['mails', kind], problem: `the mail "${kind}" has no version "${changesVariant}"` });
  }
  for (const key of [kind, ...variants.map((variant) => `${kind}.${variant}`)]) {
    const mail = mails[key];
    if (mail !== undefined) findings.push(...checkMailText(key, mail, params));
  }
  return findings;
}

function checkMailText(key: string, mail: MailText, params: readonly string[]): Finding[] {
  const path = ['mails', ...key.split('.')];
  const parts: [(string | number)[], string | undefined][] = [
    [['subject'], mail.subject],
    [['preheader'], mail.preheader],
    ...mail.paragraphs.map((text, index): [(string | number)[], string] => [['paragraphs', index], text]),
    ...(mail.facts ?? []).flatMap((fact, index): [(string | number)[], string][] => [
      [['facts', index, 'label'], fact.label],
      [['facts', index, 'value'], fact.value],
    ]),
    [['button'], mail.button],
    [['closing'], mail.closing],
  ];
  return parts.flatMap(([below, text]) => (text === undefined ? [] : checkMessage([...path, ...below], text, params)));
}

function checkUnknownMails({ mails }: TextCatalogue): Finding[] {
  const kinds = new Set(Object.keys(mails).map((key) => key.split('.')[0] ?? ''));
  return [...kinds]
    .filter((kind) => !(mailKinds as readonly string[]).includes(kind))
    .map((kind) => {
      const meant = nearest(kind, mailKinds);
      const hint = meant === undefined ? '' : `; did you mean "${meant}"`;
      return { path: ['mails', kind], problem: `there is no mail "${kind}"${hint}`, allowed: mailKinds };
    });
}

function checkMessage(path: readonly (string | number)[], message: string, params: readonly string[]): Finding[] {
  let names: string[];
  try {
    names = argumentsOf(message);
  } catch (error) {
    return [{ path, problem: `this is no valid ICU message (${error instanceof Error ? error.message : 'unreadable'})` }];
  }
  return names
    .filter((name) => !params.includes(name))
    .map((name) => {
      const meant = nearest(name, params);
      const hint = meant === undefined ? '' : `; did you mean {${meant}}`;
      return { path, problem: `nobody fills in {${name}} here${hint}`, allowed: params };
    });
}

/** The names of the values that an ICU message uses. */
export function argumentsOf(message: string): string[] {
  const ast = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
  const names = new Set<string>();
  const visit = (elements: typeof ast): void => {
    for (const element of elements) {
      // 0 is literal text and 7 the number sign of a plural; every other element names a value.
      if (element.type === 0 || element.type === 7) continue;
      names.add(element.value);
      if ('options' in element) for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(ast);
  return [...names];
}
