import { In, type EntityManager } from 'typeorm';
import type { ServiceConfig } from '../../platform/config/config.js';
import { ContactEntity, DraftEntity, DossierEntity, OutboxEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { isKeyed } from '../letters/message-id.js';
import { mailDomainOf } from '../letters/new-mail.js';
import { senderHash, type Known, type OurMail } from './classify.js';
import type { ReceivedMail } from './received-mail.js';

/** How references look in a subject, whatever the programme; a correction's ends in `~2`. */
const referencePattern = /(?<![A-Z0-9])[A-Z][A-Z0-9]{1,7}-\d{4}-\d{4,6}(?:~\d{1,2})?(?!\d)/gi;
const mostReferences = 5;
const hour = 3_600_000;

/** Addresses that we send from and are answered at, in lower case. */
export function ownAddresses({ mail }: Pick<ServiceConfig, 'mail'>): string[] {
  return [...new Set([mail.from.address, (mail.replyTo ?? mail.from).address].map((address) => address.toLowerCase()))];
}

/** Gathers what bears on an incoming mail. */
export async function knownAbout(db: EntityManager, config: Pick<ServiceConfig, 'linkKeys' | 'mail'>, mail: ReceivedMail): Promise<Known> {
  const ours = await ourMails(db, config, mail);
  const subjectRefs = await existing(db, referencesIn(mail.subject));
  const { contactOf, latestRef } = await exchangesOf(db, mail.from);
  return {
    ownAddresses: ownAddresses(config),
    mailDomain: mailDomainOf(config.mail.from.address),
    ours,
    subjectRefs,
    contactOf,
    latestRef,
    isStaff: await isStaff(db, mail.from),
    sentThisHour: await sentThisHour(db, mail),
    strangersThisHour: await strangersThisHour(db, [...ours.map(({ ref }) => ref), ...subjectRefs, latestRef]),
  };
}

/** Mails of ours that an incoming one names: what it is a report of, what it answers, or else any of the threads. */
async function ourMails(db: EntityManager, config: Pick<ServiceConfig, 'linkKeys'>, { messageId, answers, report }: ReceivedMail): Promise<OurMail[]> {
  const named = [...new Set([messageId, ...answers, ...(report?.originalMessageId ? [report.originalMessageId] : [])])];
  const rows = await db.findBy(OutboxEntity, { messageId: In([...named, ...named.map((id) => id.toLowerCase())]) });
  const found = rows.some(({ ref }) => ref) || report || answers.length === 0 ? rows : [...rows, ...(await ofThreads(db, answers))];
  return Promise.all(found.map((row) => ourMail(db, config, row)));
}

/** The newest mail of each thread that is named. */
async function ofThreads(db: EntityManager, answers: readonly string[]): Promise<OutboxEntity[]> {
  const rows = await db.find(OutboxEntity, { where: { threadId: In([...answers]) }, order: { plannedRealAt: 'DESC' }, take: 20 });
  return rows.filter((row, at) => rows.findIndex(({ threadId }) => threadId === row.threadId) === at);
}

async function ourMail(db: EntityManager, { linkKeys }: Pick<ServiceConfig, 'linkKeys'>, row: OutboxEntity): Promise<OurMail> {
  const { id: outboxId, messageId, threadId, kind, recipientId } = row;
  return { outboxId, messageId, threadId, isKeyed: isKeyed(linkKeys, row), kind, recipientId, ref: row.ref ?? (await refBehind(db, row)), ...(await recipientOf(db, row)) };
}

/** A reminder asks about several exchanges and a confirmation about none yet: the first question's, and the one it became. */
async function refBehind(db: EntityManager, { id, kind, recipientId }: OutboxEntity): Promise<string | null> {
  if (kind === 'confirm-address') return (await db.findOneBy(DraftEntity, { id: recipientId }))?.ref ?? null;
  const [first]: { ref: string }[] = await db.query(
    'select p.ref from due_reminder d join prompt p on p.id = d.prompt_id where d.outbox_id = $1 order by p.due_at, p.id limit 1',
    [id],
  );
  return first?.ref ?? null;
}

async function recipientOf(db: EntityManager, { kind, audience, recipientId }: OutboxEntity): Promise<Pick<OurMail, 'recipient' | 'address'>> {
  if (kind === 'confirm-address') return { recipient: 'draft', address: '' };
  const entity = audience === 'staff' ? StaffMemberEntity : ContactEntity;
  const person = await db.findOne<StaffMemberEntity | ContactEntity>(entity, { where: { id: recipientId }, select: { id: true, email: true } });
  return { recipient: audience === 'staff' ? 'staff' : 'contact', address: person?.email.toLowerCase() ?? '' };
}

function referencesIn(subject: string): string[] {
  return [...new Set([...subject.matchAll(referencePattern)].map(([ref]) => ref.toUpperCase()))].slice(0, mostReferences);
}

async function existing(db: EntityManager, refs: string[]): Promise<string[]> {
  if (refs.length === 0) return [];
  const rows = await db.find(DossierEntity, { where: { ref: In(refs) }, select: { ref: true } });
  return refs.filter((ref) => rows.some((row) => row.ref === ref));
}

/** The exchanges in which an address is a contact's. */
async function exchangesOf(db: EntityManager, address: string): Promise<Pick<Known, 'contactOf' | 'latestRef'>> {
  if (!address) return { contactOf: new Map(), latestRef: null };
  const rows: { ref: string; contact: string; ended: boolean }[] = await db.query(
    `select pc.ref, pc.contact_id as contact, e.ended_at is not null as ended from contact c
     join party_contact pc on pc.contact_id = c.id join dossier e on e.ref = pc.ref
     where lower(c.email) = $1 order by e.updated_at desc, pc.ref desc`,
    [address],
  );
  const underWay = rows.find(({ ended }) => !ended);
  return { contactOf: new Map(rows.map(({ ref, contact }) => [ref, contact])), latestRef: underWay?.ref ?? null };
}

async function isStaff(db: EntityManager, address: string): Promise<boolean> {
  if (!address) return false;
  const rows: unknown[] = await db.query('select 1 from staff_member where lower(email) = $1 and left_at is null', [address]);
  return rows.length > 0;
}

async function sentThisHour(db: EntityManager, mail: ReceivedMail): Promise<number> {
  const since = new Date(Date.now() - hour).toISOString();
  const [row]: { n: number }[] = await db.query('select count(*)::int as n from incoming_mail where sender_hash = $1 and at > $2', [senderHash(mail), since]);
  return row?.n ?? 0;
}

async function strangersThisHour(db: EntityManager, refs: readonly (string | null)[]): Promise<Map<string, number>> {
  const since = new Date(Date.now() - hour).toISOString();
  const rows: { ref: string; n: number }[] = await db.query(
    'select ref, count(*)::int as n from conversation where ref = any($1) and not sender_known and received_real_at > $2 group by ref',
    [refs.filter((ref) => ref !== null), since],
  );
  return new Map(rows.map(({ ref, n }) => [ref, n]));
}
