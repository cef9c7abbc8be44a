/** Rules between the values of a definition: what the schema of each value alone cannot see. */
import { eachParty, type Definition, type PromptPolicy } from './definition.js';
import { durationOf, roughHours } from './durations.js';
import { checkForm } from './form-checks.js';
import type { Finding } from './problems.js';
import { addressees, possibleLapses } from './story.js';
import { promptKinds, type PromptKind } from './vocabulary.js';

/** Everything that contradicts something else in the definition. */
export function checkDefinition(definition: Definition): Finding[] {
  return [
    ...checkEdition(definition),
    ...checkCalendar(definition),
    ...checkParties(definition),
    ...checkEligibilityRules(definition),
    ...checkMoney(definition),
    ...promptKinds.flatMap((kind) => checkPrompt(definition, kind)),
    ...checkMoments(definition),
    ...checkAgreement(definition),
    ...checkBrand(definition),
    ...Object.entries(definition.forms).flatMap(([name, form]) => checkForm(definition, name, form)),
  ];
}

function checkEdition({ edition }: Definition): Finding[] {
  const findings: Finding[] = [];
  if (edition.closes <= edition.opens) {
    findings.push({ path: ['edition', 'closes'], problem: `the edition closes (${edition.closes}) before it opens (${edition.opens})` });
  }
  if (edition.visits.until < edition.visits.from) {
    findings.push({ path: ['edition', 'visits', 'until'], problem: 'the last visit lies before the first' });
  }
  return findings;
}

function checkCalendar({ calendar }: Definition): Finding[] {
  const findings: Finding[] = [];
  if (calendar.mailHours.to <= calendar.mailHours.from) {
    findings.push({ path: ['calendar', 'mailHours', 'to'], problem: 'mail hours end before they begin' });
  }
  if (calendar.remindAt < calendar.mailHours.from || calendar.remindAt >= calendar.mailHours.to) {
    findings.push({ path: ['calendar', 'remindAt'], problem: `reminders at ${calendar.remindAt} lie outside the mail hours` });
  }
  calendar.quietPeriods.forEach(({ from, to }, index) => {
    const wholeYear = from === '01-01' && to === '12-31';
    if (wholeYear) findings.push({ path: ['calendar', 'quietPeriods', index], problem: 'a quiet period cannot last all year' });
  });
  return findings;
}

function checkParties(definition: Definition): Finding[] {
  const ids = Object.keys(definition.parties);
  const findings: Finding[] = [];
  if (ids.length === 0) findings.push({ path: ['parties'], problem: 'a programme has at least one party' });
  if (ids.includes(eachParty)) {
    findings.push({ path: ['parties', eachParty], problem: `"${eachParty}" stands for every party and cannot name one` });
  }
  for (const [id, { participants }] of Object.entries(definition.parties)) {
    if (participants.max < participants.min) {
      findings.push({
        path: ['parties', id, 'participants', 'max'],
        problem: `at most ${participants.max} participants is fewer than at least ${participants.min}`,
      });
    }
    if (definition.entitlements[id] === undefined) {
      findings.push({ path: ['parties', id], problem: `the party "${id}" has no entry under entitlements` });
    }
    if (definition.messages.parties[id] === undefined) {
      findings.push({ path: ['parties', id], problem: `the party "${id}" has no entry under messages.parties` });
    }
  }
  for (const group of ['entitlements', 'messages'] as const) {
    const named = group === 'entitlements' ? definition.entitlements : definition.messages.parties;
    const path = group === 'entitlements' ? ['entitlements'] : ['messages', 'parties'];
    for (const id of Object.keys(named).filter((each) => !ids.includes(each))) {
      findings.push({ path: [...path, id], problem: `there is no party "${id}"`, allowed: ids });
    }
  }
  return [...findings, ...checkBudgets(definition)];
}

/** Every budget of another road names every party, and none names a party that there is not. */
function checkBudgets({ parties, messages }: Definition): Finding[] {
  const ids = Object.keys(parties);
  return (['roads', 'detours'] as const).flatMap((group) =>
    Object.entries(messages[group]).flatMap(([name, budget]): Finding[] => {
      const path = ['messages', group, name, 'parties'];
      const named = Object.keys(budget.parties);
      const missing = group === 'roads' ? ids.filter((id) => !named.includes(id)) : [];
      return [
        ...missing.map((id) => ({ path, problem: `the party "${id}" has no entry here` })),
        ...named
          .filter((id) => !ids.includes(id))
          .map((id) => ({ path: [...path, id], problem: `there is no party "${id}"`, allowed: ids })),
      ];
    }),
  );
}

function checkEligibilityRules({ eligibility }: Definition): Finding[] {
  const { minDays, maxDays } = eligibility.stay;
  return maxDays < minDays
    ? [{ path: ['eligibility', 'stay', 'maxDays'], problem: `a stay of at most ${maxDays} days is shorter than at least ${minDays}` }]
    : [];
}

