import type { PromptEntity, StaffMemberEntity } from '../../../platform/db/entities/index.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import type { AnswersSection, SaidFile, Section } from '../../../domain/sections/section.js';
import type { TextCatalogue } from '../../../domain/texts/catalogue.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { spokenPrompt, type SpokenParams } from '../../../dossier/record/say-dossier.js';
import type { SeenFact } from '../../../dossier/seen/facts-seen.js';
import type { HubOption } from '../../../network/hubs.js';
import { sayAnswers } from '../../../ui/say-answers.js';

/** For whom and about what a decision's basis is gathered. */
export interface BasisWish {
  record: DossierRecord;
  prompt: PromptEntity;
  staff: StaffMemberEntity;
  texts: TextCatalogue;
  params: SpokenParams;
  hubs: readonly HubOption[];
  /** All files of the exchange. */
  files: ReadonlyMap<string, SaidFile>;
  /** Accounts are written out for whoever is signed in only. */
  signedIn: boolean;
}

/** What a decision rests on: to be read, and the facts of it that must still be true when it is taken. */
export interface Basis {
  sections: Section[];
  facts: SeenFact[];
}

/** What somebody of the exchange answered to a form, for the office. */
export function answersOf({ record, texts, staff, hubs, files }: BasisWish, title: string, formName: string, value: FormValue | undefined, params: SpokenParams): AnswersSection {
  const form = record.programme.definition.forms[formName];
  if (form === undefined || value === undefined) return { type: 'answers', title, form: formName, groups: [], absent: 'Nothing was sent yet.' };
  return { type: 'answers', title, form: formName, groups: sayAnswers({ form, formName, texts, value, reader: staff.roles, hubs, files, params }) };
}

/** The plan that a decision is about: one that changed meanwhile is another. */
export function planFact({ record, prompt, texts }: Pick<BasisWish, 'record' | 'prompt' | 'texts'>): SeenFact {
  const { plan, programme } = record;
  const { firstDay, lastDay } = spokenPrompt(record, prompt, texts.language, programme.definition.zone);
  const value = { version: plan.version, firstDay: plan.firstDay, lastDay: plan.lastDay, participants: plan.participants };
  return { name: 'plan', label: 'The plan', said: `${firstDay} – ${lastDay}, ${plan.participants} travelling, version ${plan.version}`, value };
}

/** Answers that a decision is about, each by its id: another one in its place is another fact. */
export function answerFact(name: string, label: string, answer: { id: string; receivedAt: string } | undefined, said: (at: string) => string): SeenFact {
  return { name, label, said: answer ? said(answer.receivedAt) : 'nothing was sent', value: answer?.id ?? null };
}

/** A sum with how it comes about, as a fact. */
export function sumFact(lines: readonly string[], cents: number): SeenFact {
  return { name: 'sum', label: 'The sum', said: lines.join(' '), value: { cents, lines } };
}
