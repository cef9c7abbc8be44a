import type { Client } from '@temporalio/client';
import type { EntityManager } from 'typeorm';
import { DossierEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import type { Section } from '../../domain/sections/section.js';
import { say } from '../../domain/texts/catalogue.js';
import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import { spokenParams } from '../../dossier/record/say-dossier.js';
import { actsSections, proposalSections, relatedSections } from './act-sections.js';
import { conversationSection } from './conversation-section.js';
import { readDossier } from './read-dossier.js';
import { mailSections, paymentSections, recoverySections, trailOfHistory } from './record-sections.js';
import { parkedSections, partiesSection, standingSection, waitingSection } from './standing-sections.js';

/** One dossier as the office reads it: who, where it stands, whom it waits for, what happened, what was mailed, what is paid. */
export interface DossierPage {
  record: DossierRecord;
  title: string;
  sections: Section[];
}

/** Builds a dossier's page for a member of staff; undefined when there is no such dossier. */
export async function openDossierPage(db: EntityManager, client: Client, staff: StaffMemberEntity, ref: string): Promise<DossierPage | undefined> {
  const dossier = await db.findOneBy(DossierEntity, { ref });
  if (!dossier) return undefined;
  const file = await readDossier(db, client, staff, dossier);
  return {
    record: file.record,
    title: say(file.texts, 'pages.exchange.title', { ...spokenParams(file.record, file.texts.language) }),
    sections: [
      ...parkedSections(file),
      ...relatedSections(file),
      ...proposalSections(file),
      standingSection(file),
      waitingSection(file),
      ...actsSections(file),
      conversationSection(file),
      partiesSection(file),
      ...paymentSections(file),
      ...recoverySections(file),
      ...mailSections(file),
      trailOfHistory(file),
    ],
  };
}
