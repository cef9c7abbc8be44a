import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../libs/domain/forms/canonical-json.js';
import { readForm, type FormValue } from '../../../libs/domain/forms/read-form.js';
import { rowsToShow, showForm } from '../../../libs/domain/forms/show-form.js';
import { factTypes, type Form, type ListField } from '../../../libs/domain/programme/form-schema.js';
import { changeKinds, promptChoices, promptKinds, slots, stopReasons } from '../../../libs/domain/programme/vocabulary.js';
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
      'noDoubleFunding not-ticked',
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
    ['visitor-wrap-up', { choice: 'claimed' }, 'learned not-chosen'],
    ['enquiry', { visitingHub: '../../etc' }, 'visitingHub bad-hub'],
    ['enquiry', { 'dates.from': '2027-04-08', 'dates.to': '2027-04-05' }, 'dates.to days-reversed'],
    ['enquiry', { position: 'king' }, 'position bad-option'],
    ['availability', { choice: 'maybe' }, 'choice bad-option'],
    ['availability', {}, 'choice not-chosen'],
    ['availability', { choice: 'other-dates' }, 'otherDates required'],
    ['availability', { choice: 'not-me' }, 'colleagueEmail required'],
    ['review', { choice: 'decline' }, 'reason required'],
    ['sign', { choice: 'signed', typedName: 'A', bank: 'later' }, 'mayAct not-ticked'],
    ['sign', { choice: 'signed', typedName: 'A', mayAct: 'on', bank: 'now', accountHolder: 'Hub', iban: 'BE68539007547035' }, 'iban iban-check'],
    ['visitor-wrap-up', { learned: '6' }, 'learned too-large'],
    ['visitor-wrap-up', { learned: '1.5' }, 'learned bad-number'],
    ['check', { choice: 'accept', cents: '1.010' }, 'cents ambiguous-amount'],
    ['check', { choice: 'accept', cents: '0' }, 'cents amount-too-small'],
    ['check', { choice: 'accept', cents: '-5' }, 'cents negative-amount'],
  ])('%s %j', (name, raw, error) => {
    expect(codes(name, raw)).toContain(error);
  });

  it('names the characters that cannot be used, where they can be seen', () => {
    const of = (name: string) => {
      const read = readForm(form('enquiry'), { name });
      return read.ok ? [] : read.errors.filter(({ field }) => field === 'name');
    };
    expect(of('Name; <Second>')).toEqual([{ field: 'name', code: 'bad-characters', params: { characters: '; < >' } }]);
    expect(of('evil \u202e name')).toEqual([{ field: 'name', code: 'bad-characters', params: { characters: 'unseen' } }]);
  });

  it('takes a line break in a short text for a space', () => {
    expect(readForm(form('enquiry'), { theme: 'Shared\r\n workshops' }, { draft: true }).value['theme']).toBe('Shared workshops');
  });

  it('refuses more rows than the form has, and no fewer', () => {
    const { max } = form('application').fields.find((field): field is ListField => field.key === 'activities')!;
    const rows = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`activities.${n}.what`, 'x']));
    expect(codes('application', { ...application, ...rows(max) })).not.toContain('activities too-many-rows');
    expect(codes('application', { ...application, ...rows(max + 1) })).toContain('activities too-many-rows');
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
    receipts: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
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

  it('need a receipt once there is one; ticked files go, and nothing but ids of files is taken', () => {
    const ids = ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff', '7f9619ff-8b86-4d01-b42d-00cf4fc964ff'];
    const kept = readForm(form('visitor-wrap-up'), { ...costs, receipts: ids, 'receipts.remove': ids[0] });
    expect(kept.ok && kept.value['receipts']).toEqual([ids[1]]);
    expect(kept.ok && Object.keys(kept.facts)).not.toContain('receipts');
    const code = (over: object): string[] => {
      const read = readForm(form('visitor-wrap-up'), { ...costs, ...over });
      return read.ok ? [] : read.errors.map((error) => `${error.field} ${error.code}`);
    };
    expect(code({ receipts: ids, 'receipts.remove': ids })).toEqual(['receipts not-chosen']);
    expect(code({ receipts: '../../etc/passwd' })).toEqual(['receipts unknown-file']);
    expect(code({ receipts: Array.from({ length: 11 }, (_, n) => ids[0]!.replace('6f', n.toString(16).padStart(2, '0'))) })).toEqual(['receipts too-many-files']);
    expect(code({ 'costs.0.what': '', 'costs.0.date': '', 'costs.0.amount': '', receipts: '', noCosts: 'on' })).toEqual([]);
  });

  it('are kept as long as nobody said whether they count, and dropped when somebody says that they do not', () => {
    const { choice: _choice, ...undecided } = costs;
    const read = readForm(form('visitor-wrap-up'), undecided);
    expect(read.ok ? [] : read.errors.map(({ field, code }) => `${field} ${code}`)).toEqual(['choice not-chosen']);
    expect(read.value).toMatchObject({ costs: [{ what: 'Train' }], receipts: [costs.receipts] });
    expect(readForm(form('visitor-wrap-up'), undecided, { draft: true }).value).toEqual(read.value);
    expect(Object.keys(readForm(form('visitor-wrap-up'), { ...costs, choice: 'nothing-to-claim' }, { draft: true }).value)).not.toContain('receipts');
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

describe('the forms of the other roads', () => {
  const other = { mail: 'colleague@the-spark.example' };

  it('asks for a hub only when one is chosen, and keeps its date as a fact', () => {
    expect(codes('choose-host', { choice: 'chosen' })).toEqual(['hub not-chosen']);
    const help = readForm(form('choose-host'), { choice: 'help', hub: 'the-spark', 'dates.from': '2027-04-05', 'dates.to': '2027-04-06', message: 'A warm place, please' });
    expect(help).toEqual({ ok: true, choice: 'help', value: { choice: 'help', message: 'A warm place, please' }, facts: {} });
    const chosen = readForm(form('choose-host'), { choice: 'chosen', hub: 'the-spark', 'dates.from': '2027-04-05', 'dates.to': '2027-04-06' });
    expect(chosen.ok && chosen.facts).toEqual({ hub: 'the-spark', 'dates.from': '2027-04-05', 'dates.to': '2027-04-06' });
  });

  it('takes costs after a stop only when each of them cannot be refunded', () => {
    const cost = { what: 'Train', date: '2027-03-01', amount: '80.50' };
    expect(codes('settlement', { choice: 'claimed' })).toEqual(['costs required']);
    const proofs = ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff'];
    expect(codes('settlement', { choice: 'claimed', costs: [cost], proofs })).toEqual(['costs.0.notRefundable not-ticked']);
    expect(codes('settlement', { choice: 'claimed', costs: [{ ...cost, notRefundable: 'on' }] })).toEqual(['proofs not-chosen']);
    const read = readForm(form('settlement'), { choice: 'claimed', costs: [{ ...cost, notRefundable: 'on' }], proofs, note: 'The operator said no' });
    expect(read.ok && read.choice).toBe('claimed');
    expect(read.ok && read.facts).toEqual({ 'costs.0.date': '2027-03-01', 'costs.0.amount': 8050, 'costs.0.notRefundable': true });
    expect(codes('settlement', { choice: 'nothing-to-claim' })).toEqual([]);
  });

  it('asks of a change what this kind of change needs, and gives no name to the workflow', () => {
    const reason = 'The person who was to travel is ill';
    expect(codes('change', { what: 'dates', reason })).toEqual(['dates required']);
    expect(codes('change', { what: 'fewer-days', reason })).toEqual(['days not-chosen']);
    expect(codes('change', { what: 'participant', reason })).toEqual(['substituteName required', 'substitutePosition not-chosen', 'substituteEmail required']);
    expect(codes('change', { what: 'online', reason })).toEqual([]);
    const read = readForm(form('change'), { what: 'participant', substituteName: 'Another manager', substitutePosition: 'manager', substituteEmail: other.mail, reason });
    expect(read.ok && read.facts).toEqual({ what: 'participant', participant: 1, substitutePosition: 'manager' });
  });

  it('gives the days that count in the shape from which an entitlement is computed', () => {
    const read = readForm(form('contradiction'), { daysPresent: [{ participant: 'Manager', days: '3' }], reason: 'The list of those present' });
    expect(read.ok && read.facts).toEqual({ 'daysPresent.0.days': 3 });
    expect(codes('contradiction', { reason: 'x' })).toEqual(['daysPresent required']);
  });

  it('offers exactly the reasons, changes, parties and parts that there are', () => {
    const optionsOf = (name: string, key: string): readonly string[] | undefined => {
      const field = form(name).fields.find((each) => each.key === key);
      return field === undefined || field.type === 'list' ? undefined : field.options;
    };
    for (const name of ['withdraw', 'cancel']) expect(optionsOf(name, 'reason')).toEqual([...stopReasons]);
    expect(optionsOf('change', 'what')).toEqual([...changeKinds]);
    expect(optionsOf('replace-contact', 'slot')).toEqual(slots.filter((slot) => slot !== 'participant')); // who travels is the plan's
    for (const name of ['replace-contact', 'correct']) expect(optionsOf(name, 'party')).toEqual(Object.keys(definition.parties));
  });

  it('wants words for both hubs before anything is stopped or postponed', () => {
    for (const name of ['withdraw', 'cancel', 'pause', 'incident']) expect(codes(name, {})).toContain('words required');
    expect(codes('recovery', { choice: 'written-off' })).toEqual(['reason required']);
    expect(codes('correct', { party: 'visiting', direction: 'less', amount: '0', reason: 'Audit' })).toEqual(['amount amount-too-small']);
    expect(codes('extend', { until: '2027-02-29', reason: 'x' })).toEqual(['until bad-date']);
  });
});
