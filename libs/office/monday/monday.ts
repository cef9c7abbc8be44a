import type { EntityManager } from 'typeorm';
import { localDay } from '../../domain/calendar/days.js';
import { mailInstant, nextMondayMailAt } from '../../domain/calendar/moments.js';
import { formatCents } from '../../domain/money/cents.js';
import { say } from '../../domain/texts/catalogue.js';
import { formatDay } from '../../domain/texts/say-values.js';
import type { StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { LetterData, LetterItem, LetterList } from '../../mail/letters/new-mail.js';
import { planMail } from '../../mail/outbox/plan-mail.js';
import { activeStaff } from '../../staff/sign-in/staff-members.js';
import { fiveLines, type FiveLines, type LineItem } from './five-lines.js';
import { latestOf, type Office } from '../office.js';
import { takeOnce, wasDone } from '../once.js';
import { deskPath, taskItems } from '../work/task-item.js';
import { exchangePath } from '../work/troubles.js';

/** Who gets the Monday mail: everybody who works on exchanges. */
const readers = ['coordinator', 'lead', 'finance', 'director'] as const;
/** How many of each line the mail names; the desk has the rest. */
const firstFew = 10;

/** Plans the Monday mail of five lines: Decide, Silent, Travelling, Owed, Broken. Nothing on any line: no mail. */
export async function planMondayMails(office: Office): Promise<string[]> {
  const { db, edition, now, zone, programme } = office;
  const { calendar } = programme.definition;
  const today = localDay(zone, now);
  const at = latestOf((after) => nextMondayMailAt(calendar, zone, after), now);
  if (at === undefined || localDay(zone, at) !== today) return [];
  const keyOf = ({ id }: StaffMemberEntity): string => `monday/${edition.id}/${id}/${today}`;
  const due = [];
  for (const staff of await activeStaff(db)) {
    if (staff.roles.some((role) => (readers as readonly string[]).includes(role)) && !(await wasDone(db, keyOf(staff)))) due.push(staff);
  }
  if (due.length === 0) return [];
  const lines = await fiveLines(office);
  if ([lines.decide, lines.silent, lines.travelling, lines.owed, lines.broken].every(({ count }) => count === 0)) return [];
  const planned: string[] = [];
  for (const staff of due) {
    const key = keyOf(staff);
    const outboxId = await db.transaction(async (tx) => {
      if (!(await takeOnce(tx, key, edition.id, now))) return undefined;
      return planMail(tx, office.config, {
        businessKey: key,
        kind: 'monday',
        recipientId: staff.id,
        audience: 'staff',
        edition: edition.id,
        data: await mondayData(office, tx, staff, lines, today),
        plannedAt: now,
        notBefore: mailInstant(calendar, staff.zone, now, 'staff'),
      });
    });
    if (outboxId) planned.push(outboxId);
  }
  return planned;
}

/** Each line with its sum and, below it, the first few things with the way to each. */
async function mondayData(office: Office, tx: EntityManager, staff: StaffMemberEntity, lines: FiveLines, today: string): Promise<LetterData> {
  const { texts } = office;
  const { decide, silent, travelling, owed, owedCents, broken } = lines;
  const tasks = ({ first }: FiveLines['decide']) => taskItems(office, tx, staff, first.slice(0, firstFew));
  const list = (label: string, sum: string, items: LetterItem[], count: number): LetterList => {
    const more = count > items.length ? [{ text: say(texts, 'pages.staff.mondayMore', { count: count - items.length }), path: deskPath }] : [];
    return { title: `${label}: ${sum}`, items: [...items, ...more] };
  };
  return {
    params: { date: formatDay(today, texts.language) },
    lists: [
      list(say(texts, 'pages.staff.lineDecide'), say(texts, 'pages.staff.mondayDecide', { count: decide.count }), await tasks(decide), decide.count),
      list(say(texts, 'pages.staff.lineSilent'), say(texts, 'pages.staff.mondaySilent', { count: silent.count }), await tasks(silent), silent.count),
      list(say(texts, 'pages.staff.lineTravelling'), say(texts, 'pages.staff.mondayTravelling', { count: travelling.count }), travelling.first.slice(0, firstFew).map(lineItem), travelling.count),
      list(say(texts, 'pages.staff.lineOwed'), say(texts, 'pages.staff.mondayOwed', { amount: formatCents(owedCents, texts.language) }), owed.first.slice(0, firstFew).map(lineItem), owed.count),
      list(say(texts, 'pages.staff.lineBroken'), say(texts, 'pages.staff.mondayBroken', { count: broken.count }), broken.first.slice(0, firstFew).map(lineItem), broken.count),
    ],
    path: deskPath,
  };
}

function lineItem({ text, detail, ref }: LineItem): LetterItem {
  return { text, detail, path: ref ? exchangePath(ref) : deskPath };
}
