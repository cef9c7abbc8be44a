import type { FormValue } from '../../domain/forms/read-form.js';
import type { Form } from '../../domain/programme/form-schema.js';
import type { Section, TableSection } from '../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatInstant, sayWorkingDays } from '../../domain/texts/say-values.js';
import type { StaffRole } from '../../domain/programme/vocabulary.js';
import { sayAnswers } from '../../ui/say-answers.js';
import { sayActRefusal } from '../office/act-desk.js';
import type { ForeseenExchange } from './foresee-incident.js';
import type { IncidentProgress, IncidentRow } from './incident-progress.js';

/** What an incident would do: what was typed, what is left out and why, and of each exchange who gets which mail and which dates move. */
export function foreseenSections(texts: TextCatalogue, form: Form, value: FormValue, foreseen: readonly ForeseenExchange[], reader: readonly StaffRole[]): Section[] {
  const moved = foreseen.filter(({ acts }) => acts.length > 0);
  const leftOut = foreseen.flatMap(({ ref, refusal }) => (refusal ? [say(texts, 'pages.incident.leftOut', { reference: ref, reason: refusal.sentence })] : []));
  const count = moved.reduce((sum, { consequences }) => sum + consequences.mails.length, 0);
  return [
    { type: 'answers', title: say(texts, 'pages.incident.title'), form: 'incident', groups: sayAnswers({ form, formName: 'incident', texts, value, reader }) },
    ...(leftOut.length === 0 ? [] : [{ type: 'notice', tone: 'warn', words: [], items: { after: 0, texts: leftOut } } satisfies Section]),
    { type: 'words', words: [say(texts, 'pages.incident.mails', { count })] },
    ...(moved.length === 0 ? [] : [movedTable(texts, moved)]),
  ];
}

function movedTable(texts: TextCatalogue, moved: readonly ForeseenExchange[]): TableSection {
  return {
    type: 'table',
    caption: say(texts, 'pages.incident.previewTitle', { count: moved.length }),
    head: [{ label: say(texts, 'pages.incident.exchange') }, { label: say(texts, 'pages.incident.who') }, { label: say(texts, 'pages.incident.deadlines') }],
    rows: moved.map(({ ref, visitingHub, hostingHub, consequences: { mails, notes, deadlines } }) => [
      { text: ref, to: { kind: 'dossier', id: ref }, lines: [[visitingHub, hostingHub].filter(Boolean).join(' → ')] },
      { text: '', lines: [...mails.map((mail) => say(texts, 'pages.staffActions.mail', { ...mail })), ...notes] },
      {
        text: '',
        lines: deadlines.map(({ question, from, to, left }) =>
          to === undefined ? say(texts, 'pages.incident.frozen', { question, left: sayWorkingDays(left ?? 0) }) : say(texts, 'pages.incident.deadline', { question, from, to }),
        ),
      },
    ]),
  };
}

/** How far an incident has come; once everything is done, its report. */
export function progressSections(texts: TextCatalogue, { incident, by, rows, leftOut, done, waiting, refused }: IncidentProgress, { zone, phone }: { zone: string; phone: string }): Section[] {
  const { payload } = incident;
  const at = formatInstant(incident.at, zone, texts.language);
  const stateOf = ({ state, code, at: then }: IncidentRow): string => {
    if (state === 'done') return say(texts, 'pages.incident.rowDone', { at: formatInstant(then, zone, texts.language) });
    if (state === 'refused') return say(texts, 'pages.incident.rowRefused', { reason: sayActRefusal(texts, code ?? '', phone) });
    return say(texts, state === 'retrying' ? 'pages.incident.rowFailed' : 'pages.incident.rowWaiting');
  };
  const sum =
    waiting > 0
      ? [say(texts, 'pages.incident.progress', { done, count: rows.length }), say(texts, 'pages.incident.progressIntro')]
      : [say(texts, 'pages.incident.report', { done, left: waiting, failed: refused + leftOut.length })];
  return [
    { type: 'notice', tone: waiting === 0 && refused === 0 ? 'good' : 'warn', words: sum },
    {
      type: 'facts',
      rows: [
        { label: 'What', value: say(texts, `forms.incident.fields.what.options.${incident.kind}`, emptyParams) },
        { label: 'Until', value: payload.until ?? '' },
        { label: 'By', value: { text: `${by}, ${at}`, at: incident.at } },
        { label: 'Why', value: payload.reason },
        { label: 'What the hubs read', value: payload.words },
      ],
    },
    {
      type: 'table',
      caption: say(texts, waiting > 0 ? 'pages.incident.progressTitle' : 'pages.incident.reportTitle'),
      head: [{ label: say(texts, 'pages.incident.exchange') }, { label: 'Who visits whom' }, { label: 'State' }],
      rows: rows.map((row) => [{ text: row.ref, to: { kind: 'dossier', id: row.ref } }, row.pair, stateOf(row)]),
    },
    ...(leftOut.length === 0 ? [] : [{ type: 'list', items: leftOut.map(({ ref, sentence }) => ({ text: say(texts, 'pages.incident.leftOut', { reference: ref, reason: sentence }) })) } satisfies Section]),
  ];
}

const emptyParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };
