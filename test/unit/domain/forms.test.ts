import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../libs/domain/forms/canonical-json.js';
import { readForm, type FormValue } from '../../../libs/domain/forms/read-form.js';
import { rowsToShow, showForm } from '../../../libs/domain/forms/show-form.js';
import { factTypes, type Form, type ListField } from '../../../libs/domain/programme/form-schema.js';
import { promptChoices, promptKinds } from '../../../libs/domain/programme/vocabulary.js';
import { programmeA } from './shipped.js';

const { definition } = programmeA();

function form(name: string): Form {
  const found = definition.forms[name];
  if (found === undefined) throw new Error(`no form ${name}`);
  return found;
}

function codes(name: string, raw: Record<string, unknown>): string[] {
  const read = readForm(form(name), raw);
  return read.ok ? [] : read.errors.map((error) => `${error.field} ${error.code}`);
}

const application = {
  theme: '  Makers meet musicians ',
  objectives: 'We would like to learn how a hub opens its workshop to a neighbourhood.',
  'activities.0.day': '2027-04-05',
  'activities.0.what': 'Tour of the workshop',
  'activities.0.outcome': 'A list of what we could do at home',
  'activities.1.day': '',
  'activities.1.what': ' ',
  'activities.1.outcome': '',
  'activities.3.day': '2027-04-06',
  'activities.3.what': 'Open evening',
  'activities.3.outcome': 'Ten new contacts',
  aims: ['new-formats', 'sharing-knowledge'],
  'participants.0.name': 'Manager of the visiting hub',
  'participants.0.position': 'manager',
  'participants.0.email': 'Manager@the-spark.example',
  'dates.from': '2027-04-05',
  'dates.to': '2027-04-08',
  eventTitle: 'Open workshop',
  eventDate: '2027-04-08',
  eventPlace: 'Main hall',
  eventAudience: 'Neighbours',
  accessNeeds: 'Step-free access',
  noDoubleFunding: 'on',
};

describe('an application as a browser posts it', () => {
  const read = readForm(form('application'), application);

  it('is taken: trimmed, blank rows left out, rows numbered anew', () => {
    expect(read.ok ? [] : read.errors).toEqual([]);
    expect(read.value).toMatchObject({
      theme: 'Makers meet musicians',
      aims: ['new-formats', 'sharing-knowledge'],
      participants: [{ name: 'Manager of the visiting hub', position: 'manager', email: 'manager@the-spark.example' }],
      dates: { from: '2027-04-05', to: '2027-04-08' },
      noDoubleFunding: true,
      invitationLetter: false,
    });
    expect((read.value['activities'] as unknown[]).length).toBe(2);
    expect(read.ok && read.choice).toBe('submitted');
  });

  it('gives the workflow dates, ticks and options, and nothing that names a person', () => {
    expect(read.ok && read.facts).toEqual({
      aims: 'new-formats,sharing-knowledge',
      'participants.0.position': 'manager',
      'dates.from': '2027-04-05',
      'dates.to': '2027-04-08',
      eventDate: '2027-04-08',
      invitationLetter: false,
      travelCover: false,
      noDoubleFunding: true,
    });
  });

  it('reads the same from nested JSON, and from what its own page shows again', () => {
    const again = readForm(form('application'), showForm(form('application'), read.value));
    expect(again).toEqual(read);
    expect(canonicalJson(readForm(form('application'), read.value as FormValue).value)).toBe(canonicalJson(read.value));
  });

  it('says what is missing, field by field, and keeps what was typed', () => {
    const partial = readForm(form('application'), { ...application, theme: ' ', 'activities.3.outcome': '', noDoubleFunding: '' });
    expect(partial.ok ? [] : partial.errors.map((error) => `${error.field} ${error.code}`)).toEqual([
      'theme required',
      'activities.1.outcome required',
      'noDoubleFunding required',
    ]);
    expect(partial.value).toMatchObject({ eventTitle: 'Open workshop' });
  });

  it('may be saved half empty as a draft, but not wrong', () => {
    expect(readForm(form('application'), { theme: 'A' }, { draft: true }).ok).toBe(true);
    const wrong = readForm(form('application'), { 'dates.from': '2027-02-30', 'dates.to': '2027-03-01' }, { draft: true });
    expect(wrong.ok ? [] : wrong.errors).toEqual([{ field: 'dates.from', code: 'bad-date', params: {} }]);
    expect(wrong.value).toEqual({ dates: { from: '2027-02-30', to: '2027-03-01' }, invitationLetter: false, travelCover: false, noDoubleFunding: false });
  });
});

