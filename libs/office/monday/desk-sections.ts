import { formatCents } from '../../domain/money/cents.js';
import type { FactRow, FactsSection, ListItem } from '../../domain/sections/section.js';
import { say } from '../../domain/texts/catalogue.js';
import { pairOf, spokenExchanges } from '../../dossier/record/spoken-dossier.js';
import { unseenByExchange } from '../../mail/conversation/conversation.js';
import type { Office } from '../office.js';
import type { HandOverTask, OfficeTask } from '../work/office-work.js';
import { fiveLines, type LineItem } from './five-lines.js';

/** An edition's week as the office's desk shows it. */
export interface DeskWeek {
  edition: Office['edition'];
  /** By the edition's clock, ISO 8601 UTC. */
  now: string;
  zone: string;
  sections: FactsSection[];
}

/** A desk with more than this on one line needs the list of exchanges. */
const mostOnLine = 20;

/** Unread, Decide, Silent, Travelling, Owed, Broken: an edition's week in a few lines. */
export async function deskWeek(office: Office): Promise<DeskWeek> {
  const { edition, now, zone, texts } = office;
  const { decide, silent, travelling, owed, owedCents, broken } = await fiveLines(office);
  const unread = await unreadItems(office);
  const rows = [
    line('Unread', say(texts, 'pages.staff.unreadMails', { count: unread.count }), unread.items, unread.items.length),
    line('Decide', say(texts, 'pages.staff.mondayDecide', { count: decide.count }), decide.first.map(decideItem), decide.count),
    line('Silent', say(texts, 'pages.staff.mondaySilent', { count: silent.count }), silent.first.map(exchangeItem), silent.count),
    line('Travelling', say(texts, 'pages.staff.mondayTravelling', { count: travelling.count }), travelling.first.map(exchangeItem), travelling.count),
    { ...line('Owed', '', owed.first.map(exchangeItem), owed.count), value: { text: say(texts, 'pages.staff.mondayOwed', { amount: formatCents(owedCents, texts.language) }), cents: owedCents } },
    line('Broken', say(texts, 'pages.staff.mondayBroken', { count: broken.count }), broken.first.map(exchangeItem), broken.count),
  ];
  return { edition, now, zone, sections: [{ type: 'facts', rows }] };
}

function line(label: string, value: string, all: readonly ListItem[], count: number): FactRow {
  const more = count > mostOnLine ? [{ text: `and ${count - mostOnLine} more` }] : [];
  return { label, value, items: [...all.slice(0, mostOnLine), ...more] };
}

/** Answers by mail that nobody has read: the exchanges, each with how many. */
async function unreadItems({ db, edition }: Office): Promise<{ count: number; items: ListItem[] }> {
  const counts = await unseenByExchange(db, edition.id);
  const spoken = await spokenExchanges(db, [...counts.keys()], 'en');
  const items = [...counts].map(([ref, count]): ListItem => ({ text: { text: pairOf(spoken.get(ref)!), to: { kind: 'conversation', id: ref } }, detail: `${ref} · ${count}` }));
  return { count: [...counts.values()].reduce((sum, each) => sum + each, 0), items };
}

function decideItem(task: OfficeTask | HandOverTask): ListItem {
  const to = task.kind === 'hand-over' ? ({ kind: 'dossier', id: task.ref } as const) : ({ kind: 'question', id: task.prompt.id } as const);
  return { text: { text: task.text, to }, detail: task.detail };
}

function exchangeItem(item: LineItem | OfficeTask): ListItem {
  const ref = 'prompt' in item ? item.prompt.ref : item.ref;
  return { text: ref ? { text: item.text, to: { kind: 'dossier', id: ref } } : item.text, detail: item.detail };
}
