import type { Form } from '../domain/programme/form-schema.js';
import type { Objection } from '../staff/objections/objections.js';

/** Fields of any form that an objection can be about, the likeliest first. */
const about: Partial<Record<Objection['code'], readonly string[]>> = {
  membership: ['visitingHub'],
  'organisation-type': ['visitingHub'],
  'same-organisation': ['hostingHub', 'hub'],
  'same-country': ['hostingHub', 'hub'],
  'nobody-to-ask': ['hostingHub', 'hub'],
  'asked-before': ['hub'],
  position: ['participants', 'position', 'substitutePosition'],
  'too-few-participants': ['participants'],
  'too-many-participants': ['participants'],
  'days-reversed': ['dates', 'otherDates'],
  'stay-too-short': ['dates', 'otherDates', 'days'],
  'stay-too-long': ['dates', 'otherDates', 'days'],
  'before-edition': ['dates', 'otherDates'],
  'after-edition': ['dates', 'otherDates'],
  'in-the-past': ['dates'],
  'more-than-held': ['dates', 'days'],
  'nothing-changes': ['what'],
  'double-funding': ['noDoubleFunding'],
  'event-outside-visit': ['eventDate'],
  'other-domain': ['colleagueEmail'],
  'contact-of-other-party': ['colleagueEmail'],
  'same-contact': ['colleagueEmail'],
};

/** The field of a form that an objection is about, as an error names it; undefined where it is about none, or about several. */
export function fieldOfObjection({ fields }: Form, objection: Objection): string | undefined {
  const aboutHost = 'party' in objection && objection.party === 'hosting';
  const keys = aboutHost ? ['hostingHub', 'hub'] : (about[objection.code] ?? []);
  const key = keys.find((each) => fields.some((field) => field.key === each));
  if (key !== 'participants' || objection.code !== 'position') return key;
  return `${key}.${Number(objection.params['participant'] ?? 1) - 1}.position`;
}
