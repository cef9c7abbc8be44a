import type { TextCatalogue } from '../../libs/domain/texts/catalogue.js';

/** What differs between two sets of texts, as lines: one for each language, with what was said anew. */
export function textChanges(before: readonly TextCatalogue[], after: readonly TextCatalogue[]): string[] {
  const gone = before.filter(({ language }) => !after.some((one) => one.language === language));
  return [
    ...after.flatMap((texts) => languageChange(before.find(({ language }) => language === texts.language), texts)),
    ...gone.map(({ language }) => `texts ${language}: gone`),
  ];
}

function languageChange(before: TextCatalogue | undefined, after: TextCatalogue): string[] {
  const { language, revision } = after;
  if (!before) return [`texts ${language}: new, revision ${revision}`];
  const mails = changedKeys(before.mails, after.mails);
  const sentences = changedKeys(before.messages, after.messages);
  const what = [...(mails.length > 0 ? [`mails ${mails.join(', ')}`] : []), ...(sentences.length > 0 ? [`${sentences.length} other sentences`] : [])].join('; ');
  if (revision > before.revision) return [`texts ${language}: revision ${before.revision} -> ${revision}: ${what || 'nothing is said anew'}`];
  return what ? [`texts ${language}: revision ${before.revision} stands, but the words differ (${what}): raise \`revision\`, or they are not taken`] : [];
}

function changedKeys(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
