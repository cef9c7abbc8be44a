import type { FormValue } from '../domain/forms/read-form.js';
import { rowsToShow, showForm, type ShownForm } from '../domain/forms/show-form.js';
import type { Field, Form, ListField, PlainField } from '../domain/programme/form-schema.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import type { HubOption } from '../network/hubs.js';
import { FieldInput } from './field-input.js';
import { FieldNote, noteId } from './field-note.js';
import type { ShownFiles } from './file-list.js';
import { FormTexts, inputId, type ExchangeParams, type ShownError } from './form-texts.js';
import { addRowName, rowCountName } from './parse-posted.js';
import { problemsId } from './parts.js';
import { sectionsOf } from './sections.js';


/** Everything that is needed to show a form. */
export interface FormFieldsProps {
  form: Form;
  /** The form's key in the definition: its texts stand under it. */
  formName: string;
  texts: TextCatalogue;
  /** What was read, or was refused and is shown again. */
  value?: FormValue;
  errors?: readonly ShownError[];
  /** How many rows to show of a list, where the page knows better than the value. */
  rows?: Readonly<Record<string, number>>;
  /** The hubs that a field of type `hub` offers. */
  hubs?: readonly HubOption[];
  /** The files that were uploaded to a field of type `files`. */
  files?: ShownFiles;
  /** The languages that a field of type `language` offers. */
  languages?: readonly string[];
  /** Keys of fields that are not shown. */
  without?: readonly string[];
  /** What the office says about fields of a form that it sent back, by the field's key. */
  notes?: Readonly<Record<string, string>>;
  /** What labels and hints may name of the exchange. */
  params?: ExchangeParams;
}

/** What every piece of a form hands on to the next. */
interface Rendering {
  form: Form;
  texts: FormTexts;
  shown: ShownForm;
  value: FormValue;
  errors: readonly ShownError[];
  rows: Readonly<Record<string, number>>;
  hubs: readonly HubOption[];
  files: ShownFiles;
  languages: readonly string[];
  notes: Readonly<Record<string, string>>;
}

/** The fields of a form in their sections, with labels, hints and errors; works without JavaScript. */
export function FormFields(props: FormFieldsProps) {
  const { form, texts, value = {}, errors = [], rows = {}, hubs = [], files = new Map(), languages = [], notes = {}, without = [] } = props;
  const shownForm: Form = { ...form, fields: form.fields.filter((field) => !without.includes(field.key)) };
  const rendering: Rendering = {
    form: shownForm,
    texts: new FormTexts(texts, props.formName, form, props.params),
    shown: showForm(form, value),
    value,
    errors,
    rows,
    hubs,
    files,
    languages,
    notes,
  };
  return (
    <>
      {sectionsOf(shownForm).map(({ section, fields }) => {
        // A field that hangs on one option of another is shown below that option.
        const roots = fields.filter((field) => revealedBy(shownForm, field) === undefined);
        if (section === undefined) return roots.map((field) => <AnyField field={field} {...rendering} />);
        return (
          <section>
            <h2>{rendering.texts.section(section)}</h2>
            {roots.map((field) => (
              <AnyField field={field} {...rendering} />
            ))}
          </section>
        );
      })}
    </>
  );
}

