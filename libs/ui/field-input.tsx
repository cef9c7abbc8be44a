import { uploadLimits } from '../files/upload-limits.js';
import type { HubOption } from '../network/hubs.js';
import { longestText, removePath } from '../domain/forms/read-field.js';
import { isScale } from '../domain/forms/scale.js';
import type { ShownForm } from '../domain/forms/show-form.js';
import type { FileKind, PlainField } from '../domain/programme/form-schema.js';
import { FieldNote, noteId } from './field-note.js';
import { FileLink, type ShownFile, type ShownFiles } from './file-list.js';
import { inputId, type FormTexts, type ShownError } from './form-texts.js';
import { countryOptions, hubGroups, languageName } from './names.js';
import type { Html } from './render.js';

interface FieldInputProps {
  field: PlainField;
  /** Name of the input, such as `activities.0.day`. */
  path: string;
  /** Keys of its texts. */
  keys: readonly string[];
  /** When it counts, in words. */
  when: string | undefined;
  rendering: {
    texts: FormTexts;
    shown: ShownForm;
    errors: readonly ShownError[];
    hubs: readonly HubOption[];
    files: ShownFiles;
    languages: readonly string[];
    notes: Readonly<Record<string, string>>;
  };
  /** What stands below an option of a choice. */
  below?: (option: string) => Html[];
}

/** Everything one input needs to know about itself. */
interface Input {
  id: string;
  path: string;
  typed: string;
  describedBy: string | undefined;
  invalid: 'true' | undefined;
}

/** One field: label, hint, error and the input that fits its type. */
export function FieldInput(props: FieldInputProps) {
  const { field, path, keys, when, rendering } = props;
  const { texts, errors } = rendering;
  const id = inputId(path);
  const own = errors.filter((error) => error.field === path || (field.type === 'days' && error.field.startsWith(`${path}.`)));
  const hints = [when, texts.hint(keys), hintOfType(field, texts)].filter((hint) => hint !== undefined);
  const hintsId = hints.length > 0 || own.length > 0 ? `${id}-about` : undefined;
  const note = rendering.notes[path];
  const describedBy = [note === undefined ? undefined : noteId(id), hintsId].filter(Boolean).join(' ') || undefined;
  const label = (
    <>
      {texts.label(keys)} {mayStayEmpty(field) ? <span class="mark">({texts.say('words.optional')})</span> : null}
    </>
  );
  const about = (
    <>
      {note === undefined ? null : <FieldNote id={noteId(id)} title={texts.noteTitle()} text={note} />}
      {hintsId && (
        <div id={hintsId}>
          {hints.map((hint) => (
            <p class={hint === when ? 'hint when' : 'hint'}>{hint}</p>
          ))}
          {own.map((error) => (
            <p class="error">{texts.error(error)}</p>
          ))}
        </div>
      )}
    </>
  );
  // A choice with nothing to choose needs no place on the page.
  if (field.type === 'choice' && field.options?.length === 1 && field.default !== undefined) {
    return <input type="hidden" name={path} value={field.default} />;
  }
  const boxClass = own.length > 0 ? 'field bad' : 'field';
  if (field.type === 'tick') {
    return (
      <div class={boxClass}>
        {about}
        <Option type="checkbox" id={id} name={path} value="yes" checked={textOf(rendering.shown, path) === 'yes'} describedBy={describedBy}>
          {label}
        </Option>
      </div>
    );
  }
  if (isGroup(field)) {
    return (
      <div class={boxClass}>
        <fieldset id={field.type === 'days' ? id : undefined} tabindex={field.type === 'days' ? -1 : undefined} aria-describedby={describedBy}>
          <legend>{label}</legend>
          {about}
          {field.type === 'days' ? <DayRange {...props} /> : isScale(field) ? <Scale {...props} /> : <Options {...props} />}
        </fieldset>
      </div>
    );
  }
  const input: Input = {
    id,
    path,
    typed: textOf(rendering.shown, path) || (field.default ?? ''),
    describedBy,
    invalid: own.length > 0 ? 'true' : undefined,
  };
  return (
    <div class={boxClass}>
      <label for={id}>{label}</label>
      {about}
      {field.type === 'files' ? <KeptFiles {...props} /> : null}
      <Control {...props} input={input} />
    </div>
  );
}

/** Whether the reader may leave a field as it is whatever else was chosen; a default is no reason to say so. */
function mayStayEmpty(field: PlainField): boolean {
  return !field.required && field.requiredWhen === undefined && field.default === undefined;
}

