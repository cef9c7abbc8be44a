/** A part of the sources, with the tests that must notice a fault in it. */
export interface Part {
  name: string;
  /** Globs of sources. */
  sources: readonly string[];
  /** Globs of test files. Few, because all of them run for each fault. */
  tests: readonly string[];
  /** How many faults a sample draws. */
  sample: number;
}

/** Where a fault would cost a person a day, a place or money. The first two need no database. */
export const parts: readonly Part[] = [
  { name: 'domain', sources: ['libs/domain/**/*.ts'], tests: ['test/unit/domain/*.test.ts'], sample: 40 },
  { name: 'workflows', sources: ['workflows/{asking,exchange}/**/*.ts'], tests: ['test/unit/workflows/*.test.ts'], sample: 16 },
  {
    name: 'places',
    sources: ['libs/money/budget/*.ts', 'activities/dossier/{places,payments,deadlines,close-prompt}.ts'],
    tests: ['test/integration/exchange/{places,queue,payments,deadlines,two-at-once,publish}.test.ts'],
    sample: 12,
  },
  {
    name: 'outbox',
    sources: ['libs/mail/outbox/*.ts', 'libs/mail/transport/outcome.ts'],
    tests: ['test/unit/mail/outcome.test.ts', 'test/integration/mail-transport/!(mailbox*|smtp*).test.ts'],
    sample: 12,
  },
  {
    name: 'links',
    sources: ['libs/links/*.ts'],
    tests: ['test/integration/public/questions.test.ts', 'test/integration/upkeep/real-days.test.ts'],
    sample: 6,
  },
  {
    name: 'decisions',
    sources: ['libs/staff/permissions/*.ts', 'libs/money/payments/*.ts', 'libs/office/payment-runs/book-run.ts', 'libs/dossier/prompts/receive-answer.ts'],
    tests: ['test/integration/staff/money.test.ts', 'test/integration/exchange/two-at-once.test.ts'],
    sample: 10,
  },
];
