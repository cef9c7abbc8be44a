import type { JsonValue } from '../domain/forms/canonical-json.js';
import type { FormValue } from '../domain/forms/read-form.js';
import { formatCents } from '../domain/money/cents.js';
import { maskIban } from '../domain/money/iban.js';
import type { Field, Form, ListField, PlainField } from '../domain/programme/form-schema.js';
import type { Slot, StaffRole } from '../domain/programme/vocabulary.js';
import type { TextCatalogue } from '../domain/texts/catalogue.js';
import { formatDay } from '../domain/texts/say-values.js';
import type { HubOption } from '../network/hubs.js';
import { dayRangeText } from './dates.js';
import { FileList, type ShownFile, type ShownFiles } from './file-list.js';
import { FormTexts, type ExchangeParams } from './form-texts.js';
import { countryName, nameOfLanguage } from './names.js';
import { Facts } from './parts.js';
import type { Html } from './render.js';
import { sectionsOf } from './sections.js';

interface FormAnswersProps {
  form: Form;
  /** The form's key in the definition. */
  formName: string;
  texts: TextCatalogue;
  value: FormValue;
  /** Who reads it: confidential fields are left out unless they are meant for one of these. */
  reader: readonly (Slot | StaffRole)[];
  /** To name the hubs that were chosen. */
  hubs?: readonly HubOption[];
  /** The files that the reader may open. */
  files?: ShownFiles;
  /** Keys of fields that are not shown. */
  without?: readonly string[];
  /** What labels may name of the exchange. */
  params?: ExchangeParams;
  /** Accounts are shown by their first and last characters only. */
  masked?: boolean;
}

/** What was answered, to be read and not changed. Fields that were left empty are left out. */
export function FormAnswers({ form, formName, texts, value, reader, hubs = [], files = new Map(), without = [], params, masked = false }: FormAnswersProps) {
  const said = new FormTexts(texts, formName, form, params);
  const mayRead = (field: Field): boolean =>
    !without.includes(field.key) && (field.confidential === undefined || field.confidential.some((who) => reader.includes(who)));
  const filled = (field: Field): boolean => value[field.key] !== undefined && value[field.key] !== null;
  return (
    <>
      {sectionsOf(form).map(({ section, fields }) => {
        const shown = fields.filter((field) => mayRead(field) && filled(field));
        if (shown.length === 0) return null;
        return (
          <>
            {section === undefined ? null : <h3>{said.section(section)}</h3>}
            <Facts
              rows={shown.map((field) => ({
                label: said.label([field.key]),
                value:
                  field.type === 'list'
                    ? rowsText(field, value[field.key] ?? [], { said, hubs, masked })
                    : field.type === 'files'
                      ? filesText(value[field.key] ?? [], files, said.language)
                      : valueText(field, value[field.key] ?? null, [field.key], { said, hubs, masked }),
              }))}
            />
          </>
        );
      })}
    </>
  );
}

/** What every value is said with. */
interface Saying {
  said: FormTexts;
  hubs: readonly HubOption[];
  masked: boolean;
}

function filesText(held: JsonValue, files: ShownFiles, language: string): Html {
  const shown = (Array.isArray(held) ? held : []).map((id) => files.get(String(id))).filter((file): file is ShownFile => file !== undefined);
  return shown.length === 0 ? '' : <FileList files={shown} language={language} />;
}

function rowsText(field: ListField, held: JsonValue, saying: Saying): Html {
  if (!Array.isArray(held)) return '';
  const cells = (row: JsonValue): { label: string; text: string }[] => {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return [];
    const named = row as Readonly<Record<string, JsonValue>>;
    return field.fields
      .filter((each) => named[each.key] !== undefined)
      .map((each) => ({
        label: saying.said.label([field.key, each.key]),
        text: valueText(each, named[each.key] ?? null, [field.key, each.key], saying),
      }));
  };
  return (
    <ol>
      {held.map((row: JsonValue) => (
        <li>
          {cells(row).map(({ label, text }) => (
            <div>
              <span class="mark">{/[?:.]$/.test(label) ? label : `${label}:`}</span> {text}
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

function valueText(field: PlainField, held: JsonValue, keys: readonly string[], saying: Saying): string {
  const { said } = saying;
  const { language } = said;
  if (typeof held === 'boolean') return said.say(held ? 'words.yes' : 'words.no');
  if (typeof held === 'number') return field.type === 'money' ? `€ ${formatCents(held, language)}` : String(held);
  if (Array.isArray(held)) return held.map((option) => said.option(keys, String(option))).join(', ');
  if (typeof held === 'string') return textValue(field, held, keys, saying);
  const range = held as { from?: string; to?: string } | null;
  return range?.from && range.to ? dayRangeText(range.from, range.to, language) : '';
}

function textValue(field: PlainField, held: string, keys: readonly string[], { said, hubs, masked }: Saying): string {
  switch (field.type) {
    case 'choice':
      return said.option(keys, held);
    case 'date':
      return formatDay(held, said.language);
    case 'country':
      return countryName(held, said.language);
    case 'language':
      return nameOfLanguage(held, said.language);
    case 'hub': {
      const hub = hubs.find((each) => each.id === held);
      return hub === undefined ? held : `${hub.name}, ${hub.city}`;
    }
    case 'iban':
      return masked ? maskIban(held) : held.replace(/(.{4})(?=.)/g, '$1 ');
    default:
      return held;
  }
}
