/** A part of the sources, with the tests that must notice a fault in it. */
export interface Part {
  name: string;
  /** Globs of sources. */
  sources: readonly string[];
  /** Globs of test files. Few, because all of them are loaded for each fault. */
  tests: readonly string[];
  /** How many faults a sample draws; 0: only `npm run mutants` without a sample tries them. */
  sample: number;
}

const unit = (...names: string[]): string[] => names.map((name) => `test/unit/${name}.test.ts`);
const integration = (...names: string[]): string[] => names.map((name) => `test/integration/${name}.test.ts`);

/** Where a fault costs somebody a day, a place or money. From `places` on a database is needed. */
export const parts: readonly Part[] = [
  { name: 'calendar', sources: ['libs/domain/calendar/*.ts'], tests: unit('domain/calendar'), sample: 10 },
  { name: 'entitlement', sources: ['libs/domain/{entitlement,money,eligibility}/*.ts'], tests: unit('domain/entitlement', 'domain/money', 'domain/eligibility'), sample: 10 },
  { name: 'forms', sources: ['libs/domain/forms/*.ts'], tests: unit('domain/forms', 'domain/sheet', 'domain/field-limits', 'domain/canonical-json'), sample: 10 },
  { name: 'texts', sources: ['libs/domain/{texts,dossier,kinds}/**/*.ts'], tests: unit('domain/texts', 'domain/catalogue-for', 'workflows/lifecycle'), sample: 4 },
  { name: 'definition', sources: ['libs/domain/{programme,programme-file}/*.ts'], tests: unit('domain/definition', 'domain/network-file'), sample: 0 },
  { name: 'workflows', sources: ['workflows/{asking,exchange}/*.ts'], tests: unit('workflows/{front-desk,happy-path,late-wake,before-signature,obligations,roads}'), sample: 10 },
  {
    name: 'places',
    sources: ['libs/money/budget/*.ts', 'activities/dossier/{places,payments,deadlines,close-prompt}.ts'],
    tests: integration('exchange/{queue,payments,deadlines,two-at-once}', 'staff/corrections'),
    sample: 6,
  },
  {
    name: 'outbox',
    sources: ['libs/mail/outbox/*.ts', 'libs/mail/transport/outcome.ts'],
    tests: [...unit('mail/outcome'), ...integration('mail-transport/!(mailbox*|smtp*)')],
    sample: 6,
  },
  { name: 'links', sources: ['libs/links/*.ts'], tests: [...unit('links/*'), ...integration('upkeep/real-days', 'public/questions')], sample: 3 },
  {
    name: 'decisions',
    sources: ['libs/staff/permissions/*.ts', 'libs/money/payments/*.ts', 'libs/office/payment-runs/book-run.ts', 'libs/dossier/prompts/receive-answer.ts'],
    tests: [...unit('staff/may-decide'), ...integration('staff/money', 'staff/facts-seen', 'exchange/two-at-once')],
    sample: 4,
  },
];