describe('what is refused', () => {
  it.each([
    ['enquiry', { name: 'A\r\nBcc: x@hub.example' }, 'name bad-characters'],
    ['enquiry', { name: 'A "B", C' }, 'name bad-characters'],
    ['enquiry', { name: 'evil \u202e name' }, 'name bad-characters'],
    ['enquiry', { email: 'a@hub.example\nBcc: b@hub.example' }, 'email bad-characters'],
    ['enquiry', { email: 'a@hub.example, b@hub.example' }, 'email bad-email'],
    ['enquiry', { email: '"a b"@hub.example' }, 'email bad-email'],
    ['enquiry', { email: 'Name <a@hub.example>' }, 'email bad-email'],
    ['enquiry', { email: 'a@localhost' }, 'email bad-email'],
    ['enquiry', { theme: 'x\u0000y' }, 'theme bad-characters'],
    ['enquiry', { theme: 'x\ud800y' }, 'theme bad-characters'],
    ['enquiry', { theme: 'x'.repeat(201) }, 'theme too-long'],
    ['enquiry', { visitingHub: '../../etc' }, 'visitingHub bad-hub'],
    ['enquiry', { 'dates.from': '2027-04-08', 'dates.to': '2027-04-05' }, 'dates.to days-reversed'],
    ['enquiry', { position: 'king' }, 'position bad-option'],
    ['availability', { choice: 'maybe' }, 'choice bad-option'],
    ['availability', {}, 'choice required'],
    ['availability', { choice: 'other-dates' }, 'otherDates required'],
    ['availability', { choice: 'not-me' }, 'colleagueEmail required'],
    ['review', { choice: 'decline' }, 'reason required'],
    ['sign', { choice: 'signed', typedName: 'A', bank: 'later' }, 'mayAct required'],
    ['sign', { choice: 'signed', typedName: 'A', mayAct: 'on', bank: 'now', accountHolder: 'Hub', iban: 'BE68539007547035' }, 'iban iban-check'],
    ['visitor-wrap-up', { learned: '6' }, 'learned too-large'],
    ['visitor-wrap-up', { learned: '1.5' }, 'learned bad-number'],
    ['check', { choice: 'accept', cents: '1.010' }, 'cents ambiguous-amount'],
    ['check', { choice: 'accept', cents: '0' }, 'cents amount-too-small'],
    ['check', { choice: 'accept', cents: '-5' }, 'cents negative-amount'],
  ])('%s %j', (name, raw, error) => {
    expect(codes(name, raw)).toContain(error);
  });

  it('refuses more rows than the form has', () => {
    const rows = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`activities.${n}.what`, 'x']));
    expect(codes('application', { ...application, ...rows })).toContain('activities too-many-rows');
  });

  it('drops what does not apply', () => {
    const read = readForm(form('availability'), { choice: 'no', colleagueEmail: 'not even an address', 'otherDates.from': '2027-04-05' });
    expect(read).toEqual({ ok: true, value: { choice: 'no' }, facts: {}, choice: 'no' });
  });
});

describe('costs', () => {
  const costs = {
    choice: 'claimed',
    'daysPresent.0.participant': 'Manager of the visiting hub',
    'daysPresent.0.days': '4',
    outcomes: 'Ten new contacts',
    learned: '5',
    welcomed: '5',
    recommend: '4',
    'costs.0.what': 'Train',
    'costs.0.date': '2027-04-05',
    'costs.0.amount': '412,30',
    'costs.1.line': 'travel',
    'costs.1.traveller': '1',
  };

  it('are cents; a spare row with defaults only is not there; its defaults fill the others', () => {
    const read = readForm(form('visitor-wrap-up'), costs);
    expect(read.ok && read.facts).toEqual({
      'daysPresent.0.days': 4,
      'costs.0.line': 'travel',
      'costs.0.traveller': 1,
      'costs.0.date': '2027-04-05',
      'costs.0.amount': 41230,
      noCosts: false,
    });
    expect(showForm(form('visitor-wrap-up'), read.value)['costs.0.amount']).toBe('412.30');
  });

  it('are kept as typed when they are refused', () => {
    const read = readForm(form('visitor-wrap-up'), { ...costs, 'costs.0.amount': '1e9' });
    expect(read.ok ? [] : read.errors).toEqual([{ field: 'costs.0.amount', code: 'bad-amount', params: {} }]);
    expect(showForm(form('visitor-wrap-up'), read.value)['costs.0.amount']).toBe('1e9');
  });

  it('have spare rows on a page without JavaScript, up to the limit', () => {
    const list = form('visitor-wrap-up').fields.find((field): field is ListField => field.key === 'costs')!;
    expect([rowsToShow(list, {}), rowsToShow(list, { costs: [{}, {}, {}] })]).toEqual([2, 5]);
    expect(rowsToShow(list, { costs: Array.from({ length: 20 }, () => ({})) })).toBe(20);
  });
});

describe('every form of the programme', () => {
  it('answers its question with every choice that the question has', () => {
    for (const kind of promptKinds.filter((each) => definition.prompts[each].form !== undefined)) {
      const { choice, fields } = form(definition.prompts[kind].form!);
      if (choice === undefined) throw new Error(`${kind} has no choice`);
      const offered = 'always' in choice ? [choice.always] : fields.find((field) => field.key === choice.field && field.type === 'choice');
      expect(Array.isArray(offered) ? offered : offered?.type === 'choice' ? offered.options : []).toEqual(promptChoices[kind]);
    }
  });

  it('never throws, and hands facts of harmless types only, whatever is posted', () => {
    const name = fc.constantFrom(...Object.keys(definition.forms));
    const noise = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('choice', 'dates.from', 'activities.0.day', 'costs.0.amount', 'costs', 'aims', 'iban', '__proto__')),
      fc.oneof(fc.string(), fc.jsonValue(), fc.constantFrom('yes', 'signed', '2027-04-05', '1.234,50', '\u0000')),
    );
    fc.assert(
      fc.property(name, noise, (each, raw) => {
        const read = readForm(form(each), raw);
        if (!read.ok) return expect(read.errors.length).toBeGreaterThan(0);
        expect(Object.values(read.facts).every((fact) => ['string', 'number', 'boolean'].includes(typeof fact))).toBe(true);
      }),
    );
  });

  it('marks nothing as a fact that could name somebody', () => {
    for (const { fields } of Object.values(definition.forms)) {
      for (const field of fields.flatMap((each) => (each.type === 'list' ? each.fields : [each]))) {
        if (field.fact) expect(factTypes).toContain(field.type);
      }
    }
  });
});

describe('canonical JSON', () => {
  it('is the same for the same content in any order', () => {
    expect(canonicalJson({ b: [1, { d: null, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[1,{"d":null}]}');
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
