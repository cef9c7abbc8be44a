import type { EntityManager } from 'typeorm';
import type { Field, Form } from '../../../../libs/domain/programme/form-schema.js';
import type { StaffRole } from '../../../../libs/domain/programme/vocabulary.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { askedChanges, changedFields, commentsIn, formUnderReview, type FormUnderReview } from '../../../../libs/dossier/prompts/sent-back.js';
import { Card, FormAnswers, Notice, type Html } from '../../../../libs/ui/index.js';
import { peopleByIds } from '../../../../libs/dossier/record/dossier-file.js';
import { frameOf } from '../../http/site.js';
import { WrittenComments } from './field-comments.js';
import type { BasisWish } from './decision-basis.js';
import { textOf } from '../frame/text-of.js';

/** A form that was sent back and came in again: who asked for what, and what is different now. */
export async function cameAgain(db: EntityManager, wish: BasisWish): Promise<Html> {
  const { record, prompt, staff } = wish;
  const under = await formUnderReview(db, record.programme, prompt);
  const asked = under && (await askedChanges(db, under.answer));
  if (!under || !asked) return null;
  const { request, before } = asked;
  const { texts, ...frame } = frameOf(record.programme);
  const by = (await peopleByIds(db, [request.by])).get(request.by) ?? request.by;
  const at = formatInstant(request.receivedAt, record.programme.definition.zone, texts.language);
  const shown = { frame: { ...frame, texts }, form: readableBy(under.form, staff.roles), formName: under.formName, params: wish.params };
  return (
    <>
      <Notice title={`${by} asked for changes, ${at}`}>
        <p class="said">{textOf(request.payload['reason'])}</p>
        <WrittenComments {...shown} comments={commentsIn(request.payload)} />
      </Notice>
      {before ? <Changes wish={wish} under={{ ...under, form: shown.form }} before={before.payload} /> : null}
    </>
  );
}

function Changes({ wish, under, before }: { wish: BasisWish; under: FormUnderReview; before: FormUnderReview['answer']['payload'] }) {
  const { texts, staff, params, hubs, files } = wish;
  const { form, formName, answer } = under;
  const changed = changedFields(form, before, answer.payload);
  if (changed.length === 0) {
    return (
      <Notice tone="warn">
        <p>Nothing was changed since.</p>
      </Notice>
    );
  }
  const shown = { form: { ...form, fields: changed }, formName, texts, reader: staff.roles, hubs, files, params };
  return (
    <div class="columns">
      <Card>
        <h2>Changed: before</h2>
        <FormAnswers {...shown} value={before} />
      </Card>
      <Card>
        <h2>Changed: now</h2>
        <FormAnswers {...shown} value={answer.payload} />
      </Card>
    </div>
  );
}

/** A form with the fields that somebody with these roles may see. */
export function readableBy(form: Form, roles: readonly StaffRole[]): Form {
  const mayRead = ({ confidential }: Field): boolean => confidential === undefined || confidential.some((who) => (roles as readonly string[]).includes(who));
  return { ...form, fields: form.fields.filter(mayRead) };
}
