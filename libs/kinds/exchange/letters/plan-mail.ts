import { IsNull, type EntityManager } from 'typeorm';
import type { DomainEvent } from '../../../contracts/dossier/index.js';
import { ContactEntity, DraftEntity, InboxEntity, JournalEntity, PromptEntity, SignedLinkEntity } from '../../../platform/db/entities/index.js';
import { localDay } from '../../../domain/calendar/days.js';
import { mailInstant } from '../../../domain/calendar/moments.js';
import type { MailKind, NoticeKind, PromptKind, Slot } from '../../../domain/programme/vocabulary.js';
import { catalogueFor, say } from '../../../domain/texts/catalogue.js';
import { formatInstant } from '../../../domain/texts/say-values.js';
import { changesVariant, mailsWithChanges } from '../../../domain/texts/mail-params.js';
import { calendarVisit, type CalendarVisit } from '../../../documents/calendar/visit-calendar.js';
import { contactFor } from '../../../dossier/people/parties.js';
import { spokenPrompt } from '../../../dossier/record/say-dossier.js';
import { newLink } from '../../../links/links.js';
import { newMail, type LetterItem } from '../../../mail/letters/new-mail.js';
import { hostChoices, sayReasons } from '../matching/host-choices.js';
import { noteToColleague } from './act-words.js';
import { fieldsWithRemarks, letterParams } from './letter-params.js';
import type { LetterContext, Successor } from './letter-context.js';

/** The mail that asks a question. */
export async function planPromptMail(
  context: LetterContext,
  { prompt, contact, link }: { prompt: PromptEntity; contact: ContactEntity; link: SignedLinkEntity },
): Promise<void> {
  const again = prompt.about !== null && (mailsWithChanges as readonly MailKind[]).includes(prompt.kind as MailKind);
  const variant = again ? changesVariant : prompt.party;
  const isNew = context.writes.prompts.includes(prompt);
  const note = isNew ? '' : await noteToColleague(context, contact.id);
  const postponed = prompt.frozen ? await sayPostponed(context, contact) : '';
  await planMail(context, {
    // Handed to and fro, the same person is told each time.
    businessKey: [prompt.id, 'asked', contact.id, ...(isNew ? [] : [context.step.seq])].join('/'),
    kind: prompt.kind as MailKind,
    party: prompt.party,
    variant,
    contact,
    linkId: link.id,
    params: await letterParams(context, { kind: prompt.kind as MailKind, party: prompt.party, contact, prompt }),
    ...(note && { note }),
    ...(postponed && { postponed }),
    ...(prompt.kind === 'choose-host' && { items: await hubsToChoose(context, contact) }),
    ...(again && { items: await partsToChange(context, prompt, contact) }),
  });
}

/** That the exchange is postponed, and since when. */
async function sayPostponed({ tx, exchange, programme, now }: LetterContext, contact: ContactEntity): Promise<string> {
  const paused = await tx.findOne(JournalEntity, { where: { ref: exchange.ref, kind: 'paused' }, order: { seq: 'DESC', n: 'DESC' } });
  const texts = catalogueFor(programme.texts, contact.language);
  return say(texts, 'pages.exchange.paused', { at: formatInstant(paused?.at ?? now, contact.zone, texts.language) });
}

/** The parts of a form that the office wrote beside, as the form calls them; what was written stands on the page. */
async function partsToChange(context: LetterContext, prompt: PromptEntity, contact: ContactEntity): Promise<LetterItem[]> {
  const { programme } = context;
  const texts = catalogueFor(programme.texts, contact.language);
  const form = programme.definition.prompts[prompt.kind as PromptKind].form ?? '';
  const params = spokenPrompt(context, prompt, texts.language, contact.zone);
  const fields = await fieldsWithRemarks(context, prompt);
  return fields.map(({ key }) => ({ text: say(texts, `forms.${form}.fields.${key}.label`, params) }));
}

/** Hubs that a candidate may ask next, each with its reasons. */
async function hubsToChoose({ tx, exchange, programme, parties }: LetterContext, contact: ContactEntity): Promise<LetterItem[]> {
  const texts = catalogueFor(programme.texts, contact.language);
  const { suggested } = await hostChoices(tx, { ref: exchange.ref, definition: programme.definition, parties });
  return suggested.map((each) => ({ text: `${each.hub.name}, ${each.hub.city}`, detail: sayReasons(texts, each) }));
}

