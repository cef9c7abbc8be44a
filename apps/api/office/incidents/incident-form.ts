import type { IncidentFilter } from '../../../../libs/acts/incidents/choose-exchanges.js';
import { endings, openStages, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { textOf } from '../frame/text-of.js';

const stages: readonly string[] = openStages.filter((stage) => !(endings as readonly string[]).includes(stage));

/** What was asked for in the address or in the form: which exchanges are shown, and which of them are ticked. */
export interface IncidentChoice {
  filter: IncidentFilter;
  /** Ticked exchanges; absent: nobody has ticked yet. */
  ticked?: ReadonlySet<string>;
  /** Only those that refused, of the incident named in the filter. */
  onlyRefused: boolean;
}

/** Reads the filter and the ticks; anything that is not in order is left out. */
export function readChoice(raw: Readonly<Record<string, unknown>>, edition: string): IncidentChoice {
  const day = (value: unknown): string => (/^\d{4}-\d{2}-\d{2}$/.test(textOf(value)) && !Number.isNaN(Date.parse(textOf(value))) ? textOf(value) : '');
  const incident = /^[0-9a-f-]{36}$/.test(textOf(raw['incident'])) ? textOf(raw['incident']) : undefined;
  return {
    filter: {
      edition: textOf(raw['edition']) || edition,
      stages: textsOf(raw['stage']).filter((stage) => stages.includes(stage)) as Stage[],
      country: /^[A-Z]{2}$/.test(textOf(raw['country'])) ? textOf(raw['country']) : '',
      visitFrom: day(raw['visitFrom']),
      visitUntil: day(raw['visitUntil']),
      ...(incident && { incident }),
    },
    ...(raw['shown'] !== undefined && { ticked: new Set(textsOf(raw['ref'])) }),
    onlyRefused: raw['only'] === 'refused',
  };
}

/** The filter as fields that go along unseen. */
export function carriedFilter({ filter, onlyRefused }: IncidentChoice): [string, string][] {
  const { edition, stages: wanted, country, visitFrom, visitUntil, incident } = filter;
  return [
    ['edition', edition],
    ...wanted.map((stage): [string, string] => ['stage', stage]),
    ['country', country],
    ['visitFrom', visitFrom],
    ['visitUntil', visitUntil],
    ...(incident ? [['incident', incident] as [string, string]] : []),
    ...(onlyRefused ? [['only', 'refused'] as [string, string]] : []),
    ['shown', 'yes'],
  ];
}

/** A value posted once or several times. */
function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each): each is string => typeof each === 'string');
}
