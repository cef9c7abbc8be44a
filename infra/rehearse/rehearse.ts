import { DateTime } from 'luxon';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { exchangeInputOf, PaperOffice } from './paper-office.js';
import { builtFile } from '../stack/project-files.js';
import { onTimeSkippingServer } from '../stack/time-skipping-environment.js';
import { mailTaskQueue } from '../../libs/contracts/delivery/index.js';
import { exchangeTaskQueue, exchangeWorkflowType, type Step } from '../../libs/contracts/dossier/index.js';
import { addDays } from '../../libs/domain/calendar/days.js';
import { mailInstant, type VisitDays } from '../../libs/domain/calendar/moments.js';
import { exchangeReference, parsePromptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { RoadDates } from './letters.js';
import { RoadPlayer } from './road-player.js';
import { movedByDays, type Road } from './road.js';
import { playAll } from './side-by-side.js';

/** From when an exchange is rehearsed, and the visit that it is about. */
export interface RehearsedPlan {
  /** When the candidate confirms the enquiry, ISO 8601 UTC. */
  startAt: string;
  visit: VisitDays;
}

/** One road that was played to its end. */
export interface RehearsedRoad {
  road: Road;
  ref: string;
  dates: RoadDates;
  steps: readonly Step[];
}

/** Days from the enquiry to the visit. */
const daysToVisit = 70;
/** Days of the visit, where the definition allows so many. */
const wantedStay = 4;

/** A plan within the definition's edition: from a day on, or from today, in the morning of a working day. */
export function planOf({ calendar, edition, eligibility, zone }: Definition, from?: string): RehearsedPlan {
  const opens = DateTime.fromISO(edition.opens, { zone: edition.zone });
  const closes = DateTime.fromISO(edition.closes, { zone: edition.zone });
  const today = DateTime.now().setZone(zone);
  const wished = from ? DateTime.fromISO(from, { zone }) : today > opens && today < closes ? today : opens;
  const startAt = mailInstant(calendar, zone, wished.startOf('day').set({ hour: 10 }).toUTC().toISO() ?? '');
  const earliest = addDays(startAt.slice(0, 10), daysToVisit);
  const first = DateTime.fromISO(earliest > edition.visits.from ? earliest : edition.visits.from, { zone: 'utc' });
  const firstDay = first.plus({ days: (8 - first.weekday) % 7 }).toISODate() ?? ''; // a Monday
  return { startAt, visit: { firstDay, lastDay: addDays(firstDay, Math.min(wantedStay, eligibility.stay.maxDays) - 1) } };
}

/**
 * Plays roads of a definition to their ends on a time-skipping server, with the workflow bundle that workers run and an
 * office on paper. Months take seconds; nothing is written, nobody gets a mail.
 */
export async function rehearse(definition: Definition, plan: RehearsedPlan, roads: readonly Road[]): Promise<RehearsedRoad[]> {
  return onTimeSkippingServer('rehearsal', (environment) => playOn(environment, definition, plan, roads));
}

async function playOn(environment: TestWorkflowEnvironment, definition: Definition, plan: RehearsedPlan, roads: readonly Road[]): Promise<RehearsedRoad[]> {
  const year = Number(plan.startAt.slice(0, 4));
  const cast = roads.map((road, n) => {
    const dates = datesOf(plan, road);
    const office = new PaperOffice(definition, { ...dates, ...(road.place && { place: road.place }) });
    return { road, ref: exchangeReference(definition.referencePrefix, year, n + 1), dates, office };
  });
  const officeFor = (ref: string): PaperOffice => cast.find((one) => one.ref === ref)!.office;
  const activities = {
    publish: (step: Step) => officeFor(step.ref).publish(step),
    closePrompt: (prompt: string, closesAt: string) => officeFor(parsePromptId(prompt).ref).closePrompt(prompt, closesAt),
    deliver: async () => 'sent' as const,
  };
  const shared = { connection: environment.nativeConnection, activities, identity: 'rehearsal' };
  const exchanges = await Worker.create({ ...shared, taskQueue: exchangeTaskQueue, workflowBundle: { codePath: builtFile('workflow-bundle.js') } });
  const mails = await Worker.create({ ...shared, taskQueue: mailTaskQueue });
  const play = async (): Promise<RehearsedRoad[]> => {
    const offsetMs = Date.parse(plan.startAt) - (await environment.currentTimeMs());
    const clock = { offsetMs, version: 1 };
    const players: RoadPlayer[] = [];
    for (const { road, ref, office } of cast) {
      office.clock = clock;
      const input = exchangeInputOf(definition, ref, { clock, ...road.input });
      const handle = await environment.client.workflow.start(exchangeWorkflowType, { workflowId: ref, taskQueue: exchangeTaskQueue, args: [input] });
      players.push(new RoadPlayer(road, ref, definition, office, handle, offsetMs));
    }
    await playAll(players, environment, offsetMs);
    return cast.map(({ road, ref, dates, office }) => ({ road, ref, dates, steps: office.steps(ref) }));
  };
  return exchanges.runUntil(mails.runUntil(play));
}

function datesOf({ visit }: RehearsedPlan, { visitLater = 0 }: Road): RoadDates {
  const wished = later(visit, visitLater);
  return { visit: wished, moved: later(wished, movedByDays) };
}

function later({ firstDay, lastDay }: VisitDays, byDays: number): VisitDays {
  return { firstDay: addDays(firstDay, byDays), lastDay: addDays(lastDay, byDays) };
}