/** A mail that tells and asks nothing. Its link leads to the exchange's page by the latest question of that person. */
export async function planNotice(context: LetterContext, event: Extract<DomainEvent, { kind: 'informed' }>): Promise<void> {
  const { exchange, parties, step } = context;
  const contact = contactFor(parties, event.party, event.slot);
  if (!contact || isOvertaken(context, event) || (await isNoLongerTheirs(context, event))) return;
  const calendar = await visitFor(context, event.notice);
  await planMail(context, {
    businessKey: `${exchange.ref}/${event.leg}/${event.party}/${event.notice}/${step.seq}`,
    kind: event.notice,
    party: event.party,
    variant: event.party,
    contact,
    linkId: (await linkToRead(context, event.party, contact))?.id ?? null,
    page: 'exchange',
    params: await letterParams(context, { kind: event.notice, party: event.party, contact, facts: event.facts ?? {} }),
    ...(calendar && { calendar }),
  });
}

/** The mail to somebody who took a slot over while nothing is asked of them: their part, who named them, the exchange's page. */
export async function planTookOver(context: LetterContext, { leg, party, slot, contact, by }: Successor): Promise<void> {
  const { exchange, step } = context;
  const note = await noteToColleague(context, contact.id);
  await planMail(context, {
    businessKey: [exchange.ref, leg, party, slot, 'took-over', step.seq].join('/'),
    kind: 'took-over',
    party,
    variant: party,
    contact,
    linkId: (await linkToRead(context, party, contact, slot))?.id ?? null,
    page: 'exchange',
    params: await letterParams(context, { kind: 'took-over', party, contact, facts: { slot, by } }),
    ...(note && { note }),
  });
}

/** "Next week" helps nobody once the visit has begun, as it may after an outage. */
function isOvertaken({ plan, parties, now }: LetterContext, { party, notice }: Extract<DomainEvent, { kind: 'informed' }>): boolean {
  if (notice !== 'next-week') return false;
  return plan.firstDay <= localDay(parties[party]?.hub?.zone ?? 'UTC', now);
}

/**
 * A hub that said no, did not answer, or whose question was closed has nothing to do with the exchange any more: what
 * becomes of it is not theirs to read. That its question was closed it is told in a mail of its own.
 */
async function isNoLongerTheirs({ tx, exchange, writes }: LetterContext, { party, notice }: Extract<DomainEvent, { kind: 'informed' }>): Promise<boolean> {
  if (party !== 'hosting' || !(toldToHosts as readonly NoticeKind[]).includes(notice)) return false;
  const asked = await tx.findOne(PromptEntity, { where: { ref: exchange.ref, party, kind: 'availability' }, order: { askedAt: 'DESC' } });
  if (!asked || asked.status === 'open') return false;
  if (asked.status === 'lapsed') return true;
  if (asked.status === 'closed') {
    const closed = [...(await tx.findBy(JournalEntity, { ref: exchange.ref, kind: 'closed' })), ...writes.journal].map(({ event }) => event as DomainEvent);
    return closed.some((event) => event.kind === 'closed' && event.prompt === asked.id && event.why === 'overtaken'); // else by what it is told now
  }
  return tx.existsBy(InboxEntity, { promptId: asked.id, status: 'accepted', choice: 'no' });
}

/** Notices to every party that a host reads only while it is asked, or once it has said yes. */
const toldToHosts = ['expired', 'withdrawn', 'cancelled', 'paused', 'resumed'] as const satisfies readonly NoticeKind[];

/** The person's latest link that works; somebody who took over and was asked nothing yet gets one to what was asked last. */
async function linkToRead(
  { tx, exchange, step, writes, settings, now }: LetterContext,
  party: string,
  contact: ContactEntity,
  slot: Slot = 'manager',
): Promise<SignedLinkEntity | null> {
  const fresh = writes.links.findLast((link) => link.holderId === contact.id);
  if (fresh) return fresh;
  const works = { ref: exchange.ref, holderId: contact.id, revokedAt: IsNull(), handedOverAt: IsNull() };
  const latest = await tx.findOne(SignedLinkEntity, { where: works, order: { createdAt: 'DESC' } });
  if (latest) return latest;
  const ofParty = { ref: exchange.ref, party, role: IsNull() };
  const latestFirst = { order: { askedAt: 'DESC' } } as const;
  const asked = (await tx.findOne(PromptEntity, { where: { ...ofParty, slot }, ...latestFirst })) ?? (await tx.findOne(PromptEntity, { where: ofParty, ...latestFirst }));
  if (!asked) return party === 'visiting' && slot === 'manager' ? confirmedBy(tx, exchange.ref, contact) : null;
  const link = newLink(settings.linkKeys, { purpose: 'prompt', subjectId: asked.id, holderId: contact.id, ref: exchange.ref, at: now, step });
  writes.links.push(link);
  return link;
}

