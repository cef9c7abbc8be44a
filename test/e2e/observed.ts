import type { Rehearsed } from '../../infra/walkthrough/rehearsal.js';
import type { JournalEntry } from '../../infra/walkthrough/staff-api.js';

/**
 * What happened in an exchange, without ids and instants, so that two runs of one script can be compared. Sorted,
 * because two people who act at the same hour may be quicker than each other.
 */
export function outlineOf(journal: readonly JournalEntry[]): string[] {
  const lines = journal.map(({ kind, detail }) => {
    const prompt = typeof detail['prompt'] === 'string' ? detail['prompt'].split('/').slice(1).join('/') : undefined;
    const details = ['stage', 'choice', 'party', 'notice', 'moment', 'purpose', 'cents', 'ending'].map((key) => detail[key]);
    return [kind, prompt, ...details].flatMap((part) => (part === undefined ? [] : [JSON.stringify(part)])).join(' ');
  });
  return lines.toSorted();
}

/** What was paid in an exchange, by party. */
export function paymentsOf({ payments }: Rehearsed): Rehearsed['payments'] {
  return payments.toSorted((a, b) => a.party.localeCompare(b.party));
}

/** Who got which mails in an exchange, without what differs from one run to the next. */
export function mailsOf({ mails, ref }: Rehearsed): string[] {
  return [...mails.values()].map(({ subject, party }) => `${party}: ${subject.replaceAll(ref, 'REF').replace(/\b\d{6}\b/, 'CODE')}`).toSorted();
}
