import type { ChangeKind } from '../../../../libs/domain/programme/vocabulary.js';
import { lengthInDays } from '../../../../libs/domain/calendar/days.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { formatDay } from '../../../../libs/domain/texts/say-values.js';
import { changedPlan, travellersOf, type ChangeablePlan } from '../../../../libs/dossier/record/plan-change.js';
import type { DossierRecord } from '../../../../libs/dossier/record/dossier-record.js';
import { spokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { Card, dayRangeText, Facts } from '../../../../libs/ui/index.js';

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
export function PlanComparison({ record, texts, what, payload }: { record: DossierRecord; texts: TextCatalogue; what: ChangeKind; payload: FormValue }) {
  const before = planRows(record, texts);
  const after = planRows(record, texts, changedPlan(record.plan, what, payload));
  const differs = (_row: Row, n: number): boolean => before[n]?.value !== after[n]?.value;
  return (
    <div class="columns">
      <Card>
        <h2>{say(texts, 'pages.consent.before')}</h2>
        <Facts rows={before.filter(differs)} />
      </Card>
      <Card>
        <h2>{say(texts, 'pages.consent.after')}</h2>
        <Facts rows={after.filter(differs)} />
      </Card>
    </div>
  );
}