function isGroup(field: PlainField): boolean {
  if (field.type === 'days' || field.type === 'choices' || isScale(field)) return true;
  return field.type === 'choice' && (field.options?.length ?? 0) <= 7;
}

function hintOfType(field: PlainField, texts: FormTexts): string | undefined {
  if (field.type === 'money') return texts.say('pages.form.euro');
  if (field.type === 'long-text') return texts.say('pages.question.atMost', { count: longestText(field) ?? 0 });
  if (field.type !== 'files') return undefined;
  const kinds = (field.accept ?? []).map((kind) => fileKinds[kind]).join(', ');
  return texts.say('pages.form.files', { kinds, max: field.max ?? 1, megabytes: uploadLimits.fileMegabytes });
}

/** Kinds of files as everybody calls them, in every language. */
const fileKinds: Readonly<Record<FileKind, string>> = { pdf: 'PDF', image: 'JPEG, PNG, WebP' };

function textOf(shown: ShownForm, path: string): string {
  const text = shown[path];
  return typeof text === 'string' ? text : (text?.[0] ?? '');
}

function Options({ field, path, keys, rendering, below }: FieldInputProps) {
  const { shown, texts } = rendering;
  const held = shown[path] ?? field.default ?? [];
  const chosen = typeof held === 'string' ? [held] : held;
  return (
    <>
      {(field.options ?? []).map((option, at) => {
        const more = below?.(option) ?? [];
        return (
          <>
            <Option
              type={field.type === 'choices' ? 'checkbox' : 'radio'}
              id={at === 0 ? inputId(path) : `${inputId(path)}-${option}`}
              name={path}
              value={option}
              checked={chosen.includes(option)}
            >
              {texts.option(keys, option)}
            </Option>
            {more.length === 0 ? null : <div class="reveal">{more}</div>}
          </>
        );
      })}
    </>
  );
}

function Scale({ field, path, rendering }: FieldInputProps) {
  const { min = 1, max = 5 } = field;
  const held = textOf(rendering.shown, path) || (field.default ?? '');
  return (
    <div class="scale">
      {Array.from({ length: max - min + 1 }, (_, at) => String(min + at)).map((step, at) => (
        <Option type="radio" id={at === 0 ? inputId(path) : `${inputId(path)}-${step}`} name={path} value={step} checked={held === step}>
          {step}
        </Option>
      ))}
    </div>
  );
}

function Option(props: {
  type: 'radio' | 'checkbox';
  id: string;
  name: string;
  value: string;
  checked: boolean;
  describedBy?: string | undefined;
  children?: Html;
}) {
  return (
    <div class="option">
      <input
        type={props.type}
        id={props.id}
        name={props.name}
        value={props.value}
        checked={props.checked}
        aria-describedby={props.describedBy}
      />
      <label for={props.id}>{props.children}</label>
    </div>
  );
}

function DayRange({ path, rendering }: FieldInputProps) {
  const { shown, texts } = rendering;
  return (
    <div class="pair">
      {(['from', 'to'] as const).map((part) => (
        <div>
          <label class="label" for={inputId(`${path}.${part}`)}>
            {texts.say(part === 'from' ? 'words.from' : 'words.to')}
          </label>
          <input type="date" id={inputId(`${path}.${part}`)} name={`${path}.${part}`} value={textOf(shown, `${path}.${part}`)} />
        </div>
      ))}
    </div>
  );
}

