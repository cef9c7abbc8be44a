import { IsNull, type EntityManager } from 'typeorm';
import { ContactEntity, HubEntity, InboxEntity, OrganisationEntity } from '../../../platform/db/entities/index.js';
import { inPromptId } from '../../../platform/db/prompt-id.js';
import { checkEligibility } from '../../../domain/eligibility/eligibility.js';
import type { NoticeSection } from '../../../domain/sections/section.js';
import { say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { sayRefusal } from '../../../domain/texts/say-values.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import { organisationsOnFile } from '../../../network/contacts.js';
import { countryName } from '../../../ui/names.js';
import { partiesAsJudged } from '../matching/eligibility-facts.js';
import { planFact, type Basis, type BasisWish } from './basis.js';

/** Hubs that could host, the open ones first, each with what speaks for or against it; and who was asked already. */
export async function hostBasis(db: EntityManager, wish: BasisWish): Promise<Basis> {
  const { record, texts } = wish;
  const candidates = await candidatesOf(db, record, texts);
  const tried = await triedOf(db, record, texts);
  return {
    sections: [
      ...(tried.length === 0 ? [] : [{ type: 'notice', title: 'Asked already', words: [], items: { after: 0, texts: tried } } satisfies NoticeSection]),
      {
        type: 'table',
        title: 'Hubs that could host',
        caption: 'Hubs that could host',
        head: [{ label: 'Hub' }, { label: 'Place' }, { label: 'For and against' }],
        rows: candidates.map(({ hub, reasons }) => [hub.name, `${hub.city}, ${countryName(hub.country, texts.language)}`, reasons]),
      },
    ],
    facts: [planFact(wish), { name: 'tried', label: 'Asked already', said: tried.join(' ') || 'nobody', value: tried }],
  };
}

async function candidatesOf(db: EntityManager, record: DossierRecord, texts: TextCatalogue): Promise<{ hub: HubEntity; reasons: string }[]> {
  const organisations = new Map((await db.find(OrganisationEntity)).map((row) => [row.id, row]));
  const onFile = await organisationsOnFile(db);
  const hubs = await db.find(HubEntity, { where: { retiredAt: IsNull() }, order: { availableForMobility: 'DESC', name: 'ASC' } });
  return hubs
    .map((hub) => {
      const organisation = organisations.get(hub.organisationId)!;
      const hosting = { id: 'hosting', leg: '1', organisation, hub, contacts: {} };
      const refusals = checkEligibility(record.programme.definition, { parties: partiesAsJudged({ ...record.parties, hosting }) });
      const against = refusals.map((refusal) => sayRefusal(texts, refusal, hub.name));
      if (!onFile.has(hub.organisationId)) against.push('Nobody there is on file whom we could ask.');
      const open = hub.availableForMobility ? say(texts, 'pages.directory.available') : say(texts, 'pages.directory.notAvailable');
      return { hub, against, reasons: [open, ...against].join(' ') };
    })
    .sort((a, b) => a.against.length - b.against.length);
}

/** What hubs that were asked before have said. */
async function triedOf(db: EntityManager, { exchange }: DossierRecord, texts: TextCatalogue): Promise<string[]> {
  const rows: { choice: string; name: string }[] = await db
    .createQueryBuilder(InboxEntity, 'inbox')
    .innerJoin(ContactEntity, 'contact', 'contact.id = inbox.by')
    .leftJoin(HubEntity, 'hub', 'hub.id = contact.hub_id')
    .select(['inbox.choice as choice', 'coalesce(hub.name, contact.name) as name'])
    .where(`inbox.ref = :ref and inbox.status = 'accepted' and ${inPromptId.kind('inbox.prompt_id')} = 'availability'`, { ref: exchange.ref })
    .orderBy('inbox.order')
    .getRawMany();
  const empty = { reference: '', visitingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '', by: '' };
  return rows.map(({ choice, name }) => say(texts, `prompts.availability.history.${choice}`, { ...empty, hostingHub: name, by: name }));
}
