import { describe, expect, it } from '@jest/globals';
import { compiledPolicyLimit, compilePolicy } from '../../../libs/domain/programme/compiled-policy.js';
import { definitionJsonSchema } from '../../../libs/domain/programme/definition.js';
import { problemLine, type DefinitionProblem } from '../../../libs/domain/programme/problems.js';
import { readDefinition } from '../../../libs/domain/programme-file/read-definition.js';
import { budgetOf } from '../../../libs/domain/programme/message-budget.js';
import { detours, promptKinds, roads } from '../../../libs/domain/programme/vocabulary.js';
import { programmeA, readShipped, shippedFile } from './shipped.js';

function problemsOf(changes: [string, string][], texts: [string, string][] = []): readonly DefinitionProblem[] {
  const read = readShipped(changes, texts);
  return read.ok ? [] : read.problems;
}

function lineOf(file: string, part: string): number {
  const { text } = shippedFile(file);
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

describe('the shipped definition of programme A', () => {
  it('is valid, with its texts', () => {
    const read = readShipped();
    expect(read.ok ? [] : read.problems.map(problemLine)).toEqual([]);
  });

  it('has a JSON Schema for editors that is fresh', () => {
    const { text } = shippedFile('definition.schema.json');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(definitionJsonSchema())));
    expect(shippedFile('definition.yaml').text.split('\n')[0]).toBe('# yaml-language-server: $schema=./definition.schema.json');
  });

  it('declares 19 mails, 8 questions to hubs and 5 acts of staff', () => {
    const { messages } = programmeA().definition;
    const parties = Object.values(messages.parties);
    expect(parties.reduce((sum, party) => sum + party.mails, 0)).toBe(19);
    expect(parties.reduce((sum, party) => sum + party.questions, 0)).toBe(8);
    expect(Object.values(messages.staff).reduce((sum, role) => sum + role.acts, 0)).toBe(5);
  });

  it('declares a budget for every other road, none of them above what a whole exchange takes and its ending', () => {
    const { messages } = programmeA().definition;
    for (const road of roads) {
      const { parties, staff } = budgetOf(messages, road);
      expect(Object.keys(parties)).toEqual(['visiting', 'hosting']);
      for (const [party, budget] of Object.entries(parties)) {
        expect(budget.questions).toBeLessThanOrEqual(messages.parties[party]?.questions ?? 0);
        expect(budget.mails).toBeLessThanOrEqual((messages.parties[party]?.mails ?? 0) + 2);
      }
      expect(staff.coordinator?.acts).toBeGreaterThan(0);
    }
  });

  it('adds to a budget what each detour adds, for whom it concerns, each time it is taken', () => {
    const { messages } = programmeA().definition;
    expect(budgetOf(messages, 'happy')).toEqual({ parties: messages.parties, staff: messages.staff });
    const { parties, staff } = budgetOf(messages, 'expired', [
      { detour: 'reminder', party: 'hosting' },
      { detour: 'reminder', party: 'hosting' },
      { detour: 'request-changes', party: 'visiting' },
      { detour: 'pause' },
    ]);
    expect(parties).toEqual({ visiting: { mails: 6 + 2 + 2, questions: 3 }, hosting: { mails: 4 + 2 + 2, questions: 2 } });
    expect(staff).toEqual({ coordinator: { acts: 2 }, lead: { acts: 3 } });
    // The definition itself is left as it was.
    expect(messages.roads.expired.parties['hosting']).toEqual({ mails: 4, questions: 2 });
    for (const detour of detours) {
      const more = budgetOf(messages, 'happy', [{ detour }]);
      expect(more).not.toEqual(budgetOf(messages, 'happy'));
    }
  });

  it('pays proven costs after force majeure and illness, and nothing for other reasons', () => {
    expect(compilePolicy(programmeA().definition).settlement).toEqual({
      'force-majeure': 'proven-costs',
      illness: 'proven-costs',
      organisation: 'nothing',
      other: 'nothing',
    });
  });

  it('compiles to a policy that fits into a workflow input', () => {
    const policy = compilePolicy(programmeA().definition);
    expect(Buffer.byteLength(JSON.stringify(policy))).toBeLessThanOrEqual(compiledPolicyLimit);
    expect(Object.keys(policy.prompts)).toEqual([...promptKinds]);
    expect(policy.prompts.review).toEqual({ escalateTo: 'lead' });
    expect(policy.parties['hosting']).toEqual({ part: 'hosts', paid: 'after-wrap-up' });
  });

  it('compiles a grant paid in advance to its cents', () => {
    const read = readShipped([["amount: '500.00', per: party }\n    topUps: []\n    paid: after-wrap-up", "amount: '500.00', per: party }\n    topUps: []\n    paid: in-advance"]]);
    expect(read.ok && compilePolicy(read.definition).parties['hosting']).toEqual({ part: 'hosts', paid: 'in-advance', advanceCents: 50000 });
  });

  it('hashes the same content to the same text, whatever the order and the comments', () => {
    const plain = readShipped();
    const commented = readShipped([['id: p2p-learning\nversion: 1\n', 'version: 1 # the first\nid: p2p-learning\n']]);
    expect(plain.ok && commented.ok && plain.sha256Input === commented.sha256Input).toBe(true);
  });
});

