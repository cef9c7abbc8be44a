import type { ActEntity, StaffMemberEntity } from '../../platform/db/entities/index.js';
import { sayActRefusal } from '../../acts/office/act-desk.js';
import { handOverFacts } from '../../acts/office/decide-hand-over.js';
import { actingRoles, correctingRoles, staffActs, type StaffAct } from '../../acts/office/may-act.js';
import { isEnding, type Stage } from '../../domain/kinds/exchange/lifecycle.js';
import type { Section } from '../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { nameOfParty } from '../../dossier/record/say-dossier.js';
import { seenVersion } from '../../dossier/seen/facts-seen.js';
import type { DossierFile } from './read-dossier.js';

/** Whether somebody may act on exchanges, beside answering. */
export function mayActOn({ roles }: StaffMemberEntity): boolean {
  return roles.some((role) => actingRoles.includes(role));
}

/** The exchange that this one corrects, and its corrections. */
export function relatedSections({ family, record: { exchange } }: DossierFile): Section[] {
  const others = family.filter((ref) => ref !== exchange.ref);
  if (others.length === 0) return [];
  const title = exchange.corrects ? `A correction of ${exchange.corrects}` : 'Opened again to correct an amount';
  return [{ type: 'notice', title, words: [], links: others.map((ref) => ({ text: ref, to: { kind: 'dossier', id: ref } })) }];
}

/** Colleagues whom a contact named, and whose address is not one of the organisation's. */
export function proposalSections({ proposals, staff, record, people, texts }: DossierFile): Section[] {
  return proposals.map((proposal): Section => {
    const { id, party, slot, name, email, message, by } = proposal;
    const at = `${nameOfParty(record, party)} (${say(texts, `slots.${slot}`)})`;
    const sentence = `${people.get(by) ?? 'Somebody'} would like to hand over at ${at} to ${name}, ${email}. This address is not one of the organisation’s.`;
    return {
      type: 'notice',
      tone: 'warn',
      title: 'A hand-over waits for you',
      words: [sentence, ...(message ? [{ quoted: message }] : [])],
      ...(mayActOn(staff) && {
        offer: {
          act: 'hand-over',
          of: [record.exchange.ref, String(id)],
          seen: seenVersion(handOverFacts(record.parties, proposal, texts)),
          buttons: [
            { label: 'Approve', value: 'approve' },
            { label: 'Leave it as it is', value: 'decline', quiet: true },
          ],
        },
      }),
    };
  });
}

/** What staff may do to the exchange as it stands, and what is on its way to it or was refused. */
export function actsSections(file: DossierFile): Section[] {
  const { record, staff, texts, stage, isPaused } = file;
  const { ref } = record.exchange;
  const offered = staffActs.filter((act) => isOffered(act, stage, isPaused) && staff.roles.some((role) => rolesOf(act).includes(role)));
  const acts = offered.map((act) => ({ text: say(texts, `pages.staffActions.${act}`), to: { kind: 'act' as const, id: `${ref}/${act}` } }));
  return [...(acts.length === 0 ? [] : [{ type: 'acts' as const, title: say(texts, 'pages.staffActions.title', { reference: ref }), acts }]), ...openActs(file)];
}

function rolesOf(act: StaffAct): readonly string[] {
  return act === 'correct' ? correctingRoles : actingRoles;
}

/** Acts that make no sense as it stands are left out; what the exchange refuses for another reason is said when it is tried. */
function isOffered(act: StaffAct, stage: Stage, paused: boolean): boolean {
  if (act === 'correct') return stage === 'completed';
  if (isEnding(stage)) return false;
  if (act === 'pause') return !paused;
  return act !== 'resume' || paused;
}

function openActs({ record, texts, acts, people }: DossierFile): Section[] {
  const shown = acts.filter(({ ref, status }) => ref === record.exchange.ref && status !== 'done');
  if (shown.length === 0) return [];
  const { zone, brand } = record.programme.definition;
  const stateOf = ({ status, code }: ActEntity): string =>
    status === 'received' ? say(texts, 'pages.incident.rowWaiting') : say(texts, 'pages.incident.rowRefused', { reason: sayActRefusal(texts, code ?? '', brand.officePhone) });
  return [
    {
      type: 'table',
      title: 'On its way, or refused',
      caption: 'On its way, or refused',
      head: [{ label: 'What' }, { label: 'By' }, { label: 'When' }, { label: 'State' }],
      rows: shown.map((act) => [nameOfAct(texts, act), people.get(act.by) ?? '', { text: formatInstant(act.at, zone, texts.language), at: act.at }, stateOf(act)]),
    },
  ];
}

function nameOfAct(texts: TextCatalogue, { kind, input }: ActEntity): string {
  const { ending } = input as { ending?: unknown };
  if (kind === 'stop') return say(texts, ending === 'withdrawn' ? 'forms.withdraw.title' : 'pages.staffActions.cancel', emptyParams);
  return say(texts, `pages.staffActions.${kind}`);
}

const emptyParams = { reference: '', visitingHub: '', hostingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '' };
