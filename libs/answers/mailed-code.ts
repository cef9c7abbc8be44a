import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { MoreThan, type EntityManager } from 'typeorm';
import type { ServiceConfig } from '../platform/config/config.js';
import { ActivityLogEntity, MailedCodeEntity, type PromptEntity, type SignedLinkEntity } from '../platform/db/entities/index.js';
import { plainInstant } from '../domain/calendar/deadlines.js';
import { durationOf } from '../domain/programme/durations.js';
import type { Definition } from '../domain/programme/definition.js';
import { planMail } from '../mail/outbox/plan-mail.js';

/** Who asks for or types a code: the holder of a link to a question that needs one. */
export interface CodeHolder {
  link: SignedLinkEntity;
  prompt: PromptEntity;
  definition: Definition;
  /** The edition's clock, ISO 8601 UTC. */
  now: string;
  /** Hash of the secret that the browser got with its last right code; absent: it has none. */
  browser?: string | undefined;
}

/** How one code may be mistyped before it is void; the whole window has its own limit in the definition. */
const triesOfOneCode = 5;
/** Nobody gets codes faster than this, in milliseconds, nor more of them a day. */
const betweenCodesMs = 30_000;
const mostCodesADay = 10;
const day = 86_400_000;

/** What came of a typed code. */
export type CodeCheck =
  /** The window is open for the browser in which it was typed. */
  | { kind: 'right' }
  /** Not the code, or one that has run out: with no try left it takes a new one. */
  | { kind: 'wrong'; triesLeft: number }
  /** Too many tries: nothing is checked until the window is over. */
  | { kind: 'locked' };

/** What came of asking for a code. */
export type CodeAsked =
  /** It is in the outbox. */
  | { kind: 'mailed' }
  /** One was mailed a moment ago. */
  | { kind: 'too-soon' }
  /** As many as there are for one day, until this instant of the edition's clock. */
  | { kind: 'enough'; opensAt: string }
  | { kind: 'locked' };

/** Whether the holder may sign now, in this browser. */
export type CodeWindow =
  | { state: 'open' }
  /** `isOut`: a code is on its way that can still be typed. */
  | { state: 'closed'; isOut: boolean }
  /** Too many tries, until this instant of the edition's clock. */
  | { state: 'locked'; opensAt: string };

/** Plans the mail with a new code. Only a keyed hash of the code is stored beside the mail. */
export async function mailCode(db: EntityManager, config: Pick<ServiceConfig, 'linkKeys' | 'mail' | 'sessionKey'>, holder: CodeHolder): Promise<CodeAsked> {
  const { link, prompt, definition, now } = holder;
  await lockHolder(db, link);
  const codes = await recentCodes(db, holder);
  const last = codes[0];
  if (isLocked(codes, definition)) return { kind: 'locked' };
  if (last && Date.parse(now) - Date.parse(last.sentAt) < betweenCodesMs) return { kind: 'too-soon' };
  const enough = await enoughUntil(db, holder);
  if (enough !== undefined) return { kind: 'enough', opensAt: enough };
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const id = randomUUID();
  await db.insert(MailedCodeEntity, {
    id,
    linkId: link.id,
    ref: link.ref ?? '',
    holderId: link.holderId,
    openedBy: null,
    codeHash: codeHash(config.sessionKey, id, link.id, code),
    sentAt: now,
    endsAt: after(definition, definition.code.validFor, now),
    wrongTries: 0,
    usedAt: null,
  });
  await planMail(db, config, {
    businessKey: `code/${id}`,
    kind: 'code',
    recipientId: link.holderId,
    audience: prompt.party,
    edition: prompt.edition,
    ref: prompt.ref,
    data: { params: { code, reference: prompt.ref, minutes: minutesOf(definition.code.validFor) } },
    linkId: link.id,
    plannedAt: now,
  });
  return { kind: 'mailed' };
}

/**
 * Checks a typed code against the latest one. The right one opens the window for the browser that gets `secretHash`'s secret,
 * and for no other: a link can be forwarded. A wrong code never ends the link; too many of them are told to staff.
 */
