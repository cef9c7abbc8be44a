/**
 * The words of the pages themselves that are the same in every programme and that no programme needs to change. What a
 * programme says in its own voice (labels, hints, questions, reasons) stands in its text catalogues.
 */
const english = {
  skip: 'Skip to the content',
  problemLead: 'Nothing was sent yet. Everything that you typed is still here.',
  errorPrefix: 'Please check',
  moneyHint: 'In euro, such as 1010.50',
  spareRows: 'Rows that stay empty are left out.',
  onlyWhen: (field: string, options: string) => `Only if “${field}” is ${options}.`,
  requiredWhen: (field: string, options: string) => `Needed if “${field}” is ${options}.`,
  ticked: 'ticked',
  notTicked: 'not ticked',
  filledIn: 'filled in',
  empty: 'empty',
  chooseFiles: (kinds: string, max: number, megabytes: number) => `${kinds}. At most ${max} ${max === 1 ? 'file' : 'files'}, each of ${megabytes} MB at most.`,
  fileKinds: { pdf: 'PDF', image: 'JPEG, PNG, WebP' },
  filesKept: 'These files are kept:',
  removeFile: (name: string) => `Remove ${name}`,
  or: ' or ',
  office: 'Questions? We are glad to help.',
};

/** Every word of the pages, in one language. */
export type PageWords = typeof english;

/** Languages beside English are added here, complete or not at all. */
const byLanguage: Readonly<Record<string, PageWords>> = { en: english };

/** The pages' words in a language, or in English. */
export function pageWords(language: string): PageWords {
  return byLanguage[language] ?? english;
}
