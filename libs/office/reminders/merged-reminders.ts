import { IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { ContactEntity, DueReminderEntity, PromptEntity } from '../../platform/db/entities/index.js';
import { localDay } from '../../domain/calendar/days.js';
import { mailInstant } from '../../domain/calendar/moments.js';
import { formatCents } from '../../domain/money/cents.js';
import { catalogueFor, say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { sayDate } from '../../domain/texts/say-silence.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { amountAskedBack } from '../../kinds/exchange/claims/settlement-claim.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import type { Office } from '../office.js';
import { pairOf, spokenExchanges } from '../../dossier/record/spoken-dossier.js';
import { reusedLink } from '../staff-links.js';

/**
 * Plans the reminders that fell due: one mail for each person and day, with every question that still waits for that
 * person; those of a postponed exchange do not. Returns the outbox ids.
 */
export async function planReminders(office: Office): Promise<string[]> {
  const { db, edition, now } = office;
  const due = await db.find(DueReminderEntity, {
    where: { edition: edition.id, outboxId: IsNull(), dueAt: LessThanOrEqual(now) },
    select: { promptId: true, nth: true, contactId: true },
  });
  const planned: string[] = [];
  for (const contactId of new Set(due.map((row) => row.contactId))) {
    const outboxId = await db.transaction((tx) => planReminder(office, tx, contactId));
    if (outboxId) planned.push(outboxId);
  }
  return planned;
}

/** When the earliest reminder that nobody has sent falls due. */
export async function nextReminderDue({ db, edition }: Office): Promise<string | undefined> {
  const row = await db.findOne(DueReminderEntity, { where: { edition: edition.id, outboxId: IsNull() }, order: { dueAt: 'ASC' } });
  return row?.dueAt;
}

async function planReminder(office: Office, tx: EntityManager, contactId: string): Promise<string | undefined> {
  const { edition, now, config, programme } = office;
  const rows = await tx.find(DueReminderEntity, {
    where: { edition: edition.id, contactId, outboxId: IsNull(), dueAt: LessThanOrEqual(now) },
    lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
  });
  if (rows.length === 0) return undefined; // another process is at it
  const contact = await tx.findOneByOrFail(ContactEntity, { id: contactId });
  const open = await tx.find(PromptEntity, {
    where: { edition: edition.id, contactId, status: 'open', frozen: IsNull() }, // postponed: no date counts, nothing is asked for
    order: { dueAt: 'ASC', id: 'ASC' },
  });
  const overtaken = rows.filter((row) => !open.some((prompt) => prompt.id === row.promptId));
  if (overtaken.length > 0) await tx.remove(DueReminderEntity, overtaken);
  const live = rows.filter((row) => !overtaken.includes(row));
  if (live.length === 0) return undefined;

  const texts = catalogueFor(programme.texts, contact.language);
  const [first] = open;
  const outboxId = await planMail(tx, config, {
    businessKey: `reminder/${edition.id}/${contactId}/${localDay(contact.zone, now)}`,
    kind: 'reminder',
    recipientId: contactId,
    audience: first?.party ?? '-',
    edition: edition.id,
    ref: new Set(open.map((prompt) => prompt.ref)).size === 1 ? (first?.ref ?? null) : null,
    data: {
      params: {
        count: open.length,
        due: formatInstant(first!.dueAt, contact.zone, texts.language),
        reference: [...new Set(open.map((prompt) => prompt.ref))].join(', '),
      },
      items: await itemsOf(office, tx, texts, contact, open),
    },
    plannedAt: now,
    notBefore: mailInstant(programme.definition.calendar, contact.zone, now, 'hub'),
  });
  await tx.update(DueReminderEntity, live.map(({ promptId, nth }) => ({ promptId, nth })), { outboxId });
  return outboxId;
}

/** Each question with its own button, and what follows if it is not answered. */
async function itemsOf({ config, now, programme }: Office, tx: EntityManager, texts: TextCatalogue, contact: ContactEntity, open: PromptEntity[]) {
  const spoken = await spokenExchanges(tx, open.map((prompt) => prompt.ref), texts.language);
  const items = [];
  for (const prompt of open) {
    const exchange = spoken.get(prompt.ref)!;
    const due = formatInstant(prompt.dueAt, contact.zone, texts.language);
    const party = { visiting: exchange.visitingHub, hosting: exchange.hostingHub }[prompt.party] ?? '';
    const cents = await amountAskedBack(tx, prompt);
    const amount = cents === undefined ? '' : formatCents(cents, texts.language);
    const link = await reusedLink(tx, config, { purpose: 'prompt', subjectId: prompt.id, holderId: contact.id, ref: prompt.ref, at: now });
    const params = { ...exchange, party, due, amount };
    items.push({
      text: say(texts, `prompts.${prompt.kind}.question`, params),
      detail: `${prompt.ref} · ${pairOf(exchange)}\n${sayDate(texts, prompt.kind, programme.definition.prompts[prompt.kind], params)}`,
      linkId: link.id,
      button: say(texts, 'mail.answer'),
    });
  }
  return items;
}
