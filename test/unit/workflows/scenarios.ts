import { exchangeInputOf, PaperOffice, readProgramme, type PaperOfficeOptions } from '../../../infra/bench/paper-office.js';
import { happyScript, peopleOf, type Reply, type Script } from '../../../infra/bench/people.js';
import type { ExchangeInput, Facts } from '../../../libs/contracts/exchange/index.js';
import type { Definition } from '../../../libs/domain/programme/definition.js';
import { retell } from './retell.js';
import { tell, type Circumstances, type Told } from './virtual-desk.js';

export const programme = readProgramme();
/** Programme A with one difference: the host's grant is paid before the visit. */
export const advanceProgramme: Definition = {
  ...programme,
  entitlements: { ...programme.entitlements, hosting: { ...programme.entitlements['hosting']!, paid: 'in-advance' } },
};

const visit = { firstDay: '2027-03-08', lastDay: '2027-03-11' };

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

/** Ways in which exchanges go; together they take every transition. */
export const scenarios = {
  happy: {},
  'host says no, staff pick another': { script: { availability: [reply('no'), reply('yes')] } },
  'host says no, staff give up': { script: { availability: [reply('no')], 'pick-host': [reply('give-up')] } },
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
} satisfies Record<string, Differences>;
