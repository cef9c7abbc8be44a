import { exchangeInputOf, PaperOffice, readProgramme, type PaperOfficeOptions } from '../../../infra/rehearse/paper-office.js';
import { happyScript, peopleOf, type Reply, type Script } from '../../../infra/rehearse/people.js';
import type { ChangeInput, ExchangeInput, ExtendInput, Facts, StopInput } from '../../../libs/contracts/dossier/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import type { Definition } from '../../../libs/domain/programme/definition.js';
import { retell } from './retell.js';
import { tell, type Act, type Circumstances, type Told } from './virtual-desk.js';

export const programme = readProgramme();
/** Programme A with one difference: the host's grant is paid before the visit. */
export const advanceProgramme: Definition = {
  ...programme,
  entitlements: { ...programme.entitlements, hosting: { ...programme.entitlements['hosting']!, paid: 'in-advance' } },
};

/** The days of every visit in these scenarios. */
export const visit = { firstDay: '2027-03-08', lastDay: '2027-03-11' };

/** What is different from the happy exchange. */
export interface Differences {
  script?: Script;
  definition?: Definition;
  input?: Partial<ExchangeInput>;
  office?: Partial<PaperOfficeOptions>;
  circumstances?: Circumstances;
}

/** Tells an exchange in which everybody does as in the happy one, with these differences. */
export async function tellWith({ script, definition = programme, input, office, circumstances }: Differences = {}): Promise<Told & { lines: string[] }> {
  const told = await tell(
    exchangeInputOf(definition, 'P2P-2026-0042', input),
    new PaperOffice(definition, { visit, ...office }),
    peopleOf({ ...happyScript, ...script }),
    circumstances,
  );
  return { ...told, lines: retell(told.journal) };
}

/** A reply after some days, two if not said otherwise. */
export function reply(choice: string, facts?: Facts, afterDays = 2): Reply {
  return { choice, afterDays, ...(facts && { facts }) };
}

/** A party steps back, or staff end the exchange. */
export function stop(stage: Stage, ending: StopInput['ending'], differences: Partial<StopInput> = {}, afterDays = 0.1): Act {
  const input: StopInput = { ending, reason: 'other', by: 'somebody', ...differences };
  return act(stage, afterDays, (control) => control.refusal({ kind: 'stop' }) ?? void control.stop(input));
}

/** An act that the workflow's handlers would take or refuse. */
export function act(stage: Stage, afterDays: number, perform: Act['perform']): Act {
  return { stage, afterDays, perform };
}

/** The visitor asks for other dates; the host has to agree. */
export function change(stage: Stage, afterDays: number): Act {
  const input: ChangeInput = { leg: '1', change: 'change-1', what: 'dates', consentOf: ['hosting'], by: 'visitor' };
  return act(stage, afterDays, (control) => control.refusal({ kind: 'change' }) ?? void control.change(input));
}

/** Staff give three weeks more for every open question. */
export function extendAll(stage: Stage, afterDays: number): Act {
  return act(stage, afterDays, (control, desk) => {
    const until = new Date(Date.parse(desk.now()) + 21 * 24 * 3_600_000).toISOString();
    for (const { prompt } of desk.prompts.openPrompts()) {
      const input: ExtendInput = { prompt, until, by: 'staff' };
      const refused = control.refusalToExtend(input);
      if (refused) return refused;
      control.extend(input);
    }
    return undefined;
  });
}

/** What it takes to stand in a stage for some days. */
const standingIn = {
  matching: { input: { startAt: 'matching' }, script: { 'pick-host': [reply('picked', {}, 3)] } },
  'host-asked': {},
  'choosing-host': { script: { availability: [reply('no')] } },
  'agreeing-dates': { script: { availability: [reply('other-dates')] } },
  applying: {},
  queued: { office: { place: 'waiting' } },
  'in-review': {},
  signing: {},
  preparing: {},
  travelling: {},
  'wrapping-up': {},
} satisfies Record<string, Differences>;

const stopped = Object.fromEntries(
  (Object.entries(standingIn) as [Stage, Differences][]).flatMap(([stage, differences]) =>
    (['withdrawn', 'cancelled'] as const).map((ending) => [
      `${ending} while ${stage}`,
      { ...differences, circumstances: { acts: [stop(stage, ending)] } },
    ]),
  ),
) as Record<string, Differences>;

/** Ways in which exchanges go; together they take every transition. */
export const scenarios = {
  happy: {},
  'host says no, another is chosen': { script: { availability: [reply('no'), reply('yes')] } },
  'host says no, staff pick another': {
    script: { availability: [reply('no'), reply('yes')], 'choose-host': [reply('help')] },
  },
  'host says no, staff give up': {
    script: { availability: [reply('no')], 'choose-host': [reply('help')], 'pick-host': [reply('give-up')] },
  },
  'host says no, the candidate stops': { script: { availability: [reply('no')], 'choose-host': [reply('withdraw')] } },
  'nobody answers about a host': { script: { availability: ['silent'], 'choose-host': ['silent'] } },
  'a late yes counts': { script: { availability: [reply('yes', {}, 15)], 'choose-host': ['silent'] } },
  'late other dates count': { script: { availability: [reply('other-dates', {}, 15)], 'choose-host': ['silent'] } },
  'a late yes while staff look for a host': {
    script: { availability: [reply('yes', {}, 17)], 'choose-host': [reply('help')], 'pick-host': [reply('picked', {}, 20)] },
  },
  'late other dates while staff look for a host': {
    script: { availability: [reply('other-dates', {}, 17)], 'choose-host': [reply('help')], 'pick-host': [reply('picked', {}, 20)] },
  },
  'host proposes other dates, accepted': { script: { availability: [reply('other-dates')] } },
  'host proposes other dates, declined': {
    script: { availability: [reply('other-dates'), reply('yes')], dates: [reply('decline')] },
  },
  'host names a colleague': { script: { availability: [reply('not-me'), reply('yes')] } },
  'host is silent': { script: { availability: ['silent', reply('yes')] } },
  'no host chosen': { input: { startAt: 'matching' } },
  'application never comes': { script: { application: ['silent'] } },
  'changes asked for': { script: { review: [reply('request-changes'), reply('approve')] } },
  'application declined': { script: { review: [reply('decline')] } },
  'no place until the edition closes': { office: { place: 'waiting' }, script: { place: ['silent'] } },
  'place offered later': { office: { place: 'waiting' } },
  'a signatory declines': { script: { 'sign.hosting': [reply('declined')] } },
  'nobody signs': { script: { 'sign.hosting': ['silent'], 'sign.visiting': ['silent'] } },
  'nothing claimed by anybody': { script: { 'visitor-wrap-up': ['silent'], 'host-wrap-up': ['silent'] } },
  'host paid in advance': { definition: advanceProgramme },
  'something is paid on': { input: { startAt: 'correcting', correction: { party: 'visiting', cents: 5_000, notice: 'n' } } },
  ...stopped,
} satisfies Record<string, Differences>;
