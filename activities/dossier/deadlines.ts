import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { ContactEntity, DossierEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import { movedInstants, type PromptInstants } from '../../libs/domain/calendar/deadlines.js';
import { editionClosesAt } from '../../libs/domain/calendar/moments.js';
import { remainingOf, resumedInstants, type RemainingInstants } from '../../libs/domain/calendar/pauses.js';
import { awaitAgain } from './moments.js';
import { planExtension } from '../../libs/kinds/exchange/letters/plan-mail.js';
import { instantsOf, pauseCheck } from './prompts.js';
import type { StepContext } from './step-context.js';

type Event<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** A question's due date moves; its other dates follow by the rule of its kind. */
export async function extendPrompt(context: StepContext, { prompt, until }: Event<'extended'>): Promise<void> {
  const { tx, result, now, programme } = context;
  const { prompts, calendar, edition } = programme.definition;
  const row = await tx.findOneByOrFail(PromptEntity, { id: prompt });
  const zone = await zoneOf(context, row);
  const dates = movedInstants(prompts[row.kind], calendar, zone, { dueAt: until, movedAt: now }, editionClosesAt(edition));
  const moved = { ...columnsOf(dates), escalatedAt: null, decided: false };
  await tx.update(PromptEntity, { id: prompt }, moved);
  result.prompts[prompt] = instantsOf({ ...row, ...moved });
  await planExtension(context, { ...row, ...moved });
}

/** Postponed: what is left of each deadline is kept in working days, and none counts on. */
export async function pauseExchange(context: StepContext): Promise<void> {
  const { tx, exchange, programme, now, result } = context;
  exchange.paused = true; // for the questions that the same step asks
  await tx.update(DossierEntity, { ref: exchange.ref }, { paused: true });
  for (const row of await openPrompts(context)) {
    const rest = remainingOf(instantsOf(row), programme.definition.calendar, await zoneOf(context, row), now);
    await tx.update(PromptEntity, { id: row.id }, { frozen: rest, decided: false });
    if (!result.prompts[row.id]) continue;
    result.frozen = { ...result.frozen, [row.id]: instantsOf(row) }; // asked in the same step
    delete result.prompts[row.id];
  }
}

/** It goes on: what was left counts from now, and the dates of the plan are awaited again. */
export async function resumeExchange(context: StepContext): Promise<void> {
  const { tx, exchange, programme, now, result } = context;
  const { prompts, calendar, edition } = programme.definition;
  exchange.paused = false;
  await tx.update(DossierEntity, { ref: exchange.ref }, { paused: false });
  for (const row of await openPrompts(context)) {
    if (!row.frozen) continue;
    const rest = row.frozen as RemainingInstants;
    const dates = resumedInstants(rest, prompts[row.kind], calendar, await zoneOf(context, row), now, editionClosesAt(edition));
    const moved = { ...columnsOf(dates), escalatedAt: null, frozen: null, decided: false };
    await tx.update(PromptEntity, { id: row.id }, moved);
    result.prompts[row.id] = instantsOf({ ...row, ...moved });
  }
  await awaitAgain(context);
}

/** What is over is not postponed any more: an answer may have ended it meanwhile. */
export async function endPause({ tx, exchange }: StepContext): Promise<void> {
  exchange.paused = false;
  await tx.update(DossierEntity, { ref: exchange.ref }, { paused: false });
}

function columnsOf({ remindAt, dueAt, closesAt, noticeAt }: PromptInstants): Pick<PromptEntity, 'remindAt' | 'dueAt' | 'closesAt' | 'noticeAt'> {
  return { remindAt: [...remindAt], dueAt, closesAt, noticeAt: noticeAt ?? null };
}

async function openPrompts({ tx, exchange }: StepContext): Promise<PromptEntity[]> {
  const open = await tx.findBy(PromptEntity, { ref: exchange.ref, status: 'open' });
  return open.filter(({ kind }) => kind !== pauseCheck);
}

async function zoneOf({ tx, programme }: StepContext, { contactId }: PromptEntity): Promise<string> {
  const contact = contactId ? await tx.findOneBy(ContactEntity, { id: contactId }) : null;
  return contact?.zone ?? programme.definition.zone;
}
