import type { TextCatalogue } from './catalogue.js';

/**
 * What is said in a programme's languages: its own texts, over what all programmes say alike. A sentence of the programme
 * overrides the general one; a mail of the programme, with its versions, overrides all general versions of that mail.
 * A language that the general texts lack is said by the programme alone. Each revision counts both layers' changes.
 */
export function layered(own: readonly TextCatalogue[], general: readonly TextCatalogue[]): TextCatalogue[] {
  return own.map((texts) => over(texts, general.find(({ language }) => language === texts.language)));
}

/** One language's own texts over the general ones, where there are any. */
export function over(own: TextCatalogue, general: TextCatalogue | undefined): TextCatalogue {
  if (general === undefined) return own;
  const overridden = new Set(Object.keys(own.mails).map(kindOfMail));
  const generalMails = Object.entries(general.mails).filter(([key]) => !overridden.has(kindOfMail(key)));
  return {
    language: own.language,
    revision: own.revision + general.revision,
    messages: { ...general.messages, ...own.messages },
    mails: { ...Object.fromEntries(generalMails), ...own.mails },
  };
}

function kindOfMail(key: string): string {
  return key.split('.')[0] ?? key;
}
