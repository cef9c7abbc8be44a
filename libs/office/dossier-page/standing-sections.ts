import type { AddressProblemEntity } from '../../platform/db/entities/index.js';
import { parsePromptId } from '../../domain/dossier/reference.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import { visitOnlyFields } from '../../domain/forms/visit-only.js';
import type { FactRow, ListItem, Section } from '../../domain/sections/section.js';
import { has, say } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { spokenParams } from '../../dossier/record/say-dossier.js';
import { textOf } from '../../dossier/record/text-of.js';
import { dayRangeText } from '../../ui/dates.js';
import { mayActOn } from './act-sections.js';
import type { DossierFile } from './read-dossier.js';

/** Where it stands, what comes next by itself, and who says so. */
export function standingSection(file: DossierFile): Section {
  const { record, texts, stage, isPaused } = file;
  const { firstDay, lastDay } = record.plan;
  const params = spokenParams(record, texts.language);
  return {
    type: 'facts',
    title: { text: say(texts, `stages.${stage}.name`), ...(isPaused && { tag: 'postponed' }) },
    intro: say(texts, `stages.${stage}.explain`, params),
    rows: [
      { label: 'Visit', value: { text: dayRangeText(firstDay, lastDay, texts.language), days: { from: firstDay, to: lastDay } } },
      { label: 'Theme', value: params.theme },
      ...needsOfTheVisit(file),
      { label: 'Next by itself', value: nextByItself(file) },
      { label: 'As of', value: asOf(file) },
    ],
  };
}

/** A step that cannot be written down stops the exchange until somebody asks for another try. */
export function parkedSections({ standing, staff, record }: DossierFile): Section[] {
  const parked = standing.source === 'live' ? standing.state.parked : undefined;
  if (!parked) return [];
  const words = [`Step ${parked.seq} could not be written down (${parked.code}). Nothing is lost; it goes on once the cause is mended and the step is tried again.`];
  const offer = { act: 'retry-step', of: [record.exchange.ref], buttons: [{ label: 'Try the step again' }] } as const;
  return [{ type: 'notice', tone: 'warn', title: 'This exchange is stopped', words, ...(mayActOn(staff) && { offer }) }];
}

/** Whom it waits for, and what happens if nothing comes. */
export function waitingSection({ record, texts, open }: DossierFile): Section {
  const title = say(texts, 'pages.exchange.waiting');
  if (open.length === 0) return { type: 'words', title, words: [say(texts, 'pages.exchange.waitingForNobody')] };
  const { zone } = record.programme.definition;
  const items = open.map(({ prompt, dueAt, escalated }): ListItem => {
    const { kind, party, slot } = parsePromptId(prompt);
    const params = spokenParams(record, texts.language, { ...(party !== '-' && { party }), ...(dueAt && { due: { at: dueAt, zone } }) });
    const isStaff = has(texts, `roles.${slot}`);
    return {
      text: {
        text: say(texts, `prompts.${kind}.waiting`, params),
        ...(dueAt && { at: dueAt }),
        ...(isStaff && { to: { kind: 'question' as const, id: prompt } }),
        ...(escalated && { tag: 'past its date' }),
      },
      detail: say(texts, `prompts.${kind}.onSilence`, params),
    };
  });
  return { type: 'list', title, items };
}

/** Each side with its people, and whether mail reaches them. */
export function partiesSection(file: DossierFile): Section {
  const { record, texts, staff } = file;
  return {
    type: 'comparison',
    title: 'Parties',
    sides: Object.values(record.parties).map(({ id, organisation, hub, contacts }) => ({
      type: 'facts',
      title: say(texts, `parties.${id}`),
      rows: [
        { label: 'Hub', value: hub ? `${hub.name}, ${hub.city}` : 'not known yet' },
        { label: 'Organisation', value: organisation?.legalName ?? '' },
        ...Object.entries(contacts).map(([slot, contact]): FactRow => {
          const problem = addressProblem(file, contact);
          // For links that got into wrong hands.
          const offer = { act: 'links-anew', of: [record.exchange.ref], values: { contact: contact.id }, buttons: [{ label: 'Revoke links and send new ones', quiet: true }] } as const;
          const value = [contact.name, contact.email, contact.phone].filter(Boolean).join(', ');
          return { label: say(texts, `slots.${slot}`), value, ...(problem && { problem }), ...(mayActOn(staff) && { offer }) };
        }),
      ],
    })),
  };
}

/** That mail to a contact's address comes back, with the button for when it works again. */
function addressProblem({ record, texts, staff, addressProblems }: DossierFile, contact: { id: string; email: string }): FactRow['problem'] {
  const problem = addressProblems.get(contact.id);
  // One of an address that was corrected since is over.
  if (!problem || !isAbout(problem, contact.email)) return undefined;
  const since = formatInstant(problem.since, record.programme.definition.zone, texts.language);
  const offer = { act: 'address-works', of: [record.exchange.ref, contact.id], buttons: [{ label: 'The address works again', quiet: true }] } as const;
  return { text: `Mail to this address comes back (${problem.code}), since ${since}.`, ...(mayActOn(staff) && { offer }) };
}

function isAbout({ address }: AddressProblemEntity, email: string): boolean {
  return address.toLowerCase() === email.toLowerCase();
}

/** What is kept for the visit only, for those of the office who may read it. */
function needsOfTheVisit({ texts, staff, record }: DossierFile): FactRow[] {
  const content = record.plan.content as FormValue;
  const readable = visitOnlyFields(record.programme.definition).filter(({ readers }) => staff.roles.some((role) => readers.includes(role)));
  return readable.map(({ label, key }) => ({ label: say(texts, label, spokenParams(record, texts.language)), value: textOf(content[key]) }));
}

function nextByItself({ standing, record, texts }: DossierFile): FactRow['value'] {
  const at = standing.source === 'live' ? standing.state.wakeAt : record.exchange.wakeAt;
  return at ? { text: formatInstant(at, record.programme.definition.zone, texts.language), at } : '';
}

/** The page says who it has its knowledge from. */
function asOf({ standing, record, texts }: DossierFile): FactRow['value'] {
  if (standing.source === 'live') return 'this moment (the exchange itself)';
  const at = record.exchange.updatedAt;
  return { text: `${formatInstant(at, record.programme.definition.zone, texts.language)} (its last published step)`, at };
}
