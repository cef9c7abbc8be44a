import type { DomainEvent, PromptInstants } from '../../libs/contracts/dossier/index.js';
import { DueReminderEntity, PromptEntity, type ContactEntity } from '../../libs/platform/db/entities/index.js';
import { promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { remainingOf } from '../../libs/domain/calendar/pauses.js';
import { editionClosesAt } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptKey } from '../../libs/domain/dossier/reference.js';
import { mailedPromptKinds, roles } from '../../libs/domain/programme/vocabulary.js';
import { newLink } from '../../libs/links/links.js';
import { planPromptMail } from '../../libs/kinds/exchange/letters/plan-mail.js';
import { contactFor } from '../../libs/dossier/people/parties.js';
import type { StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** Opens a question: its row with its dates, the link of whoever is asked, and the mail that asks. */
export async function openPrompt(context: StepContext, { prompt, about }: Event<'asked'>): Promise<void> {
  const key = parsePromptId(prompt);
  const role = (roles as readonly string[]).includes(key.slot) ? key.slot : null;
  const contact = role ? undefined : contactFor(context.parties, key.party, key.slot);
  const row = promptRow(context, key, { id: prompt, role, about: about ?? null, contact });
  context.writes.prompts.push(row);
  if (row.frozen) context.result.frozen = { ...context.result.frozen, [prompt]: instantsOf(row) };
  else context.result.prompts[prompt] = instantsOf(row);
  if (contact) await askByMail(context, row, contact);
}

/** Makes the contact's link to a question and plans the mail that asks it. Staff are asked by their digest. */
export async function askByMail(context: StepContext, prompt: PromptEntity, contact: ContactEntity): Promise<void> {
  if (!(mailedPromptKinds as readonly string[]).includes(prompt.kind)) return;
  const link = newLink(context.settings.linkKeys, {
    purpose: 'prompt',
    subjectId: prompt.id,
    holderId: contact.id,
    ref: prompt.ref,
    at: context.now,
    step: context.step,
  });
  context.writes.links.push(link);
  await planPromptMail(context, { prompt, contact, link });
}

function promptRow(
  { programme: { definition }, exchange, now }: StepContext,
  key: PromptKey,
  to: { id: string; role: string | null; about: string | null; contact: ContactEntity | undefined },
): PromptEntity {
  const policy = definition.prompts[key.kind];
  const zone = to.contact?.zone ?? definition.zone;
  const instants = promptInstants(policy, definition.calendar, zone, now, editionClosesAt(definition.edition));
  return {
    id: to.id,
    ref: key.ref,
    edition: exchange.edition,
    leg: key.leg,
    party: key.party,
    kind: key.kind,
    slot: key.slot,
    role: to.role,
    contactId: to.contact?.id ?? null,
    status: 'open',
    about: to.about,
    askedAt: now,
    remindAt: [...instants.remindAt],
    dueAt: instants.dueAt,
    closesAt: instants.closesAt,
    noticeAt: instants.noticeAt ?? null,
    frozen: exchange.paused && key.kind !== pauseCheck ? remainingOf(instants, definition.calendar, zone, now) : null,
    decided: false,
    escalatedAt: null,
    endedAt: null,
  };
}

/** The one question that goes on while an exchange is postponed. */
export const pauseCheck = 'pause-check';

/** A question's dates as the workflow gets them. */
export function instantsOf({ remindAt, dueAt, noticeAt, closesAt }: PromptEntity): PromptInstants {
  return { remindAt, dueAt, ...(noticeAt && { noticeAt }), closesAt };
}

/** A reminder fell due: the row waits to be merged with the contact's other reminders of the day. */
export async function remind({ tx, exchange, now }: StepContext, { prompt }: Event<'reminded'>): Promise<void> {
  const { contactId } = await tx.findOneByOrFail(PromptEntity, { id: prompt });
  if (!contactId) return; // staff have their digest
  // Not the event's own count: that begins anew when the dates are moved.
  const before = await tx.maximum(DueReminderEntity, 'nth', { promptId: prompt });
  const nth = (before ?? 0) + 1;
  const row = { promptId: prompt, nth, edition: exchange.edition, contactId, dueAt: now, outboxId: null };
  await tx.insert(DueReminderEntity, row);
}

/** The date that people read has passed: staff are told whom to call. */
export async function escalatePrompt({ tx, now }: StepContext, { prompt }: Event<'escalated'>): Promise<void> {
  await tx.update(PromptEntity, { id: prompt }, { escalatedAt: now });
}

/** A question ended without an answer. */
export async function endPrompt({ tx, now, result }: StepContext, prompt: string, status: 'lapsed' | 'closed'): Promise<void> {
  delete result.prompts[prompt]; // where the same step asked it
  await tx.update(PromptEntity, { id: prompt, status: 'open' }, { status, endedAt: now });
}
