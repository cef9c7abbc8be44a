import type { EntityManager } from 'typeorm';
import type { Step } from '../../../contracts/dossier/index.js';
import type { Slot } from '../../../domain/programme/vocabulary.js';
import type { DossierRecord } from '../../../dossier/record/dossier-record.js';
import type { ContactEntity, JournalEntity, OutboxEntity, PromptEntity, SignedLinkEntity } from '../../../platform/db/entities/index.js';
import type { LinkKey } from '../../../platform/config/keys.js';

/** What a mail of an exchange is planned with: what is on file, and what the same step writes beside it. */
export interface LetterContext extends DossierRecord {
  tx: EntityManager;
  settings: LetterSettings;
  step: Step;
  /** The exchange's clock when the step is written down, ISO 8601 UTC. */
  now: string;
  writes: LetterWrites;
}

/** What the process brings to every mail. */
export interface LetterSettings {
  linkKeys: readonly [LinkKey, ...LinkKey[]];
  /** Domain of our Message-IDs. */
  mailDomain: string;
}

/** Rows of the step that are not in the database yet; planning a mail adds mails and links. */
export interface LetterWrites {
  journal: JournalEntity[];
  prompts: PromptEntity[];
  links: SignedLinkEntity[];
  mails: OutboxEntity[];
}

/** Somebody who takes a party's slot over. */
export interface Successor {
  leg: string;
  party: string;
  slot: Slot;
  contact: ContactEntity;
  /** Who named the person, as people know them: a colleague by name, or the office. */
  by: string;
}