/** The list of what is wrong, on top of a page; each leads to its field. */
export function ErrorSummary(props: Pick<FormFieldsProps, 'form' | 'formName' | 'texts' | 'params'> & { errors: readonly ShownError[] }) {
  const { form, formName, errors } = props;
  if (errors.length === 0) return null;
  const texts = new FormTexts(props.texts, formName, form, props.params);
  return (
    <section class="problems" id={problemsId} role="alert" tabindex={-1} autofocus>
      <h2>{texts.errorsTitle(errors.length)}</h2>
      <p>{texts.say('pages.form.nothingSent')}</p>
      <ul>
        {errors.map((error) => (
          <li>
            {error.field === '' ? texts.namedError(error) : <a href={`#${inputId(error.field)}`}>{texts.namedError(error)}</a>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function AnyField({ field, ...rendering }: { field: Field } & Rendering) {
  return field.type === 'list' ? <ListRows field={field} {...rendering} /> : <OneField field={field} {...rendering} />;
}

function OneField({ field, ...rendering }: { field: PlainField } & Rendering) {
  const { form, texts } = rendering;
  return (
    <FieldInput
      field={field}
      path={field.key}
      keys={[field.key]}
      when={whenOf(field, rendering)}
      rendering={rendering}
      below={(option) =>
        form.fields
          .filter((each): each is PlainField => each.type !== 'list' && isRevealed(form, each, field.key, option))
          .map((each) => <OneField field={each} {...rendering} texts={texts} />)
      }
    />
  );
}

function ListRows({ field, ...rendering }: { field: ListField } & Rendering) {
  const { texts, errors, rows, value, notes } = rendering;
  // Of a few rows no more than wanted are shown; a longer list has room for the next ones.
  const spare = field.max <= 3 ? 0 : 2;
  const count = Math.min(field.max, Math.max(rowsToShow(field, value, spare), rows[field.key] ?? 0, 1));
  const own = errors.find((error) => error.field === field.key);
  const id = inputId(field.key);
  const hint = texts.hint([field.key]);
  const when = whenOf(field, rendering);
  const note = notes[field.key];
  const describedBy = [note === undefined ? undefined : noteId(id), `${id}-about`].filter(Boolean).join(' ');
  return (
    <fieldset class={own === undefined ? 'field' : 'field bad'} id={id} tabindex={-1} aria-describedby={describedBy}>
      <legend class={isNamedBySection(field, rendering) ? 'hidden' : 'label'}>
        {texts.label([field.key])} {isOptional(field) ? <span class="mark">({texts.say('words.optional')})</span> : null}
      </legend>
      {note === undefined ? null : <FieldNote id={noteId(id)} title={texts.noteTitle()} text={note} />}
      <div id={`${id}-about`}>
        {when === undefined ? null : <p class="hint when">{when}</p>}
        {hint === undefined ? null : <p class="hint">{hint}</p>}
        {count > 1 ? <p class="hint">{texts.say('pages.form.spareRows')}</p> : null}
        {own === undefined ? null : <p class="error">{texts.error(own)}</p>}
      </div>
      <input type="hidden" name={rowCountName(field.key)} value={String(count)} />
      <ol class="rows">
        {Array.from({ length: count }, (_, row) => (
          <li>
            <fieldset>
              <legend class="rowhead">
                {texts.row(field.key, row)}
              </legend>
              {field.fields.map((each) => (
                <FieldInput
                  field={each}
                  path={`${field.key}.${row}.${each.key}`}
                  keys={[field.key, each.key]}
                  when={undefined}
                  rendering={rendering}
                />
              ))}
            </fieldset>
          </li>
        ))}
      </ol>
      {/* Whoever adds a row goes on typing in it. */}
      {count < field.max ? (
        <button class="quiet" type="submit" name={addRowName} value={field.key} formaction={`#${inputId(`${field.key}.${count}.${field.fields[0]?.key}`)}`}>
          {texts.say('words.rowAdd')}
          <span class="hidden">: {texts.label([field.key])}</span>
        </button>
      ) : null}
    </fieldset>
  );
}

/** A section of one list is not said twice. */
function isNamedBySection({ key, section }: ListField, { texts }: Rendering): boolean {
  return section !== undefined && texts.section(section) === texts.label([key]);
}

/** When a field counts, in words, unless its place below an option already says so. */
function whenOf(field: Field, { texts }: Rendering): string | undefined {
  if (field.onlyWhen !== undefined) return texts.onlyWhen(field.onlyWhen);
  return field.requiredWhen === undefined ? undefined : texts.neededWhen(field.requiredWhen);
}

/** Whether a field may stay empty whatever else was chosen. */
function isOptional(field: Field): boolean {
  return !field.required && field.requiredWhen === undefined;
}

/** The choice field and option below which a field stands: one option of one choice of the same section. */
function revealedBy(form: Form, field: Field): { choice: string; option: string } | undefined {
  const condition = field.onlyWhen;
  if (condition === undefined || typeof condition.is !== 'string' || field.type === 'list') return undefined;
  const choice = form.fields.find((each) => each.key === condition.field);
  if (choice === undefined || choice.section !== field.section) return undefined;
  if (choice.type !== 'choice' && choice.type !== 'choices') return undefined;
  // What comes after a list stays there: receipts are asked for below the costs that they prove.
  if (form.fields.slice(form.fields.indexOf(choice), form.fields.indexOf(field)).some(({ type }) => type === 'list')) return undefined;
  return { choice: choice.key, option: condition.is };
}

function isRevealed(form: Form, field: Field, choice: string, option: string): boolean {
  const by = revealedBy(form, field);
  return by?.choice === choice && by.option === option;
}
