import { localDay } from '../domain/calendar/days.js';
import { mailInstant, nextMondayMailAt } from '../domain/calendar/moments.js';
import { formatCents } from '../domain/money/cents.js';
import { say } from '../domain/texts/catalogue.js';
import { formatDay } from '../domain/texts/say-values.js';
import type { LetterData } from '../mail/outbox/new-mail.js';
import { planMail } from '../mail/outbox/plan-mail.js';
import { activeStaff } from '../staffing/staff-members.js';
import { fiveLines, type FiveLines } from './five-lines.js';
import { latestOf, type Office } from './office.js';
import { takeOnce } from './once.js';

/** Who gets the Monday mail: everybody who works on exchanges. */
const readers = ['coordinator', 'lead', 'finance', 'director'] as const;
/** How many of each line the mail names. */
const firstFew = 5;

/** Plans the Monday mail of five lines: Decide, Silent, Travelling, Owed, Broken. Nothing on any line: no mail. */
export async function planMondayMails(office: Office): Promise<string[]> {
  const { db, edition, now, zone, programme } = office;
  const { calendar } = programme.definition;
  const today = localDay(zone, now);
  const at = latestOf((after) => nextMondayMailAt(calendar, zone, after), now);
  if (at === undefined || localDay(zone, at) !== today) return [];
  const lines = await fiveLines(office);
  if (Object.values(lines).every((line) => line === 0 || (Array.isArray(line) && line.length === 0))) return [];
  const data = mondayData(office, lines, today);
  const planned: string[] = [];
  for (const staff of await activeStaff(db)) {
    if (!staff.roles.some((role) => (readers as readonly string[]).includes(role))) continue;
    const key = `monday/${edition.id}/${staff.id}/${today}`;
    const outboxId = await db.transaction(async (tx) => {
      if (!(await takeOnce(tx, key, edition.id, now))) return undefined;
      return planMail(tx, office.config, {
        businessKey: key,
        kind: 'monday',
        recipientId: staff.id,
        audience: 'staff',
        edition: edition.id,
        data,
        plannedAt: now,
        notBefore: mailInstant(calendar, staff.zone, now, 'staff'),
      });
    });
    if (outboxId) planned.push(outboxId);
  }
  return planned;
}

function mondayData({ texts }: Office, lines: FiveLines, today: string): LetterData {
  const { decide, silent, travelling, owed, owedCents, broken } = lines;
  return {
    params: {
      date: formatDay(today, texts.language),
      decide: say(texts, 'pages.staff.mondayDecide', { count: decide.length }),
      silent: say(texts, 'pages.staff.mondaySilent', { count: silent.length }),
      travelling: say(texts, 'pages.staff.mondayTravelling', { count: travelling.length }),
      owed: say(texts, 'pages.staff.mondayOwed', { amount: formatCents(owedCents, texts.language) }),
      broken: say(texts, 'pages.staff.mondayBroken', { count: broken.length }),
    },
    items: [decide, silent, travelling, owed, broken].flatMap((line) =>
      line.slice(0, firstFew).map(({ text, detail }) => ({ text, detail })),
    ),
  };
}
