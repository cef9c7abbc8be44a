import type { JournalEntry } from '../../infra/walkthrough/staff-api.js';

/** What happened in an exchange, without ids and instants, so that two runs of one script can be compared. */
export function outline(journal: readonly JournalEntry[]): string[] {
  return journal.map(({ kind, detail }) => {
    const prompt = typeof detail['prompt'] === 'string' ? detail['prompt'].split('/').slice(1).join('/') : undefined;
    const details = ['stage', 'choice', 'party', 'notice', 'moment', 'purpose', 'cents', 'ending'].map((key) => detail[key]);
    return [kind, prompt, ...details].filter((part) => part !== undefined).join(' ');
  });
}

/** The same for comparing runs in which two people may have been quicker than each other. */
export function outlineInAnyOrder(journal: readonly JournalEntry[]): string[] {
  return outline(journal).toSorted();
}
