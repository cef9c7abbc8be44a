import { nextDigestDue, planDigests } from '../digest/digest.js';
import { deleteAbandonedFiles, deleteDrafts, deleteUnsentAnswers, nextDraftDue, removeStaleSecrets } from '../retention/expired-data.js';
import { healthLines } from '../digest/health-lines.js';
import { nextReminderDue, planReminders } from '../reminders/merged-reminders.js';
import { planMondayMails } from '../monday/monday.js';
import { openOffice, type UpkeepTools } from '../office.js';
import { nextRunDue, openPaymentRun } from '../payment-runs/payment-run.js';
import { deleteVisitOnly, nextVisitOnlyDue } from '../retention/visit-only.js';

/**
 * Does all that is due in an edition by the edition's own clock, and then tidies up. Each piece is done once, however often
 * and by however many processes this is called.
 */
export async function runDue(tools: UpkeepTools, edition: string): Promise<void> {
  await planDue(tools, edition);
  await tidyUp(tools, edition);
}

/** What people wait for: merged reminders, the digest, the Monday mail, the weekly payment run. */
export async function planDue(tools: UpkeepTools, edition: string): Promise<void> {
  const office = await openOffice(tools, edition);
  await planReminders(office);
  await planDigests(office, healthLines(tools, office));
  await planMondayMails(office);
  await openPaymentRun(office);
}

/** What nobody waits for: drafts, unsent files, old secrets and what was needed for a visit only are deleted. */
export async function tidyUp(tools: Pick<UpkeepTools, 'db' | 'config'>, edition: string): Promise<void> {
  const office = await openOffice(tools, edition);
  await deleteDrafts(office);
  await deleteUnsentAnswers(office);
  await deleteAbandonedFiles(office);
  await removeStaleSecrets(office);
  await deleteVisitOnly(office);
}

/** What upkeep would do next, and when: ISO 8601 UTC by the edition's clock. */
export interface NextUpkeep {
  at: string;
  what: 'reminders' | 'digest' | 'payment-run' | 'drafts' | 'visit-only';
}

/** The earliest instant at which `runDue` would do something; undefined when there is nothing to do. */
export async function nextRunDueAt(tools: Pick<UpkeepTools, 'db' | 'config'>, edition: string): Promise<NextUpkeep | undefined> {
  const office = await openOffice(tools, edition);
  const due: [NextUpkeep['what'], string | undefined][] = [
    ['reminders', await nextReminderDue(office)],
    ['digest', await nextDigestDue(office)],
    ['payment-run', await nextRunDue(office)],
    ['drafts', await nextDraftDue(office)],
    ['visit-only', await nextVisitOnlyDue(office)],
  ];
  return due
    .flatMap(([what, at]) => (at === undefined ? [] : [{ what, at }]))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))[0];
}

