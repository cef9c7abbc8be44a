import { roadCalendar, type CalendarWords } from '../../../infra/rehearse/road-calendar.js';
import { mailCounts } from '../../../infra/rehearse/calendar-table.js';
import { budgetOfWay, wayTaken } from '../../../infra/walkthrough/detours.js';
import type { Step } from '../../../libs/contracts/dossier/index.js';
import type { VisitDays } from '../../../libs/domain/calendar/moments.js';
import type { Definition } from '../../../libs/domain/programme/definition.js';

/** Mails are counted here, not read. */
const unread: CalendarWords = {
  subject: (kind) => kind,
  question: (prompt) => prompt,
  answered: (prompt) => prompt,
  lapsed: (prompt) => prompt,
  stage: (stage) => stage,
  who: (prompt) => prompt,
  contact: (party, slot) => `${party}/${slot}`,
  role: (role) => role,
  actor: (by) => by,
  moment: (moment) => moment,
  happened: (event) => event,
};

/** Which parties get more mails than the definition allows on the road that an exchange took, in sentences. */
export function overBudget(definition: Definition, visit: VisitDays, steps: readonly Step[]): string[] {
  const journal = steps.flatMap(({ at, events }) => events.map(({ kind, ...detail }) => ({ kind, at, detail })));
  const way = wayTaken(journal);
  const allowed = budgetOfWay(definition.messages, way).parties;
  const mails = mailCounts(roadCalendar(definition, unread, { visit, moved: visit }, steps));
  mails.set('visiting', (mails.get('visiting') ?? 0) + 1); // the one that confirms the address, before the exchange begins
  return [...mails]
    .filter(([party, count]) => count > (allowed[party]?.mails ?? 0))
    .map(([party, count]) => `${party} got ${count} mails of ${allowed[party]?.mails ?? 0} on the road ${way.road}`);
}