export async function checkCode(db: EntityManager, config: Pick<ServiceConfig, 'sessionKey'>, holder: CodeHolder, { typed, secretHash }: { typed: string; secretHash: string }): Promise<CodeCheck> {
  const { link, prompt, definition, now } = holder;
  await lockHolder(db, link);
  const codes = await recentCodes(db, holder);
  if (isLocked(codes, definition)) return { kind: 'locked' };
  const latest = codes.find((code) => canBeTyped(code, now));
  const digits = typed.replace(/\s/g, '');
  if (latest && sameHash(latest.codeHash, codeHash(config.sessionKey, latest.id, latest.linkId, digits))) {
    await db.update(MailedCodeEntity, { id: latest.id }, { usedAt: now, openedBy: secretHash });
    return { kind: 'right' };
  }
  // A try without a living code counts too: guessing goes on against the latest one.
  const counted = latest ?? codes[0];
  if (!counted) return { kind: 'wrong', triesLeft: 0 };
  await db.increment(MailedCodeEntity, { id: counted.id }, 'wrongTries', 1);
  const tries = wrongTriesOf(codes) + 1;
  if (tries < definition.code.tries) {
    const triesLeft = latest ? Math.min(triesOfOneCode - latest.wrongTries - 1, definition.code.tries - tries) : 0;
    return { kind: 'wrong', triesLeft };
  }
  await db.insert(ActivityLogEntity, { ref: prompt.ref, kind: 'code-locked', who: link.holderId, detail: { prompt: prompt.id }, at: now });
  return { kind: 'locked' };
}

/** Whether a code opened the window for this browser, from any of the holder's links in this exchange. */
export async function codeWindow(db: EntityManager, holder: CodeHolder): Promise<CodeWindow> {
  const { definition, now, browser } = holder;
  if (browser !== undefined && (await db.existsBy(MailedCodeEntity, { ...ofHolder(holder), openedBy: browser, usedAt: MoreThan(before(definition, now)) }))) return { state: 'open' };
  const codes = await recentCodes(db, holder);
  if (isLocked(codes, definition)) return { state: 'locked', opensAt: lockEnds(codes, definition) };
  return { state: 'closed', isOut: codes.some((code) => canBeTyped(code, now)) };
}

/** How long a code works, in minutes. */
export function codeMinutes(definition: Definition): number {
  return minutesOf(definition.code.validFor);
}

/** How long a window stays open, in milliseconds. */
export function codeWindowMs(definition: Definition): number {
  return minutesOf(definition.code.windowFor) * 60_000;
}

/** The codes of a holder in an exchange, whichever of its links they were asked for by. */
function ofHolder({ link }: Pick<CodeHolder, 'link'>): { ref: string; holderId: string } {
  return { ref: link.ref ?? '', holderId: link.holderId };
}

/** When the next code may be mailed, where the day's are used up. */
async function enoughUntil(db: EntityManager, holder: CodeHolder): Promise<string | undefined> {
  const since = new Date(Date.parse(holder.now) - day).toISOString();
  const today = await db.find(MailedCodeEntity, { where: { ...ofHolder(holder), sentAt: MoreThan(since) }, order: { sentAt: 'DESC' }, take: mostCodesADay });
  const first = today[mostCodesADay - 1];
  return first && new Date(Date.parse(first.sentAt) + day).toISOString();
}

/** The codes of the running window, the latest first. */
async function recentCodes(db: EntityManager, holder: CodeHolder): Promise<MailedCodeEntity[]> {
  const { definition, now } = holder;
  return db.find(MailedCodeEntity, {
    where: { ...ofHolder(holder), sentAt: MoreThan(before(definition, now)) },
    order: { sentAt: 'DESC' },
  });
}

function isLocked(codes: readonly MailedCodeEntity[], definition: Definition): boolean {
  return wrongTriesOf(codes) >= definition.code.tries;
}

/** When so many of the tries lie behind the window that another one is taken. */
function lockEnds(codes: readonly MailedCodeEntity[], definition: Definition): string {
  const counted = codes.filter((_, n) => wrongTriesOf(codes.slice(0, n + 1)) >= definition.code.tries);
  return after(definition, definition.code.windowFor, counted[0]?.sentAt ?? codes[0]?.sentAt ?? '');
}

function canBeTyped({ endsAt, wrongTries, usedAt }: MailedCodeEntity, now: string): boolean {
  return endsAt > now && wrongTries < triesOfOneCode && !usedAt;
}

function wrongTriesOf(codes: readonly MailedCodeEntity[]): number {
  return codes.reduce((sum, code) => sum + code.wrongTries, 0);
}

/** Tries at the same moment are put in an order, so that none escapes the count. */
async function lockHolder(db: EntityManager, { ref, holderId }: SignedLinkEntity): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`code/${ref}/${holderId}`]);
}

/** Keyed, because a million codes are soon tried; bound to the link and to the one code. */
function codeHash(key: Buffer, id: string, linkId: string, code: string): string {
  return createHmac('sha256', key).update(`code|${id}|${linkId}|${code}`).digest('hex');
}

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function after(definition: Definition, duration: string, from: string): string {
  return plainInstant(duration, definition.calendar, definition.zone, from);
}

/** The instant at which a window that ends now was opened. */
function before(definition: Definition, now: string): string {
  return new Date(Date.parse(now) - codeWindowMs(definition)).toISOString();
}

function minutesOf(duration: string): number {
  const { amount, unit } = durationOf(duration);
  return unit === 'h' ? amount * 60 : unit === 'min' ? amount : amount * 24 * 60;
}
