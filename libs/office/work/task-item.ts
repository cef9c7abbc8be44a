import type { EntityManager } from 'typeorm';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { say } from '../../domain/texts/catalogue.js';
import type { LetterItem } from '../../mail/letters/new-mail.js';
import { runPromptKinds } from '../../staff/permissions/may-decide.js';
import type { Office } from '../office.js';
import { isTaskOf, type HandOverTask, type OfficeTask } from './office-work.js';
import { staffPromptLink } from '../staff-links.js';
import { exchangePath } from './troubles.js';

/** The office's first page. */
export const deskPath = '/staff';

/** Tasks as lines of a mail to one of the office. */
export async function taskItems(office: Office, tx: EntityManager, staff: StaffMemberEntity, tasks: readonly (OfficeTask | HandOverTask)[]): Promise<LetterItem[]> {
  const items = [];
  for (const task of tasks) items.push(await taskItem(office, tx, staff, task));
  return items;
}

/** With a button to where it is done. */
async function taskItem(office: Office, tx: EntityManager, staff: StaffMemberEntity, task: OfficeTask | HandOverTask): Promise<LetterItem> {
  const { texts, config, now } = office;
  const { text, detail } = task;
  if (task.kind === 'hand-over') return { text, detail, path: exchangePath(task.ref), button: say(texts, 'mail.openExchange') };
  const { prompt } = task;
  if (task.kind === 'call') return { text, detail, path: exchangePath(prompt.ref), button: say(texts, 'mail.openExchange') };
  const isOwn = isTaskOf(staff, task) && (prompt.escalatedAt !== null || !runPromptKinds.includes(prompt.kind));
  // Money is decided in the weekly run, and others' questions by others: both can be looked at.
  if (!isOwn) return { text, detail, path: `/staff/questions/${prompt.id}`, button: say(texts, 'mail.lookAtQuestion') };
  const link = await staffPromptLink(tx, config, prompt, staff.id, now);
  return { text, detail, linkId: link.id, button: say(texts, 'mail.answer') };
}