/** The link by which a candidate confirmed the enquiry: all that somebody has who was not asked anything yet. */
async function confirmedBy(tx: EntityManager, ref: string, contact: ContactEntity): Promise<SignedLinkEntity | null> {
  const draft = await tx.findOneBy(DraftEntity, { ref });
  if (!draft || (draft.payload as { email?: unknown }).email !== contact.email) return null;
  return tx.findOne(SignedLinkEntity, { where: { purpose: 'confirm', subjectId: draft.id, revokedAt: IsNull() }, order: { createdAt: 'DESC' } });
}

/**
 * The visit for the reader's calendar: once it is signed for, when its plan changed, and when it is off although all had
 * signed for it.
 */
async function visitFor(context: LetterContext, notice: NoticeKind): Promise<CalendarVisit | undefined> {
  const isOff = notice === 'withdrawn' || notice === 'cancelled';
  if (!isOff && notice !== 'signed-by-all' && notice !== 'changed') return undefined;
  const { tx, exchange, plan, parties, now } = context;
  if (isOff && !(await tx.existsBy(JournalEntity, { ref: exchange.ref, kind: 'agreement-signed' }))) return undefined;
  return calendarVisit(plan, parties, isOff ? { cancelledAt: now } : {});
}

/** The mail that says: this question closes before long. */
export async function planWarning(context: LetterContext, event: Extract<DomainEvent, { kind: 'warned' }>): Promise<void> {
  const prompt = await context.tx.findOneByOrFail(PromptEntity, { id: event.prompt });
  await planAboutPrompt(context, prompt, 'closing-soon', `${prompt.id}/closing-soon/${context.step.seq}`);
}

/** The mail that says: please answer by a later date. */
export async function planExtension(context: LetterContext, prompt: PromptEntity): Promise<void> {
  await planAboutPrompt(context, prompt, 'extended', `${prompt.id}/extended/${context.step.seq}`);
}

async function planAboutPrompt(context: LetterContext, prompt: PromptEntity, kind: MailKind, businessKey: string): Promise<void> {
  const contact = prompt.contactId ? await context.tx.findOneBy(ContactEntity, { id: prompt.contactId }) : null;
  if (!contact) return;
  const link = await context.tx.findOne(SignedLinkEntity, {
    where: { subjectId: prompt.id, holderId: contact.id },
    order: { createdAt: 'DESC' },
  });
  const params = await letterParams(context, { kind, party: prompt.party, contact, prompt });
  await planMail(context, { businessKey, kind, party: prompt.party, variant: prompt.party, contact, linkId: link?.id ?? null, params });
}

interface ExchangeMail {
  businessKey: string;
  kind: MailKind;
  party: string;
  variant: string;
  contact: ContactEntity;
  linkId: string | null;
  params: Record<string, string | number>;
  /** Things that the mail lists below its text. */
  items?: LetterItem[];
  /** What a colleague wrote along. */
  note?: string;
  /** That no date counts now. */
  postponed?: string;
  /** Where the button leads, if not to the question. */
  page?: 'exchange';
  /** A calendar entry that goes along. */
  calendar?: CalendarVisit;
}

/** How long the relay leaves a mail to the process that publishes the step and sends it at once, in milliseconds. */
const headStartMs = 15_000;

async function planMail({ exchange, programme, now, settings, writes }: LetterContext, mail: ExchangeMail): Promise<void> {
  const { calendar } = programme.definition;
  const atOnce = calendar.atOnce.includes(mail.kind);
  writes.mails.push(
    newMail(
      {
        businessKey: mail.businessKey,
        ref: exchange.ref,
        edition: exchange.edition,
        kind: mail.kind,
        recipientId: mail.contact.id,
        audience: mail.party,
        data: {
          params: mail.params,
          variant: mail.variant,
          ...(mail.items && { items: mail.items }),
          ...(mail.page && { page: mail.page }),
          ...(mail.note && { note: mail.note }),
          ...(mail.postponed && { postponed: mail.postponed }),
          ...(mail.calendar && { calendar: mail.calendar }),
        },
        linkId: mail.linkId,
        plannedAt: now,
        notBefore: atOnce ? now : mailInstant(calendar, mail.contact.zone, now),
      },
      settings,
      headStartMs,
    ),
  );
}