/** Files that were uploaded before; each can be opened, and ticked to be removed. */
function KeptFiles({ path, rendering }: FieldInputProps) {
  const { shown, files, texts } = rendering;
  const kept = [shown[path] ?? []].flat().map((id) => files.get(id)).filter((file): file is ShownFile => file !== undefined);
  if (kept.length === 0) return null;
  return (
    <>
      <p class="hint">{texts.say('pages.form.filesKept')}</p>
      <ul class="files">
        {kept.map((file) => (
          <li>
            <input type="hidden" name={path} value={file.id} />
            <FileLink file={file} language={texts.language} />
            <Option type="checkbox" id={`${inputId(path)}-${file.id}`} name={removePath(path)} value={file.id} checked={false}>
              {texts.say('pages.form.removeFile', { name: file.name })}
            </Option>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A text that may be as long as this is shown on two lines, because one of a phone cuts it off. */
const wrapsFrom = 120;

/** What a browser offers to choose; what arrives is looked at all the same. */
const chosenTypes: Readonly<Record<FileKind, string>> = { pdf: 'application/pdf', image: 'image/jpeg,image/png,image/webp' };

function Control({ field, keys, rendering, input }: FieldInputProps & { input: Input }) {
  const { id, path, typed, describedBy, invalid } = input;
  const shared = { id, name: path, 'aria-describedby': describedBy, 'aria-invalid': invalid };
  const limit = { maxlength: longestText(field) };
  switch (field.type) {
    case 'long-text':
      return (
        <textarea {...shared} {...limit} rows={field.max !== undefined && field.max <= 1000 ? 4 : 7}>
          {typed}
        </textarea>
      );
    case 'short-text':
      if ((limit.maxlength ?? 0) < wrapsFrom) return <input type="text" {...limit} value={typed} {...shared} />;
      return (
        <textarea class="line" {...shared} {...limit} rows={2}>
          {typed}
        </textarea>
      );
    case 'choice':
      return (
        <Select shared={shared} choose={rendering.texts.say('words.choose')}>
          {(field.options ?? []).map((option) => (
            <SelectOption value={option} typed={typed} label={rendering.texts.option(keys, option)} />
          ))}
        </Select>
      );
    case 'hub':
      return (
        <Select shared={shared} choose={rendering.texts.say('words.choose')}>
          {hubGroups(rendering.hubs.filter((hub) => !hub.retired || hub.id === typed), rendering.texts.language).map((group) => (
            <optgroup label={group.country}>
              {group.hubs.map((hub) => (
                <SelectOption value={hub.id} typed={typed} label={`${hub.name}, ${hub.city}${hub.open ? ` (${rendering.texts.openHub()})` : ''}`} />
              ))}
            </optgroup>
          ))}
        </Select>
      );
    case 'language':
      return (
        <Select shared={shared} choose={rendering.texts.say('words.choose')}>
          {rendering.languages.map((code) => (
            <SelectOption value={code} typed={typed} label={languageName(code)} lang={code} />
          ))}
        </Select>
      );
    case 'country':
      return (
        <Select shared={shared} choose={rendering.texts.say('words.choose')}>
          {countryOptions(rendering.texts.language).map(({ code, name }) => (
            <SelectOption value={code} typed={typed} label={name} />
          ))}
        </Select>
      );
    case 'money':
      return (
        <div class="money">
          <span aria-hidden="true">€</span>
          <input type="text" inputmode="decimal" autocomplete="off" maxlength={20} value={typed} {...shared} />
        </div>
      );
    case 'files':
      return <input type="file" multiple={(field.max ?? 1) > 1} accept={(field.accept ?? []).map((kind) => chosenTypes[kind]).join(',')} {...shared} />;
    case 'date':
      return <input type="date" class="narrow" value={typed} {...shared} />;
    case 'integer':
      return <input type="text" inputmode="numeric" autocomplete="off" maxlength={12} class="tiny" value={typed} {...shared} />;
    case 'iban':
      return <input type="text" class="mono iban" autocomplete="off" autocapitalize="characters" {...unspelled} maxlength={60} value={typed} {...shared} />;
    case 'bic':
      return <input type="text" class="mono narrow" autocomplete="off" autocapitalize="characters" {...unspelled} maxlength={20} value={typed} {...shared} />;
    case 'email':
      return <input type="email" autocomplete={ownName(path) ? 'email' : 'off'} autocapitalize="none" {...unspelled} {...limit} value={typed} {...shared} />;
    case 'phone':
      return <input type="tel" class="narrow" autocomplete={ownName(path) ? 'tel' : 'off'} {...limit} value={typed} {...shared} />;
    case 'name':
      return <input type="text" autocomplete={ownName(path) ? 'name' : 'off'} {...unspelled} {...limit} value={typed} {...shared} />;
    default:
      return <input type="text" maxlength={100} value={typed} {...shared} />;
  }
}

/** Browsers may offer the reader's own data only where the field is about the reader. */
function ownName(path: string): boolean {
  return path === 'name' || path === 'email' || path === 'phone' || path === 'typedName';
}

function Select({ shared, choose, children }: { shared: Record<string, string | undefined>; choose: string; children?: Html }) {
  return (
    <select {...shared}>
      <option value="">{choose}</option>
      {children}
    </select>
  );
}

function SelectOption({ value, typed, label, lang }: { value: string; typed: string; label: string; lang?: string }) {
  return (
    <option value={value} lang={lang} selected={value === typed}>
      {label}
    </option>
  );
}

/** Names and account numbers are no words; JSX would leave out an attribute that is `false`. */
const unspelled = { spellcheck: 'false' as unknown as boolean };