describe('a definition with a mistake is refused with file, line, path and what is allowed', () => {
  const cases: [name: string, change: [string, string], at: string, path: string, says: RegExp][] = [
    ['a typo in a key', ['referencePrefix:', 'referncePrefix:'], 'referencePrefix:', 'referncePrefix', /"referncePrefix" is not known here; did you mean "referencePrefix"/],
    ['a typo in a nested key', ['    onLapse: offer-hosts\n  dates:', '    onLaps: offer-hosts\n  dates:'], '    onLapse: offer-hosts\n  dates:', 'prompts.availability.onLaps', /did you mean "onLapse"/],
    ['an unknown rule', ['rule: unit', 'rule: unti'], 'key: subsistence, rule: unit', 'entitlements.visiting.lines.1.rule', /"unti" is not known here; did you mean "unit"/],
    ['a negative cap', ["cap: '1175.00'", "cap: '-1175.00'"], "cap: '1175.00'", 'entitlements.visiting.cap', /-1175\.00 is negative/],
    ['an amount with three decimals', ["cap: '1175.00'", "cap: '1175.000'"], "cap: '1175.00'", 'entitlements.visiting.cap', /is no amount/],
    ['an amount that is a number', ["cap: '1175.00'", 'cap: 1175'], "cap: '1175.00'", 'entitlements.visiting.cap', /quoted text/],
    ['a reminder after the due date', ['reminders: [3wd, 6wd]', 'reminders: [3wd, 9wd]'], 'reminders: [3wd, 6wd]', 'prompts.availability.reminders.1', /does not come before the due date \(7wd\)/],
    ['reminders out of order', ['reminders: [4wd, 8wd]', 'reminders: [8wd, 4wd]'], 'reminders: [4wd, 8wd]', 'prompts.sign.reminders.1', /does not come after/],
    ['closing before the due date', ['closes: 15wd', 'closes: 5wd'], 'closes: 15wd', 'prompts.sign.closes', /closes \(5wd\) before it is due \(10wd\)/],
    ['an unknown duration', ['due: 7wd', 'due: 7weeks'], 'due: 7wd', 'prompts.availability.due', /no duration; write 7wd/],
    ['an unknown lapse', ['onLapse: close-quietly', 'onLapse: close-quitely'], 'onLapse: close-quietly', 'prompts.follow-up.onLapse', /did you mean "close-quietly"/],
    ['an unknown choice', ["options: [approve, request-changes, decline]", 'options: [approve, request-changes, declne]'], 'options: [approve, request-changes, decline]', 'forms.review.fields.0.options', /"declne" is no choice of "review"/],
    ['a missing form', ['form: availability', 'form: availabilty'], 'form: availability', 'prompts.availability.form', /no form "availabilty"/],
    ['an unknown party', ['{ party: hosting, slot: manager }', '{ party: hostng, slot: manager }'], '{ party: hosting, slot: manager }', 'prompts.availability.to.party', /no party "hostng"/],
    ['an unknown slot', ['{ party: hosting, slot: manager }', '{ party: hosting, slot: manger }'], '{ party: hosting, slot: manager }', 'prompts.availability.to.slot', /did you mean "manager"/],
    ['a question to somebody else than the story asks', ['  review:\n    to: { role: coordinator }', '  review:\n    to: { role: finance }'], 'to: { role: coordinator }\n    form: review', 'prompts.review.to', /review is a question to coordinator, not to finance/],
    ['a question to the other party', ['  dates:\n    to: { party: visiting', '  dates:\n    to: { party: hosting'], 'to: { party: visiting, slot: manager }\n    form: dates', 'prompts.dates.to', /a question to visiting\/manager, not to hosting\/manager/],
    ['silence that leads where the story does not go', ['form: application\n    due: 14d\n    reminders: [7d, 12d]\n    onLapse: expire', 'form: application\n    due: 14d\n    reminders: [7d, 12d]\n    onLapse: ask-again'], 'onLapse: expire\n  review', 'prompts.application.onLapse', /silence on application cannot lead to ask-again/],
    ['a bad zone', ['zone: Europe/Brussels', 'zone: Europe/Bruxelles'], 'zone: Europe/Brussels', 'zone', /no time zone/],
    ['an unknown settlement', ['illness: proven-costs', 'illness: proven-cost'], 'illness: proven-costs', 'settlement.illness', /did you mean "proven-costs"/],
    ['a reason that nobody can give', ['  illness: proven-costs', '  weather: proven-costs'], '  illness: proven-costs', 'settlement.weather', /"weather" is not known here/],
    ['silence that costs money without a notice', ['    noticeBefore: 10wd\n  visitor-wrap-up', '  visitor-wrap-up'], 'settle-without\n    escalateTo: coordinator\n    noticeBefore: 10wd\n  visitor-wrap-up', 'prompts.host-wrap-up.onLapse', /nobody loses money without a notice/],
    ['a road without a party', ['declined:\n      parties: { visiting: { mails: 4, questions: 1 }, hosting', 'declined:\n      parties: { visiting: { mails: 4, questions: 1 }, guest'], '      parties: { visiting: { mails: 4, questions: 1 }, hosting', 'messages.roads.declined.parties', /the party "hosting" has no entry here/],
    ['a detour of nobody', ['other-dates: { parties: { visiting', 'other-dates: { parties: { visitng'], '    other-dates: { parties: { visiting', 'messages.detours.other-dates.parties.visitng', /no party "visitng"/],
    ['a duplicate key', ['name: P2P Learning Program\n', 'name: P2P Learning Program\nname: again\n'], 'referencePrefix:', '', /the key "name" stands here twice/],
    ['no YAML at all', ['brand:', 'brand: ['], '', '', /no valid YAML/],
    ['a missing section', ['hosts: { offered', 'hots: { offered'], 'hosts: { offered', 'hots', /did you mean "hosts"/],
    ['an edition that ends before it begins', ['closes: 2027-12-31T23:59', 'closes: 2025-12-31T23:59'], 'closes: 2027-12-31T23:59', 'edition.closes', /before it opens/],
  ];
  for (const [name, change, at, path, says] of cases) {
    it(name, () => {
      const problems = problemsOf([change]);
      const found = problems.find((problem) => says.test(problem.problem) && (path === '' || problem.path === path));
      expect({ found, all: problems.map(problemLine) }).toMatchObject({ found: { file: 'definition.yaml' } });
      if (at !== '') expect(found?.line).toBe(lineOf('definition.yaml', at));
    });
  }

  it('names what is allowed for a key, a value and a rule', () => {
    const [key] = problemsOf([['referencePrefix:', 'referncePrefix:']]).filter((problem) => problem.path === 'referncePrefix');
    expect(key?.allowed).toContain('referencePrefix');
    expect(key?.allowed).toContain('calendar');
    const [rule] = problemsOf([['rule: unit', 'rule: unti']]);
    expect(rule?.allowed).toEqual(['unit', 'ceiling', 'lump-sum']);
    const [lineKey] = problemsOf([['maxUnits: 5', 'maxUnit: 5']]).filter((problem) => problem.path.endsWith('maxUnit'));
    expect(lineKey?.allowed).toContain('maxUnits');
  });

  it('refuses a field that would carry a name or free text to the workflow', () => {
    const [problem] = problemsOf([['{ key: theme, type: short-text, section: plan, required: true, max: 200 }', '{ key: theme, type: short-text, section: plan, fact: true }']]);
    expect(problem?.problem).toMatch(/never goes to the workflow/);
  });

  it('refuses to save half done what is typed behind a code, and bank details', () => {
    const problems = problemsOf([['  sign:\n    choice: { field: choice }\n', '  sign:\n    choice: { field: choice }\n    long: true\n']]);
    expect(problems.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([
      'forms.sign.long: this form answers "sign", which needs a code: it cannot be saved half done',
      'forms.sign.long: bank details ("iban") are never saved half done',
      'forms.sign.long: bank details ("bic") are never saved half done',
    ]);
  });

  it('refuses a default answer', () => {
    const [problem] = problemsOf([['{ key: choice, type: choice, required: true, options: [accept, decline] }', '{ key: choice, type: choice, required: true, options: [accept, decline], default: accept }']]);
    expect(problem?.problem).toMatch(/no default choice/);
  });

  it('refuses an empty file, a list and an alias', () => {
    for (const text of ['', '[]', 'id: &a x\nname: *a\n']) {
      const read = readDefinition('definition.yaml', text, [], []);
      expect(read.ok).toBe(false);
      expect(!read.ok && read.problems.length > 0 && read.problems.every((problem) => problem.line >= 1)).toBe(true);
    }
  });
});

describe('texts with a mistake are refused with their line', () => {
  const cases: [string, [string, string], string, RegExp][] = [
    ['a missing text', ['      newLink: Send me a new link\n', ''], 'texts.pages.notFound.newLink', /the text "pages.notFound.newLink" is missing/],
    ['a text that nothing says', ['      travel: Travel\n', '      travel: Travel\n      travle: Travel\n'], 'texts.entitlement.lines.travle', /nothing says the text "entitlement.lines.travle"; did you mean "entitlement.lines.travel"/],
    ['an unknown value in a mail', ['Good news: {hostingHub}', 'Good news: {hostHub}'], 'mails.application.paragraphs.0', /nobody fills in \{hostHub\} here/],
    ['an unknown value in a sentence', ["'Number {reference}. {programme}", "'Number {number}. {programme}"], 'texts.agreement.intro', /nobody fills in \{number\}/],
    ['a broken message', ["'Number {reference}. {programme}", "'Number {reference. {programme}"], 'texts.agreement.intro', /no valid ICU message/],
    ['a missing mail', ['  sign-in:\n    subject', '  sign-on:\n    subject'], 'mails.sign-in', /the mail "sign-in" is missing/],
    ['an unknown part of a mail', ['mails: {}', 'mails:\n  consent:\n    subject: Do you agree?\n    preheder: Please say\n    paragraphs: [Please say.]'], '', /preheder/],
  ];
  for (const [name, change, path, says] of cases) {
    it(name, () => {
      const problems = problemsOf([], [change]);
      const found = problems.find((problem) => says.test(problem.problem) && (path === '' || problem.path === path));
      expect({ found, all: problems.map(problemLine) }).toMatchObject({ found: { file: 'texts/en.yaml' } });
      expect(found?.line).toBeGreaterThan(1);
    });
  }

  it('misses a language without a file', () => {
    expect(problemsOf([['languages: [en,', 'languages: [en, de,']]).map((problem) => problem.problem)).toContain(
      'there is no text file for the language "de"',
    );
  });
});
