import { activeStaff } from '../../staff/sign-in/staff-members.js';
import { runPromptKinds } from '../../staff/permissions/may-decide.js';
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
import { deskPath, taskItems } from '../work/task-item.js';
import { unreadItem, unreadMails, type UnreadMails } from '../work/unread-mails.js';

/**
 * Plans the mails of today's digest: one for each member of staff for whom something waits, each question with its
 * link. Returns the outbox ids.
 */
export async function planDigests(office: Office, health: HealthLines = noHealth): Promise<string[]> {
  const at = latestDigest(office);
  if (at === undefined || localDay(office.zone, at) !== localDay(office.zone, office.now)) return [];
  const tasks = await digestTasks(office, at);
  const planned: string[] = [];
  for (const staff of await activeStaff(office.db)) {
    const told = await wasDone(office.db, digestKey(office.edition.id, staff.id, localDay(office.zone, office.now)));
    const own = { ...(await workOf(office, staff, tasks, { until: at })), health: told ? [] : await health(staff) };
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
  const tasks = await digestTasks(office, next);
  for (const staff of await activeStaff(office.db)) if (!isEmpty(await workOf(office, staff, tasks, { after: at, until: next }))) return next;
  return undefined;
}

/** What one member of staff reads in a digest. */
interface Work {
  tasks: (OfficeTask | HandOverTask)[];
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

/** Troubles and answers by mail are the coordinators' to look into. */
async function workOf({ db, edition }: Office, staff: StaffMemberEntity, tasks: Work['tasks'], mails: { until: string; after?: string | undefined }): Promise<Work> {
  const coordinates = staff.roles.includes('coordinator');
  return {
    tasks: tasks.filter((task) => isTaskOf(staff, task)),
    troubles: coordinates ? await untoldTroubles(db, edition.id, staff.id) : [],
    unread: coordinates ? await unreadMails(db, edition.id, mails.until, mails.after) : { count: 0, refs: [] },
    health: [],
  };
}

function isEmpty({ tasks, troubles, unread, health }: Work): boolean {
  return tasks.length + troubles.length + unread.count + health.length === 0;
}

async function planDigest(office: Office, staff: StaffMemberEntity, { tasks, troubles, unread, health }: Work): Promise<string | undefined> {
  const { db, config, edition, now, zone, texts, programme } = office;
  const today = localDay(zone, now);
  const key = digestKey(edition.id, staff.id, today);
  return db.transaction(async (tx) => {
    if (!(await takeOnce(tx, key, edition.id, now))) return undefined;
    const lookInto: LetterItem[] = [];
    for (const trouble of troubles) if (await tellOnce(tx, trouble, staff.id, edition.id, now)) lookInto.push(troubleItem(trouble));
    const lists = [
      { title: say(texts, 'pages.staff.lineDecide'), items: await taskItems(office, tx, staff, tasks.filter(({ kind }) => kind !== 'call')) },
      { title: say(texts, 'pages.staff.lineCall'), items: await taskItems(office, tx, staff, tasks.filter(({ kind }) => kind === 'call')) },
      { title: say(texts, 'pages.staff.lineRead'), items: unread.count > 0 ? [unreadItem({ texts }, unread)] : [] },
      { title: say(texts, 'pages.staff.lineLook'), items: [...lookInto, ...health] },
    ].filter(({ items }) => items.length > 0);
    return planMail(tx, config, {
      businessKey: key,
      kind: 'digest',
      recipientId: staff.id,
      audience: 'staff',
      edition: edition.id,
      data: { params: { date: formatDay(today, texts.language), count: lists.reduce((sum, { items }) => sum + items.length, 0) }, lists, path: deskPath },
      plannedAt: now,
      notBefore: mailInstant(programme.definition.calendar, staff.zone, now, 'staff'),
    });
  });
}

/** What waited at the instant of a digest. Money is decided in the weekly run: only what is overdue is repeated here. */
async function digestTasks(office: Office, at: string): Promise<Work['tasks']> {
  const decisions = (await openDecisions(office)).filter(
    ({ prompt }) => prompt.askedAt <= at && (!runPromptKinds.includes(prompt.kind) || prompt.role !== 'finance' || prompt.escalatedAt),
  );
  const calls = (await silentPeople(office)).filter(({ prompt }) => prompt.dueAt <= at);
  const handOvers = (await proposedHandOvers(office)).filter((task) => task.askedAt <= at);
  return [...decisions, ...handOvers, ...calls];
}

async function somebodyMisses(office: Office, at: string): Promise<boolean> {
  const tasks = await digestTasks(office, at);
  for (const staff of await activeStaff(office.db)) {
    if (isEmpty(await workOf(office, staff, tasks, { after: digestBefore(office, at), until: at }))) continue;
    if (!(await wasDone(office.db, digestKey(office.edition.id, staff.id, localDay(office.zone, at))))) return true;
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