function checkMoney(definition: Definition): Finding[] {
  const findings: Finding[] = [];
  for (const [party, rules] of Object.entries(definition.entitlements)) {
    const seen = new Set<string>();
    (['lines', 'topUps'] as const).forEach((group) => {
      rules[group].forEach((line, index) => {
        if (seen.has(line.key)) {
          findings.push({ path: ['entitlements', party, group, index, 'key'], problem: `the line "${line.key}" stands here twice` });
        }
        seen.add(line.key);
      });
    });
    rules.topUps.forEach((line, index) => {
      if (line.when === undefined) {
        findings.push({
          path: ['entitlements', party, 'topUps', index],
          problem: `the top-up "${line.key}" has no condition; without one it belongs to the lines and the cap`,
        });
      }
    });
  }
  const caps = Object.values(definition.entitlements).reduce((total, rules) => total + rules.cap, 0);
  if (caps > definition.edition.budget) {
    findings.push({ path: ['edition', 'budget'], problem: 'the budget does not pay for a single exchange at the caps' });
  }
  return findings;
}

function checkPrompt(definition: Definition, kind: PromptKind): Finding[] {
  const policy = definition.prompts[kind];
  const at = (...path: (string | number)[]): (string | number)[] => ['prompts', kind, ...path];
  return [
    ...checkAddressee(definition, kind, policy),
    ...checkDeadlines(kind, policy),
    ...(policy.form !== undefined && definition.forms[policy.form] === undefined
      ? [{ path: at('form'), problem: `there is no form "${policy.form}"`, allowed: Object.keys(definition.forms) }]
      : []),
    ...(policy.form === undefined && !('role' in policy.to && policy.to.role === 'programme')
      ? [{ path: at(), problem: 'a question to people needs a form' }]
      : []),
    ...(possibleLapses[kind] === policy.onLapse
      ? []
      : [{ path: at('onLapse'), problem: `silence on ${kind} cannot lead to ${policy.onLapse}`, allowed: [possibleLapses[kind]] }]),
    ...(policy.noticeBefore !== undefined && policy.onLapse !== 'settle-without'
      ? [{ path: at('noticeBefore'), problem: `"noticeBefore" has a meaning only with onLapse settle-without, not with ${policy.onLapse}` }]
      : []),
    // The settlement's own mail already says that nothing can be paid after its date.
    ...(policy.onLapse === 'settle-without' && policy.noticeBefore === undefined && kind !== 'settlement'
      ? [{ path: at('onLapse'), problem: 'nobody loses money without a notice: settle-without needs noticeBefore' }]
      : []),
  ];
}

function checkAddressee(definition: Definition, kind: PromptKind, { to }: PromptPolicy): Finding[] {
  if ('party' in to && to.party !== eachParty && definition.parties[to.party] === undefined) {
    const allowed = [...Object.keys(definition.parties), eachParty];
    return [{ path: ['prompts', kind, 'to', 'party'], problem: `there is no party "${to.party}"`, allowed }];
  }
  const said = 'role' in to ? to.role : `${to.party}/${to.slot}`;
  if (said === addressees[kind]) return [];
  return [{ path: ['prompts', kind, 'to'], problem: `${kind} is a question to ${addressees[kind]}, not to ${said}` }];
}

function checkDeadlines(kind: PromptKind, policy: PromptPolicy): Finding[] {
  if (policy.due === 'edition-closes') return [];
  const due = hours(policy.due);
  const findings: Finding[] = [];
  if (policy.closes !== undefined && policy.closes !== 'edition-closes') {
    if (certainlyBefore(policy.closes, policy.due)) {
      findings.push({
        path: ['prompts', kind, 'closes'],
        problem: `the question closes (${policy.closes}) before it is due (${policy.due})`,
      });
    }
    if (policy.noticeBefore !== undefined && hours(policy.noticeBefore) >= hours(policy.closes)) {
      findings.push({
        path: ['prompts', kind, 'noticeBefore'],
        problem: `the notice (${policy.noticeBefore} before closing) would go before the question is asked (it closes after ${policy.closes})`,
      });
    }
  }
  policy.reminders.forEach((reminder, index) => {
    if (hours(reminder) >= due) {
      findings.push({
        path: ['prompts', kind, 'reminders', index],
        problem: `the reminder after ${reminder} does not come before the due date (${policy.due})`,
      });
    }
    const before = policy.reminders[index - 1];
    if (before !== undefined && hours(reminder) <= hours(before)) {
      findings.push({
        path: ['prompts', kind, 'reminders', index],
        problem: `the reminder after ${reminder} does not come after the one before it (${before})`,
      });
    }
  });
  return findings;
}

function checkMoments({ moments }: Definition): Finding[] {
  return Object.entries(moments).flatMap(([moment, rule]): Finding[] =>
    rule.at === undefined && rule.from !== 'edition-closes'
      ? [{ path: ['moments', moment], problem: 'a moment on a day needs its local time "at"' }]
      : [],
  );
}

function checkBrand({ brand, languages }: Definition): Finding[] {
  return Object.keys(brand.byLanguage ?? {})
    .filter((language) => !languages.includes(language))
    .map((language) => ({ path: ['brand', 'byLanguage', language], problem: `"${language}" is none of the programme's languages`, allowed: languages }));
}

function checkAgreement({ agreement, languages }: Definition): Finding[] {
  return languages.includes(agreement.bindingLanguage)
    ? []
    : [
        {
          path: ['agreement', 'bindingLanguage'],
          problem: `the binding language "${agreement.bindingLanguage}" is none of the programme's languages`,
          allowed: languages,
        },
      ];
}

function hours(duration: string): number {
  return roughHours(durationOf(duration));
}

/** Compared roughly, so that seven working days and nine calendar days are not called wrong. */
function certainlyBefore(closes: string, due: string): boolean {
  return hours(closes) < hours(due);
}
