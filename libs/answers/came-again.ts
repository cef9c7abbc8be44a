import type { EntityManager } from 'typeorm';
import type { Field, Form } from '../domain/programme/form-schema.js';
import type { StaffRole } from '../domain/programme/vocabulary.js';
import type { FactRow, Section } from '../domain/sections/section.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import { formatInstant } from '../domain/texts/say-values.js';
import { peopleByIds } from '../dossier/record/dossier-file.js';
import type { SpokenParams } from '../dossier/record/say-dossier.js';
import { textOf } from '../dossier/record/text-of.js';
import type { BasisWish } from '../kinds/exchange/basis/basis.js';
import { FormTexts } from '../ui/form-texts.js';
import { sayAnswers } from '../ui/say-answers.js';
import { askedChanges, changedFields, commentsIn, type Comments, type FormUnderReview } from '../dossier/prompts/sent-back.js';

/** A form that was sent back and came in again: who asked for what, and what is different now. */
export async function cameAgain(db: EntityManager, wish: BasisWish, under: FormUnderReview | undefined): Promise<Section[]> {
  const asked = under && (await askedChanges(db, under.answer));
  if (!under || !asked) return [];
  const { request, before } = asked;
  const { texts, record, staff, params } = wish;
  const by = (await peopleByIds(db, [request.by])).get(request.by) ?? request.by;
  const readable = { ...under, form: readableBy(under.form, staff.roles) };
  return [
    {
      type: 'notice',
      title: `${by} asked for changes, ${formatInstant(request.receivedAt, record.programme.definition.zone, texts.language)}`,
      words: [{ quoted: textOf(request.payload['reason']) }],
      rows: commentRows(texts, readable, commentsIn(request.payload), params),
    },
    ...(before ? changes(wish, readable, before.payload) : []),
  ];
}

function changes(wish: BasisWish, { form, formName, answer }: FormUnderReview, before: FormUnderReview['answer']['payload']): Section[] {
  const { texts, staff, params, hubs, files } = wish;
  const changed = changedFields(form, before, answer.payload);
  if (changed.length === 0) return [{ type: 'notice', tone: 'warn', words: ['Nothing was changed since.'] }];
  const shown = { form: { ...form, fields: changed }, formName, texts, reader: staff.roles, hubs, files, params };
  return [
    {
      type: 'comparison',
      sides: [
        { type: 'answers', title: 'Changed: before', form: formName, groups: sayAnswers({ ...shown, value: before }) },
        { type: 'answers', title: 'Changed: now', form: formName, groups: sayAnswers({ ...shown, value: answer.payload }) },
      ],
    },
  ];
}

/** Comments that were written beside the fields of a form, to be read. */
export function commentRows(texts: TextCatalogue, { form, formName }: Pick<FormUnderReview, 'form' | 'formName'>, comments: Comments, params: SpokenParams): FactRow[] {
  const said = new FormTexts(texts, formName, form, params);
  return form.fields.map(({ key }) => ({ label: said.label([key]), value: comments[key] ?? '' }));
}

/** A form with the fields that somebody with these roles may see. */
export function readableBy(form: Form, roles: readonly StaffRole[]): Form {
  const mayRead = ({ confidential }: Field): boolean => confidential === undefined || confidential.some((who) => (roles as readonly string[]).includes(who));
  return { ...form, fields: form.fields.filter(mayRead) };
}
