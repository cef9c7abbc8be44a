/** A part of the sources, with the tests that must notice a fault in it. */
export interface Part {
  name: string;
  /** Globs of sources. */
  sources: readonly string[];
  /** Globs of test files. Few, because all of them are loaded for each fault. */
  tests: readonly string[];
  /** How many faults a sample draws. */
  sample: number;
}

const unit = (...names: string[]): string[] => names.map((name) => `test/unit/${name}.test.ts`);
const integration = (...names: string[]): string[] => names.map((name) => `test/integration/${name}.test.ts`);

/** Where a fault costs somebody a day, a place or money. From `places` on a database is needed. */
export const parts: readonly Part[] = [
  { name: 'calendar', sources: ['libs/domain/calendar/*.ts'], tests: unit('domain/calendar'), sample: 12 },
  { name: 'entitlement', sources: ['libs/domain/{entitlement,money,eligibility}/*.ts'], tests: unit('domain/entitlement', 'domain/money', 'domain/eligibility'), sample: 12 },
  { name: 'forms', sources: ['libs/domain/forms/*.ts'], tests: unit('domain/forms', 'domain/sheet', 'domain/field-limits'), sample: 12 },
  { name: 'definition', sources: ['libs/domain/{programme,programme-file,texts,dossier,kinds}/**/*.ts'], tests: unit('domain/{definition,texts,catalogue-for,sample-network}', 'workflows/lifecycle'), sample: 8 },
  { name: 'workflows', sources: ['workflows/{asking,exchange}/*.ts'], tests: unit('workflows/{front-desk,happy-path,late-wake,before-signature,obligations,roads}'), sample: 12 },
  {
    name: 'places',
    sources: ['libs/money/budget/*.ts', 'activities/dossier/{places,payments,deadlines,close-prompt}.ts'],
    tests: integration('exchange/{queue,payments,deadlines,two-at-once}', 'staff/corrections'),
    sample: 8,
  },
  {
    name: 'outbox',
    sources: ['libs/mail/outbox/*.ts', 'libs/mail/transport/outcome.ts'],
    tests: [...unit('mail/outcome'), ...integration('mail-transport/!(mailbox*|smtp*)')],
    sample: 8,
  },
  { name: 'links', sources: ['libs/links/*.ts'], tests: [...unit('links/*'), ...integration('upkeep/real-days', 'public/questions')], sample: 4 },
  {
    name: 'decisions',
    sources: ['libs/staff/permissions/*.ts', 'libs/money/payments/*.ts', 'libs/office/payment-runs/book-run.ts', 'libs/dossier/prompts/receive-answer.ts'],
    tests: integration('staff/money', 'exchange/two-at-once'),
    sample: 6,
  },
];
