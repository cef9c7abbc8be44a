import type { EntityManager } from 'typeorm';
import type { PromptEntity, StaffMemberEntity } from '../platform/db/entities/index.js';
import type { Form } from '../domain/programme/form-schema.js';
import type { SaidFile, Section } from '../domain/sections/section.js';
import { catalogueFor, say, type TextCatalogue } from '../domain/texts/catalogue.js';
import { loadDossier, type DossierRecord } from '../dossier/record/dossier-record.js';
import { spokenPrompt, type SpokenParams } from '../dossier/record/say-dossier.js';
import { seenOf, type Seen, type SeenFact } from '../dossier/seen/facts-seen.js';
import { filesOfExchange } from '../files/uploaded-files.js';
import { decisionBasis } from '../kinds/exchange/basis/decision-basis.js';
import { amountOfQuestion } from '../kinds/exchange/basis/payment-basis.js';
import { hubOptions, type HubOption } from '../network/hubs.js';
import { cameAgain, readableBy } from './came-again.js';
import { formOf } from './prepare-answer.js';
import { formUnderReview } from '../dossier/prompts/sent-back.js';

/** A question to staff with everything that it is decided by, as one member of staff may read it. */
export interface StaffQuestion {
  prompt: PromptEntity;
  record: DossierRecord;
  texts: TextCatalogue;
  params: SpokenParams;
  /** What is asked, in a sentence. */
  title: string;
  summary: string;
  form: Form;
  /** The form's key in the definition. */
  formName: string;
  hubs: readonly HubOption[];
  /** What may be sent back with comments beside its fields. */
  sendableBack: { form: Form; formName: string } | undefined;
  /** What the decision rests on. */
  sections: Section[];
  /** What of it must still be true when it is taken. */
  seen: Seen;
}

/** Opens a question to staff; undefined where no form of the programme answers it. */
export async function openStaffQuestion(db: EntityManager, prompt: PromptEntity, staff: StaffMemberEntity, signedIn: boolean): Promise<StaffQuestion | undefined> {
  const record = await loadDossier(db, prompt.ref);
  const found = formOf(record.programme, prompt.kind);
  if (!found) return undefined;
  const wish = await wishFor(db, record, prompt, staff, signedIn);
  const { texts, params, hubs } = wish;
  const under = await formUnderReview(db, record.programme, prompt);
  const basis = await decisionBasis(db, wish);
  return {
    prompt,
    record,
    texts,
    params,
    title: say(texts, `prompts.${prompt.kind}.question`, params),
    summary: say(texts, `prompts.${prompt.kind}.summary`, params),
    ...found,
    hubs,
    sendableBack: under && { form: readableBy(under.form, staff.roles), formName: under.formName },
    sections: [...(await cameAgain(db, wish, under)), ...basis.sections],
    seen: seenOf(basis.facts),
  };
}

/** The facts of a question as they are now, to be compared with what somebody was shown. */
export async function factsOfQuestion(db: EntityManager, record: DossierRecord, prompt: PromptEntity, staff: StaffMemberEntity): Promise<SeenFact[]> {
  return (await decisionBasis(db, await wishFor(db, record, prompt, staff, false))).facts;
}

async function wishFor(db: EntityManager, record: DossierRecord, prompt: PromptEntity, staff: StaffMemberEntity, signedIn: boolean) {
  const { definition, texts: catalogues } = record.programme;
  const texts = catalogueFor(catalogues, definition.languages[0] ?? 'en');
  const params = spokenPrompt(record, prompt, texts.language, definition.zone, await amountOfQuestion(db, prompt));
  const files = new Map((await filesOfExchange(db, prompt.ref)).map(({ id, name, size }): [string, SaidFile] => [id, { id, name, size }]));
  return { record, prompt, staff, texts, params, hubs: await hubOptions(db), files, signedIn };
}
