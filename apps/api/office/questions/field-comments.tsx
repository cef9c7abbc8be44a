import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { Form } from '../../../../libs/domain/programme/form-schema.js';
import { sayFieldError } from '../../../../libs/domain/texts/say-values.js';
import type { SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { commentName, longestComment, type Comments } from '../../../../libs/dossier/prompts/sent-back.js';
import { Facts, FormTexts } from '../../../../libs/ui/index.js';
import type { Frame } from '../../http/site.js';

/** A form that the reader may send back, with the fields that the reader may see. */
export interface SendableBack {
  form: Form;
  formName: string;
}

interface FieldCommentsProps extends SendableBack {
  frame: Frame;
  params: SpokenParams;
  comments: Comments;
}

/** One short comment for each field of the form under review; it counts only when the form is sent back. */
export function FieldComments({ frame: { texts }, form, formName, params, comments, errors }: FieldCommentsProps & { errors: readonly FieldError[] }) {
  const said = new FormTexts(texts, formName, form, params);
  const typed = Object.keys(comments).length + errors.length > 0;
  return (
    <details class="card" open={typed}>
      <summary>Comments beside the fields</summary>
      <p class="hint">
        For whoever fills the form in again: each stands beside its field, at most {longestComment} characters. They are sent only when you
        ask for changes.
      </p>
      {form.fields.map(({ key }) => {
        const error = errors.find(({ field }) => field === commentName(key));
        const id = inputIdOf(key);
        return (
          <div class={error ? 'field bad' : 'field'}>
            <label for={id}>{said.label([key])}</label>
            {error ? (
              <p class="error" id={`${id}-about`}>
                {sayFieldError(texts, error)}
              </p>
            ) : null}
            <input
              type="text"
              id={id}
              name={commentName(key)}
              value={comments[key] ?? ''}
              autocomplete="off"
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={error ? `${id}-about` : undefined}
            />
          </div>
        );
      })}
    </details>
  );
}

/** What is wrong with comments, each with the way to it. */
export function CommentProblems({ frame: { texts }, form, formName, params, errors }: Omit<FieldCommentsProps, 'comments'> & { errors: readonly FieldError[] }) {
  const said = new FormTexts(texts, formName, form, params);
  const wrong = form.fields.flatMap(({ key }) => errors.filter(({ field }) => field === commentName(key)).map((error) => ({ key, error })));
  if (wrong.length === 0) return null;
  return (
    <section class="problems" role="alert">
      <ul>
        {wrong.map(({ key, error }) => (
          <li>
            <a href={`#${inputIdOf(key)}`}>
              Comment on “{said.label([key])}”: {sayFieldError(texts, error)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Comments that were written, to be read. */
export function WrittenComments({ frame: { texts }, form, formName, params, comments }: FieldCommentsProps) {
  const said = new FormTexts(texts, formName, form, params);
  return <Facts rows={form.fields.map(({ key }) => ({ label: said.label([key]), value: comments[key] }))} />;
}

function inputIdOf(key: string): string {
  return `f-comments-${key}`;
}
