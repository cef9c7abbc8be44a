import { besideForm, formOfAct } from './prepare-act.js';
import { ownBehalf } from './change-the-plan.js';
import { extendable } from './move-deadline.js';
import type { ActDesk } from './act-desk.js';
import type { Consequences } from './consequences.js';
import type { StaffAct } from './may-act.js';
import type { FormValue } from '../../domain/forms/read-form.js';
import type { ListSection, Section } from '../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { sayWorkingDays } from '../../domain/texts/say-values.js';
import { nameOfParty, spokenParams, spokenPrompt } from '../../dossier/record/say-dossier.js';
import { sayAnswers } from '../../ui/say-answers.js';

/** A choice that an act asks beside the programme's form. */
export interface BesideField {
  name: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** The question that gets more time, or on whose behalf a plan is changed. */
export function besideOf(desk: ActDesk, act: StaffAct): BesideField | undefined {
  const { record, texts } = desk;
  if (act === 'extend') {
    const { zone } = record.programme.definition;
    const options = extendable(desk.open).map((prompt) => {
      const params = spokenPrompt(record, prompt, texts.language, zone);
      const question = say(texts, `prompts.${prompt.kind}.question`, params);
      return { value: prompt.id, label: [params.party, question, params.due].filter(Boolean).join(' · ') };
    });
    return { name: besideForm.extend, label: 'Which question?', options };
  }
  if (act !== 'change') return undefined;
  const parties = Object.keys(record.parties).map((party) => ({ value: party, label: `${nameOfParty(record, party)} asked for it: only the others are asked` }));
  return { name: besideForm.change, label: 'On whose behalf?', options: [{ value: ownBehalf, label: 'The office: everybody is asked' }, ...parties] };
}

/** What an act would bring about, to be read before it is done: what was typed, who gets which mail, which dates move. */
export function previewSections(desk: ActDesk, act: StaffAct, value: FormValue, consequences: Consequences): Section[] {
  const { record, texts, staff } = desk;
  const form = formOfAct(desk, act);
  const groups = sayAnswers({ form, formName: act, texts, value, reader: staff.roles, params: spokenParams(record, texts.language) });
  return [{ type: 'answers', title: say(texts, `pages.staffActions.${act}`), form: act, groups }, ...consequenceSections(texts, consequences)];
}

/** Who gets which mail, which dates move from when to when, and whatever else is to be known. */
export function consequenceSections(texts: TextCatalogue, { mails, deadlines, notes }: Consequences): ListSection[] {
  const list = (title: string, lines: readonly string[]): ListSection => ({ type: 'list', ...(title && { title }), items: lines.map((text) => ({ text })) });
  return [
    list(say(texts, 'pages.staffActions.mails', { count: mails.length }), mails.map(({ name, hub, subject }) => say(texts, 'pages.staffActions.mail', { name, hub, subject }))),
    ...(deadlines.length === 0 ? [] : [list(say(texts, 'pages.staffActions.deadlines'), deadlines.map((each) => sayDeadline(texts, each)))]),
    ...(notes.length === 0 ? [] : [list('', notes)]),
  ];
}

function sayDeadline(texts: TextCatalogue, { question, from, to, left }: Consequences['deadlines'][number]): string {
  if (to === undefined) return say(texts, 'pages.incident.frozen', { question, left: sayWorkingDays(left ?? 0) });
  return say(texts, 'pages.staffActions.deadline', { question, from, to });
}
