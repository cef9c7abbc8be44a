import type { EntityManager } from 'typeorm';
import { activeStaff } from '../../staff/sign-in/staff-members.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import { localDay } from '../../domain/calendar/days.js';
import { mailInstant, nextDigestAt } from '../../domain/calendar/moments.js';
import { say } from '../../domain/texts/catalogue.js';
import { formatDay } from '../../domain/texts/say-values.js';
import type { LetterItem } from '../../mail/letters/new-mail.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import { latestOf, type Office } from '../office.js';
import { isTaskOf, openDecisions, proposedHandOvers, silentPeople, type HandOverTask, type OfficeTask } from '../work/office-work.js';
import { takeOnce, wasDone } from '../once.js';
import { tellOnce, troubleItem, untoldTroubles, type Trouble } from '../work/troubles.js';
import { joined, listed, type Listed } from '../work/listed.js';
import { deskPath, taskItems } from '../work/task-item.js';
import { unreadItem, unreadMails, type UnreadMails } from '../work/unread-mails.js';

/**
 * Plans the mails of today's digest: one for each member of staff for whom something waits, each question with its
 * link. Returns the outbox ids.
 */
export async function planDigests(office: Office, health: HealthLines = noHealth): Promise<string[]> {
  const at = latestDigest(office);
  if (at === undefined || localDay(office.zone, at) !== localDay(office.zone, office.now)) return [];
  const planned: string[] = [];
  for (const staff of await activeStaff(office.db)) {
    if (await wasDone(office.db, digestKey(office.edition.id, staff.id, localDay(office.zone, office.now)))) continue;
    const own = { ...(await workOf(office, staff, { until: at })), health: await health(staff) };
    const outboxId = isEmpty(own) ? undefined : await planDigest(office, staff, own);
    if (outboxId) planned.push(outboxId);
  }
  return planned;
}

/** When the next digest is due for which something waits already; undefined when nothing does. */
export async function nextDigestDue(office: Office): Promise<string | undefined> {
  const at = latestDigest(office);
  if (at && localDay(office.zone, at) === localDay(office.zone, office.now) && (await somebodyMisses(office, at))) return at;
  const next = nextDigestAt(office.programme.definition.calendar, office.zone, office.now);
  for (const staff of await activeStaff(office.db)) if (!isEmpty(await workOf(office, staff, { after: at, until: next }))) return next;
  return undefined;
}

/** What one member of staff reads in a digest. */
interface Work {
  /** What the office is asked, and whom it should call. */
  decide: Listed<OfficeTask | HandOverTask>;
  call: Listed<OfficeTask>;
  troubles: Trouble[];
  /** Answers by mail. */
  unread: UnreadMails;
  /** What is broken, a line each. */
  health: LetterItem[];
}

/** Says what is broken to those who look after it; asked only where a digest may go. */
export type HealthLines = (staff: StaffMemberEntity) => Promise<LetterItem[]>;

/** Where nothing is looked up, nothing is broken. */
const noHealth: HealthLines = () => Promise.resolve([]);

/**
 * What waited for somebody at the instant of a digest. Money is decided in the weekly run: only what is overdue is repeated
 * here. Troubles and answers by mail are the coordinators' to look into.
 */
async function workOf(office: Office, staff: StaffMemberEntity, { until, after }: { until: string; after?: string | undefined }): Promise<Work> {
  const { db, edition } = office;
  const { roles } = staff;
  const coordinates = roles.includes('coordinator');
  const handOvers = (await proposedHandOvers(office)).filter((task) => task.askedAt <= until && isTaskOf(staff, task));
  return {
    decide: joined<OfficeTask | HandOverTask>(await openDecisions(office, { roles, until, withoutRun: true }), listed(handOvers)),
    call: await silentPeople(office, { roles, until }),
    troubles: coordinates ? await untoldTroubles(db, edition.id, staff.id) : [],
    unread: coordinates ? await unreadMails(db, edition.id, until, after) : { count: 0, refs: [] },
    health: [],
  };
}

function isEmpty({ decide, call, troubles, unread, health }: Work): boolean {
  return decide.count + call.count + troubles.length + unread.count + health.length === 0;
}

async function planDigest(office: Office, staff: StaffMemberEntity, { decide, call, troubles, unread, health }: Work): Promise<string | undefined> {
  const { db, config, edition, now, zone, texts, programme } = office;
  const today = localDay(zone, now);
  const key = digestKey(edition.id, staff.id, today);
  return db.transaction(async (tx) => {
    if (!(await takeOnce(tx, key, edition.id, now))) return undefined;
    const lookInto: LetterItem[] = [];
    for (const trouble of troubles) if (await tellOnce(tx, trouble, staff.id, edition.id, now)) lookInto.push(troubleItem(trouble));
    const lists = [
      { title: say(texts, 'pages.staff.lineDecide'), items: await itemsOf(office, tx, staff, decide) },
      { title: say(texts, 'pages.staff.lineCall'), items: await itemsOf(office, tx, staff, call) },
      { title: say(texts, 'pages.staff.lineRead'), items: unread.count > 0 ? [unreadItem({ texts }, unread)] : [] },
      { title: say(texts, 'pages.staff.lineLook'), items: [...lookInto, ...health] },
    ].filter(({ items }) => items.length > 0);
    return planMail(tx, config, {
      businessKey: key,
      kind: 'digest',
      recipientId: staff.id,
      audience: 'staff',
      edition: edition.id,
      data: { params: { date: formatDay(today, texts.language), count: decide.count + call.count + (unread.count > 0 ? 1 : 0) + lookInto.length + health.length }, lists, path: deskPath },
      plannedAt: now,
      notBefore: mailInstant(programme.definition.calendar, staff.zone, now, 'staff'),
    });
  });
}

/** The first of a line, each with its way; what is more stands on the desk. */
async function itemsOf(office: Office, tx: EntityManager, staff: StaffMemberEntity, { first, count }: Listed<OfficeTask | HandOverTask>): Promise<LetterItem[]> {
  const items = await taskItems(office, tx, staff, first);
  return count > items.length ? [...items, { text: say(office.texts, 'pages.staff.mondayMore', { count: count - items.length }), path: deskPath }] : items;
}

async function somebodyMisses(office: Office, at: string): Promise<boolean> {
  const after = digestBefore(office, at);
  for (const staff of await activeStaff(office.db)) {
    if (await wasDone(office.db, digestKey(office.edition.id, staff.id, localDay(office.zone, at)))) continue;
    if (!isEmpty(await workOf(office, staff, { after, until: at }))) return true;
  }
  return false;
}

/** An unread mail makes a digest fall due once only: nobody may ever read it, and a rehearsal's clock must come to an end. */
function digestBefore({ programme, zone }: Office, at: string): string | undefined {
  return latestOf((after) => nextDigestAt(programme.definition.calendar, zone, after), new Date(Date.parse(at) - 1).toISOString());
}

function latestDigest({ programme, zone, now }: Office): string | undefined {
  const { calendar } = programme.definition;
  return latestOf((after) => nextDigestAt(calendar, zone, after), now);
}

function digestKey(edition: string, staff: string, day: string): string {
  return `digest/${edition}/${staff}/${day}`;
}
