import type { DomainEvent } from '../../libs/contracts/exchange/index.js';
import { ContactEntity, PromptEntity, SignedLinkEntity } from '../../libs/db/entities/index.js';
import { mailInstant } from '../../libs/domain/calendar/moments.js';
import type { MailKind } from '../../libs/domain/programme/vocabulary.js';
import { newMail } from '../../libs/mail/outbox/new-mail.js';
import { letterParams } from './letter-params.js';
import { contactFor, type StepContext } from './step-context.js';

/** The mail that asks a question. */
export async function planPromptMail(
  context: StepContext,
  { prompt, contact, link }: { prompt: PromptEntity; contact: ContactEntity; link: SignedLinkEntity },
): Promise<void> {
  const variant = prompt.about && prompt.kind !== 'dates' ? 'changes' : prompt.party;
  await planMail(context, {
    businessKey: `${prompt.id}/asked/${contact.id}`,
    kind: prompt.kind as MailKind,
    party: prompt.party,
    variant,
    contact,
    linkId: link.id,
    params: await letterParams(context, { kind: prompt.kind as MailKind, party: prompt.party, contact, prompt }),
  });
}

/** A mail that tells and asks nothing. Its link leads to the exchange's page by the latest question of that person. */
export async function planNotice(context: StepContext, event: Extract<DomainEvent, { kind: 'informed' }>): Promise<void> {
  const { tx, exchange, parties, step, writes } = context;
  const contact = contactFor(parties, event.party, event.slot);
  if (!contact) return;
  const fresh = writes.links.findLast((link) => link.holderId === contact.id);
  const latest = fresh ?? (await tx.findOne(SignedLinkEntity, { where: { ref: exchange.ref, holderId: contact.id }, order: { createdAt: 'DESC' } }));
  await planMail(context, {
    businessKey: `${exchange.ref}/${event.leg}/${event.party}/${event.notice}/${step.seq}`,
    kind: event.notice,
    party: event.party,
    variant: event.party,
    contact,
    linkId: latest?.id ?? null,
    params: await letterParams(context, { kind: event.notice, party: event.party, contact, facts: event.facts ?? {} }),
  });
}

/** The mail that says: this question closes before long. */
export async function planWarning(context: StepContext, event: Extract<DomainEvent, { kind: 'warned' }>): Promise<void> {
  const prompt = await context.tx.findOneByOrFail(PromptEntity, { id: event.prompt });
  await planAboutPrompt(context, prompt, 'closing-soon', `${prompt.id}/closing-soon`);
}

/** The mail that says: please answer by a later date. */
export async function planExtension(context: StepContext, prompt: PromptEntity): Promise<void> {
  await planAboutPrompt(context, prompt, 'extended', `${prompt.id}/extended/${context.step.seq}`);
}

async function planAboutPrompt(context: StepContext, prompt: PromptEntity, kind: MailKind, businessKey: string): Promise<void> {
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
}

async function planMail({ exchange, programme, now, settings, writes }: StepContext, mail: ExchangeMail): Promise<void> {
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
        data: { params: mail.params, variant: mail.variant },
        linkId: mail.linkId,
        plannedAt: now,
        notBefore: atOnce ? now : mailInstant(calendar, mail.contact.zone, now),
      },
      settings.mailDomain,
    ),
  );
}
