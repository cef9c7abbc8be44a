import type { EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import {
  ContactEntity,
  DraftEntity,
  DossierEntity,
  SignedLinkEntity,
  StaffMemberEntity,
  type OutboxEntity,
} from '../../platform/db/entities/index.js';
import { brandIn, type Brand } from '../../domain/programme/brand.js';
import { catalogueFor, has, say, sayMail, type SaidMail, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { tokenOf } from '../../links/links.js';
import { linkUrl } from '../../links/token.js';
import { anyProgramme, programmeOfEdition, programmeVersion, type Programme } from '../../programmes/definition-store.js';
import { visitCalendar } from '../../documents/calendar/visit-calendar.js';
import type { MailBlock, MailBrand, MailContent, MailListItem } from '../compose/content.js';
import { composeMessage, type ComposedMail, type MailAttachment, type MailEnvelope } from '../compose/message.js';
import type { LetterData, LetterItem } from './new-mail.js';

/** Who gets a mail, wherever they are on file. */
interface Recipient {
  name: string;
  email: string;
  language: string;
}

/** Writes the mail of an outbox row. The same row gives the same bytes, so that a second send is recognisably one mail. */
export async function composeLetter(db: EntityManager, config: ServiceConfig, row: OutboxEntity): Promise<ComposedMail> {
  const programme = await programmeOf(db, row);
  const recipient = await recipientOf(db, row);
  const catalogue = catalogueFor(programme.texts, recipient.language);
  const brand = brandIn(programme.definition, catalogue.language);
  const content = await contentOf(db, config, row, brand, catalogue, recipient);
  return composeMessage(envelopeOf(config, row, recipient, brand), content, brand);
}

async function contentOf(
  db: EntityManager,
  config: ServiceConfig,
  row: OutboxEntity,
  brand: Brand,
  catalogue: TextCatalogue,
  recipient: Recipient,
): Promise<MailContent> {
  const data = row.data as unknown as LetterData;
  const office = { programme: brand.programmeName, office: brand.officeName, phone: brand.officePhone };
  const params = { ...office, name: recipient.name, ...data.params };
  const said = sayMail(catalogue, row.kind, data.variant, params);
  const address = await urlOf(db, config, { linkId: row.linkId ?? undefined, path: data.path });
  const url = address && data.page ? `${address}/${data.page}` : address;
  const lists = [...(data.items ? [{ items: data.items }] : []), ...(data.lists ?? [])];
  const blocks = await Promise.all(lists.map((list) => listBlock(db, config, list)));
  return {
    language: catalogue.language,
    subject: said.subject,
    preheader: said.preheader,
    greeting: say(catalogue, recipient.name === '' ? 'mail.greetingUnknown' : 'mail.greeting', params),
    blocks: [...noticesOf(data), ...blocksOf(said, blocks, url)],
    closing: [said.closing ?? sayIfKnown(catalogue, 'mail.closing', params) ?? '', brand.officeName].filter(Boolean),
  };
}

/** What stands above the text: that no date counts, and what a colleague wrote along. */
function noticesOf({ postponed, note }: LetterData): MailBlock[] {
  return [postponed, note].flatMap((text) => (text ? [{ kind: 'notice' as const, text }] : []));
}

function blocksOf(said: SaidMail, lists: MailBlock[], url: string | undefined): MailBlock[] {
  return [
    ...said.paragraphs.map((text) => ({ kind: 'text' as const, text })),
    ...(said.facts.length > 0 ? [{ kind: 'facts' as const, rows: [...said.facts] }] : []),
    ...lists,
    ...(said.button && url ? [{ kind: 'button' as const, label: said.button, url }] : []),
  ];
}

function envelopeOf(config: ServiceConfig, row: OutboxEntity, recipient: Recipient, brand: Brand): MailEnvelope {
  const { from, replyTo } = config.mail;
  const sender = { name: from.name ?? brand.programmeName, address: from.address };
  return {
    messageId: row.messageId,
    from: sender,
    to: { name: recipient.name, address: recipient.email },
    replyTo: { name: brand.officeName, address: (replyTo ?? from).address },
    references: row.threadId ? [row.threadId] : [],
    date: row.plannedAt,
    attachments: attachmentsOf(config, row, brand),
  };
}

/** The calendar entry, where the mail has one. Its type says what a calendar is to do with it. */
function attachmentsOf(config: ServiceConfig, row: OutboxEntity, { programmeName, officeName }: MailBrand): MailAttachment[] {
  const { calendar } = row.data as unknown as LetterData;
  if (!calendar) return [];
  const { address } = config.mail.replyTo ?? config.mail.from;
  const content = visitCalendar(calendar, { programme: programmeName, office: officeName, address, publicUrl: config.publicUrl });
  const method = calendar.cancelled ? 'CANCEL' : 'PUBLISH';
  return [{ filename: `${calendar.ref}.ics`, contentType: `text/calendar; charset=utf-8; method=${method}`, content }];
}

async function listBlock(db: EntityManager, config: ServiceConfig, { title, items }: { title?: string; items: LetterItem[] }): Promise<MailBlock> {
  return { kind: 'list', ...(title !== undefined && { title }), items: await Promise.all(items.map((item) => listItem(db, config, item))) };
}

async function listItem(db: EntityManager, config: ServiceConfig, { text, detail, button, ...where }: LetterItem): Promise<MailListItem> {
  const url = await urlOf(db, config, where);
  return { text, ...(detail && { detail }), ...(url && { url, ...(button && { button }) }) };
}

async function urlOf(db: EntityManager, config: ServiceConfig, { linkId, path }: { linkId?: string | undefined; path?: string | undefined }): Promise<string | undefined> {
  if (linkId) return addressOf(db, config, linkId);
  return path && config.publicUrl + path;
}

/** The address of a link; none when the link was revoked or its key retired. */
async function addressOf(db: EntityManager, config: ServiceConfig, linkId: string): Promise<string | undefined> {
  const link = await db.findOneBy(SignedLinkEntity, { id: linkId });
  const token = link && !link.revokedAt ? tokenOf(config.linkKeys, link) : undefined;
  return token && linkUrl(config.publicUrl, token);
}

/** An exchange's mails speak by the version it started under, others by the edition's. */
async function programmeOf(db: EntityManager, row: OutboxEntity): Promise<Programme> {
  if (row.ref) {
    const { definitionId, definitionVersion } = await db.findOneByOrFail(DossierEntity, { ref: row.ref });
    return programmeVersion(db, definitionId, definitionVersion);
  }
  return row.edition ? programmeOfEdition(db, row.edition) : anyProgramme(db);
}

async function recipientOf(db: EntityManager, row: OutboxEntity): Promise<Recipient> {
  if (row.kind === 'confirm-address') return draftRecipient(await db.findOneByOrFail(DraftEntity, { id: row.recipientId }));
  if (row.audience === 'staff') {
    const { name, email } = await db.findOneByOrFail(StaffMemberEntity, { id: row.recipientId });
    return { name, email, language: 'en' };
  }
  const { name, email, language } = await db.findOneByOrFail(ContactEntity, { id: row.recipientId });
  return { name, email, language };
}

/** As long as nobody has confirmed the address, the name beside it may be anything that a stranger likes to have mailed. */
function draftRecipient({ payload, language }: DraftEntity): Recipient {
  const { email } = payload as { email: string };
  return { name: '', email, language };
}

function sayIfKnown(catalogue: TextCatalogue, key: string, params: Record<string, string | number>): string | undefined {
  return has(catalogue, key) ? say(catalogue, key, params) : undefined;
}
