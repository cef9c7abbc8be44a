/** Every sentence that a programme needs, with the values that it may name: derived from the definition. */
import { endings, openStages } from '../kinds/exchange/lifecycle.js';
import { fieldErrorCodes, fieldErrorParams } from '../forms/field-errors.js';
import { refusalParams } from '../eligibility/eligibility.js';
import type { Definition } from '../programme/definition.js';
import type { Field, Form } from '../programme/form-schema.js';
import { healthConditions } from '../programme/health-conditions.js';
import {
  changeKinds,
  hostReasons,
  memberships,
  moments,
  organisationTypes,
  promptChoices,
  promptKinds,
  roles,
  settlementRules,
  slots,
  stopReasons,
  type ChangeKind,
} from '../programme/vocabulary.js';
import { eventTexts } from './event-texts.js';
import { pageTexts } from './page-texts.js';
import { staffPageTexts } from './staff-page-texts.js';

/** What a sentence may name, and whether a catalogue may do without it. */
export interface ExpectedText {
  readonly params: readonly string[];
  readonly optional: boolean;
}

/** Values known wherever one exchange is spoken of; `party` is the hub or role that acts. */
export const exchangeParams = ['reference', 'visitingHub', 'hostingHub', 'firstDay', 'lastDay', 'theme', 'party', 'due', 'amount'] as const;

/** Values that the sentence of a change may name: what is new. `name` is the person who comes instead. */
export const changeParams = {
  dates: ['firstDay', 'lastDay'],
  'fewer-days': ['count', 'firstDay', 'lastDay'],
  participant: ['name', 'position'],
  online: [],
} as const satisfies Record<ChangeKind, readonly string[]>;

/** Values that clauses of the agreement may name; a `Party` is an organisation on behalf of its hub, or one name where both have the same. */
export const agreementParams = [
  'programme', 'edition', 'office', 'reference', 'visitingHub', 'visitingOrganisation', 'visitingParty', 'hostingHub', 'hostingOrganisation', 'hostingParty',
  'firstDay', 'lastDay', 'days', 'participants', 'theme', 'eventTitle', 'eventDate', 'eventPlace', 'visitingAmount', 'hostingAmount',
] as const;

/** Every sentence by its key. */
export function expectedTexts(definition: Definition): ReadonlyMap<string, ExpectedText> {
  const expected = new Map<string, ExpectedText>();
  const need = (key: string, params: readonly string[] = [], optional = false): void => {
    expected.set(key, { params, optional });
  };
  for (const [key, params] of Object.entries({ ...pageTexts, ...staffPageTexts })) need(key, params);
  for (const [event, params] of Object.entries(eventTexts)) need(`events.${event}`, [...exchangeParams, ...params]);
  for (const kind of changeKinds) need(`changes.${kind}`, changeParams[kind]);
  for (const [name, form] of Object.entries(definition.forms)) needForm(name, form, need);
  for (const code of fieldErrorCodes) need(`errors.${code}`, fieldErrorParams[code].map(withoutUnit));
  for (const [code, params] of Object.entries(refusalParams)) need(`refusals.${code}`, [...params, 'party']);
  for (const kind of promptKinds) {
    for (const part of ['question', 'summary', 'waiting', 'onSilence', 'lapsed']) need(`prompts.${kind}.${part}`, exchangeParams);
    for (const choice of promptChoices[kind]) {
      need(`prompts.${kind}.history.${choice}`, [...exchangeParams, 'by']);
      need(`prompts.${kind}.receipts.${choice}`, [...exchangeParams, 'by']);
    }
  }
  for (const stage of [...openStages, ...endings]) {
    need(`stages.${stage}.name`);
    need(`stages.${stage}.explain`, exchangeParams);
  }
  for (const [group, words] of Object.entries({ slots, roles, moments, memberships, organisationTypes, stopReasons, settlementRules, hostReasons })) {
    for (const word of words) need(`${group}.${word}`);
  }
  for (const condition of healthConditions) {
    need(`health.${condition}.name`);
    need(`health.${condition}.explain`, ['count', 'at']);
    need(`health.${condition}.do`);
  }
  for (const party of Object.keys(definition.parties)) need(`parties.${party}`);
  needMoney(definition, need);
  needAgreement(definition, need);
  return expected;
}

type Need = (key: string, params?: readonly string[], optional?: boolean) => void;

function needForm(name: string, form: Form, need: Need): void {
  need(`forms.${name}.title`, exchangeParams);
  need(`forms.${name}.intro`, exchangeParams);
  need(`forms.${name}.submit`);
  for (const section of new Set(form.fields.map((field) => field.section))) {
    if (section !== undefined) need(`forms.${name}.sections.${section}`);
  }
  for (const field of form.fields) needField(`forms.${name}.fields.${field.key}`, field, need);
}

function needField(key: string, field: Field, need: Need): void {
  need(`${key}.label`, exchangeParams);
  need(`${key}.hint`, exchangeParams, true);
  if (field.type === 'list') {
    need(`${key}.row`, ['number']);
    for (const inner of field.fields) needField(`${key}.fields.${inner.key}`, inner, need);
    return;
  }
  for (const option of field.options ?? []) need(`${key}.options.${option}`, exchangeParams);
}

function needMoney(definition: Definition, need: Need): void {
  need('entitlement.unit', ['line', 'units', 'rate', 'granted']);
  need('entitlement.ceiling', ['line', 'claimed', 'ceiling', 'granted']);
  need('entitlement.lump-sum', ['line', 'granted']);
  need('entitlement.cap', ['beforeCap', 'cap']);
  need('entitlement.total', ['total']);
  for (const rules of Object.values(definition.entitlements)) {
    for (const line of [...rules.lines, ...rules.topUps]) need(`entitlement.lines.${line.key}`);
  }
}

function needAgreement(definition: Definition, need: Need): void {
  need('agreement.title', agreementParams);
  need('agreement.intro', agreementParams);
  need('agreement.onBehalf', ['organisation', 'hub']);
  for (const clause of definition.agreement.clauses) {
    need(`agreement.clauses.${clause}.title`);
    need(`agreement.clauses.${clause}.text`, agreementParams);
  }
  for (const annex of definition.agreement.annexes) need(`agreement.annexes.${annex}`);
}

/** Amounts arrive in cents (`minCents`) and are said formatted (`min`). */
function withoutUnit(param: string): string {
  return param.replace(/Cents$/, '');
}
