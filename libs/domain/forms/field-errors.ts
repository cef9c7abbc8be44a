/** Every reason for which a field of a form is refused, to be said with `errors.<code>` of the texts. */
export const fieldErrorCodes = [
  'required',
  'too-long',
  'too-short',
  'bad-characters',
  'bad-email',
  'bad-phone',
  'bad-option',
  'too-many-options',
  'too-few-options',
  'bad-date',
  'days-reversed',
  'bad-number',
  'too-small',
  'too-large',
  'bad-amount',
  'ambiguous-amount',
  'negative-amount',
  'too-precise-amount',
  'amount-too-small',
  'amount-too-large',
  'bad-iban',
  'iban-country',
  'iban-length',
  'iban-check',
  'bad-bic',
  'bad-country',
  'bad-language',
  'bad-hub',
  'too-many-rows',
  'too-few-rows',
  'too-many-files',
  'too-few-files',
  'unknown-file',
  'empty-file',
  'file-too-large',
  'files-too-large',
  'file-type',
  'broken-file',
] as const;
/** One reason. */
export type FieldErrorCode = (typeof fieldErrorCodes)[number];

/** What is wrong with one field. */
export interface FieldError {
  /** Path of the field, such as `activities.0.outcome`. */
  readonly field: string;
  readonly code: FieldErrorCode;
  /** Numbers of the rule, or the name of a file; amounts in cents end in `Cents`. */
  readonly params: Readonly<Record<string, string | number>>;
}

/** The values that each error's sentence may name. */
export const fieldErrorParams: Readonly<Record<FieldErrorCode, readonly string[]>> = {
  required: [],
  'too-long': ['max', 'count'],
  'too-short': ['min', 'count'],
  'bad-characters': [],
  'bad-email': [],
  'bad-phone': [],
  'bad-option': [],
  'too-many-options': ['max', 'count'],
  'too-few-options': ['min', 'count'],
  'bad-date': [],
  'days-reversed': [],
  'bad-number': [],
  'too-small': ['min'],
  'too-large': ['max'],
  'bad-amount': [],
  'ambiguous-amount': [],
  'negative-amount': [],
  'too-precise-amount': [],
  'amount-too-small': ['minCents'],
  'amount-too-large': ['maxCents'],
  'bad-iban': [],
  'iban-country': [],
  'iban-length': [],
  'iban-check': [],
  'bad-bic': [],
  'bad-country': [],
  'bad-language': [],
  'bad-hub': [],
  'too-many-rows': ['max', 'count'],
  'too-few-rows': ['min', 'count'],
  'too-many-files': ['max', 'count'],
  'too-few-files': ['min', 'count'],
  'unknown-file': [],
  'empty-file': ['name'],
  'file-too-large': ['name', 'megabytes'],
  'files-too-large': ['name', 'megabytes'],
  'file-type': ['name', 'accepts'],
  'broken-file': ['name'],
};
