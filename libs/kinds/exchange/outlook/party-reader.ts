import type { ContactEntity, PromptEntity } from '../../../platform/db/entities/index.js';
import type { TextCatalogue } from '../../../domain/texts/catalogue.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';

/** Somebody who reads about an exchange for one of its parties, and in whose words it is said. */
export interface PartyReader {
  record: DossierRecord;
  /** The reader's language, and whom it names as the office. */
  frame: { texts: TextCatalogue; brand: { officeName: string } };
  holder: Pick<ContactEntity, 'id' | 'zone'>;
  /** The reader's side. */
  prompt: Pick<PromptEntity, 'ref' | 'party'>;
}
