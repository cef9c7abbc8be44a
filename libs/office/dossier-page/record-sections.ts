import { formatCents } from '../../domain/money/cents.js';
import type { Section, TrailEntry } from '../../domain/sections/section.js';
import { say } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { nameOfParty } from '../../dossier/record/say-dossier.js';
import type { DossierFile } from './read-dossier.js';
import { historyLine } from './history-line.js';

/** What is paid to whom. */
export function paymentSections({ payments, record, texts }: DossierFile): Section[] {
  if (payments.length === 0) return [{ type: 'words', title: 'Payments', words: ['None yet.'] }];
  return [
    {
      type: 'table',
      title: 'Payments',
      caption: 'Payments',
      head: [{ label: 'Payee' }, { label: 'Amount', num: true }, { label: 'State' }, { label: 'Run' }],
      rows: payments.map(({ party, cents, status, runId }) => [
        nameOfParty(record, party),
        { text: `€ ${formatCents(cents, texts.language)}`, cents },
        status,
        runId === null ? '' : { text: runId.slice(runId.lastIndexOf('/') + 1), to: { kind: 'run', id: runId } },
      ]),
    },
  ];
}

/** Money that a party has to pay back. */
export function recoverySections({ recoveries, record, texts }: DossierFile): Section[] {
  if (recoveries.length === 0) return [];
  return [
    {
      type: 'table',
      caption: 'Paid back',
      head: [{ label: 'Pays back' }, { label: 'Amount', num: true }, { label: 'State' }, { label: 'Exchange' }],
      rows: recoveries.map(({ party, cents, status, ref }) => [
        nameOfParty(record, party),
        { text: say(texts, 'words.euro', { amount: formatCents(cents, texts.language) }), cents },
        status,
        { text: ref, to: { kind: 'dossier', id: ref } },
      ]),
    },
  ];
}

/** The mails and what became of each. */
export function mailSections({ mails, record, texts }: DossierFile): Section[] {
  if (mails.length === 0) return [{ type: 'words', title: 'Mails', words: ['None yet.'] }];
  const { zone } = record.programme.definition;
  const counts = [...Map.groupBy(mails, ({ status }) => status)].map(([status, own]) => `${own.length} ${status}`);
  return [
    { type: 'words', title: 'Mails', words: [`${counts.join(', ')}.`] },
    {
      type: 'table',
      caption: 'Mails',
      head: [{ label: 'Mail' }, { label: 'To' }, { label: 'State' }, { label: 'When' }, { label: 'Link' }],
      rows: mails.map((mail) => {
        const at = mail.sentAt ?? mail.notBefore;
        const state = [mail.status, mail.status === 'sent' ? '' : mail.lastCode, mail.attempts > 1 ? `${mail.attempts} tries` : ''].filter(Boolean).join(', ');
        return [mail.kind, mail.recipient, state, { text: formatInstant(at, zone, texts.language), at }, mail.hasLink ? 'hidden' : ''];
      }),
    },
  ];
}

/** What happened, in sentences. */
export function trailOfHistory({ record, texts, history, people, acts, recoveries }: DossierFile): Section {
  const title = say(texts, 'pages.exchange.history');
  const { zone } = record.programme.definition;
  const words = { texts, record, people, recoveries, acts: new Map(acts.map((act) => [act.id, act])) };
  const entries = history.flatMap((entry): TrailEntry[] => {
    const text = historyLine(entry, words);
    if (text === undefined) return [];
    return [{ at: entry.at, when: formatInstant(entry.at, zone, texts.language), text, ...(entry.ref !== record.exchange.ref && { detail: entry.ref }) }];
  });
  return entries.length === 0 ? { type: 'words', title, words: ['Nothing yet.'] } : { type: 'trail', title, entries };
}
