import type { FormValue } from '../../domain/forms/read-form.js';
import { mailedPromptKinds, type MailKind, type Slot } from '../../domain/programme/vocabulary.js';
import { colleagueRefusal } from '../../dossier/people/colleagues.js';
import { ensureContact } from '../../network/contacts.js';
import { textOf } from '../../dossier/record/text-of.js';
import { refuse, wrongField, type ActDesk, type JudgedAct } from './act-desk.js';
import { foreseenMail, noConsequences, type ForeseenMail } from './consequences.js';
import { refusalOfAct } from '../../domain/kinds/exchange/act-refusals.js';
import { zoneOf } from '../../dossier/people/parties.js';

/** Somebody else of the same organisation takes a slot of a party over; nobody acts for both sides. */
export async function judgeOtherContact(desk: ActDesk, value: FormValue): Promise<JudgedAct> {
  const refusal = refusalOfAct({ kind: 'replace-contact' }, desk.standing);
  if (refusal) return refuse(desk, refusal);
  const { record, db } = desk;
  const party = textOf(value['party']);
  const slot = value['slot'] as Slot;
  const email = textOf(value['email']).toLowerCase();
  const side = record.parties[party];
  const organisation = side?.organisation;
  if (!side || !organisation) return wrongField('party', 'bad-option');
  const unfit = await colleagueRefusal(db, record.parties, { party, slot, email });
  if (unfit) return refuse(desk, unfit);
  const like = side.contacts['manager'];
  return {
    ok: true,
    make: async (tx) => {
      const contact = await ensureContact(tx, {
        organisationId: organisation.id,
        hubId: side.hub?.id ?? null,
        name: textOf(value['name']),
        email,
        language: like?.language ?? record.programme.definition.languages[0] ?? 'en',
        zone: zoneOf(side) ?? like?.zone ?? record.programme.definition.zone,
        role: slot,
        // A rehearsal plays with the real directory: nobody is put on file by it.
        origin: record.edition.rehearsal ? 'named' : 'directory',
      });
      return [{ kind: 'replace-contact', input: { leg: side.leg, party, slot, contact: contact.id, by: desk.staff.id } }];
    },
    payload: value,
    consequences: { ...noConsequences(), mails: tells(desk, party, slot, textOf(value['name'])) },
  };
}

/** The slot's open questions go to the new contact, each by a mail with a fresh link; without one, a mail says that they act now. */
function tells({ record, open }: ActDesk, party: string, slot: Slot, name: string): ForeseenMail[] {
  const mailed: readonly string[] = mailedPromptKinds;
  const asked = open.filter((prompt) => prompt.party === party && prompt.slot === slot && mailed.includes(prompt.kind));
  const kinds = asked.length > 0 ? asked.map(({ kind }) => kind as MailKind) : (['took-over'] as const);
  return kinds.flatMap((kind) => foreseenMail(record, party, slot, kind, { name }).map((mail) => ({ ...mail, name })));
}
