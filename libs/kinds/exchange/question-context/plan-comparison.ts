import type { ChangeKind } from '../../../domain/programme/vocabulary.js';
import { lengthInDays } from '../../../domain/calendar/days.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { formatDay } from '../../../domain/texts/say-values.js';
import { changedPlan, travellersOf, type ChangeablePlan } from '../../../dossier/record/plan-change.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { spokenParams } from '../../../dossier/record/say-dossier.js';
import type { ComparisonSection } from '../../../domain/sections/section.js';
import { dayRangeText } from '../../../ui/dates.js';

interface Row {
  label: string;
  value: string;
}

/** The plan as it is, in the few lines that can change. */
export function planRows({ parties, plan, ...record }: DossierRecord, texts: TextCatalogue, shown: ChangeablePlan = plan): Row[] {
  const params = spokenParams({ ...record, parties, plan }, texts.language);
  const content = shown.content as FormValue;
  const host = parties['hosting']?.hub;
  const event = content['eventDate'];
  const label = (field: string): string => say(texts, `forms.application.fields.${field}.label`, params);
  return [
    { label: label('dates'), value: dayRangeText(shown.firstDay, shown.lastDay, texts.language) },
    { label: say(texts, 'forms.host-wrap-up.fields.daysPresent.fields.days.label', params), value: say(texts, 'words.days', { count: lengthInDays(shown.firstDay, shown.lastDay) }) },
    { label: label('participants'), value: travellersOf(shown).map(({ name }) => name).join(', ') },
    { label: label('eventDate'), value: typeof event === 'string' ? formatDay(event, texts.language) : '' },
    {
      label: label('eventPlace'),
      value: content['online'] === true ? say(texts, 'forms.change.fields.what.options.online', params) : host ? `${host.name}, ${host.city}` : '',
    },
  ];
}

/** A change of the plan, before and after side by side: the lines that differ. */
export function planComparison(record: DossierRecord, texts: TextCatalogue, what: ChangeKind, payload: FormValue): ComparisonSection {
  const before = planRows(record, texts);
  const after = planRows(record, texts, changedPlan(record.plan, what, payload));
  const differs = (_row: Row, n: number): boolean => before[n]?.value !== after[n]?.value;
  return {
    type: 'comparison',
    sides: [
      { type: 'facts', title: say(texts, 'pages.consent.before'), rows: before.filter(differs) },
      { type: 'facts', title: say(texts, 'pages.consent.after'), rows: after.filter(differs) },
    ],
  };
}
