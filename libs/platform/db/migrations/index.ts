import type { MigrationInterface } from 'typeorm';
import { FirstSchema1790000000000 } from './1790000000000-first-schema.js';
import { EveryOtherRoad1790100000000 } from './1790100000000-every-other-road.js';
import { Conversation1790200000000 } from './1790200000000-conversation.js';
import { Files1790300000000 } from './1790300000000-files.js';
import { ContactOrigin1790400000000 } from './1790400000000-contact-origin.js';
import { IncomingWatch1790500000000 } from './1790500000000-incoming-watch.js';
import { ConfirmMails1790600000000 } from './1790600000000-confirm-mails.js';
import { Dossier1790700000000 } from './1790700000000-dossier.js';
import { HotIndexes1791000000000 } from './1791000000000-hot-indexes.js';
import { ForeignKeys1791010000000 } from './1791010000000-foreign-keys.js';
import { UniqueKeys1791020000000 } from './1791020000000-unique-keys.js';
import { RoomForUpdates1791030000000 } from './1791030000000-room-for-updates.js';
import { VisitData1791040000000 } from './1791040000000-visit-data.js';
import { DataCheck1791050000000 } from './1791050000000-data-check.js';
import { CodeOfBrowser1791100000000 } from './1791100000000-code-of-browser.js';
import { GoingOn1791110000000 } from './1791110000000-going-on.js';
import { HeldForm1791120000000 } from './1791120000000-held-form.js';
import { IndexesOfRounds1791200000000 } from './1791200000000-indexes-of-rounds.js';
import { LegalBodies1791400000000 } from './1791400000000-legal-bodies.js';
import { RelayedMails1791500000000 } from './1791500000000-relayed-mails.js';
import { TotalsOfRuns1791600000000 } from './1791600000000-totals-of-runs.js';

/** All migrations, oldest first. */
export const migrations: (new () => MigrationInterface)[] = [
  FirstSchema1790000000000,
  EveryOtherRoad1790100000000,
  Conversation1790200000000,
  Files1790300000000,
  ContactOrigin1790400000000,
  IncomingWatch1790500000000,
  ConfirmMails1790600000000,
  Dossier1790700000000,
  HotIndexes1791000000000,
  ForeignKeys1791010000000,
  UniqueKeys1791020000000,
  RoomForUpdates1791030000000,
  VisitData1791040000000,
  DataCheck1791050000000,
  CodeOfBrowser1791100000000,
  GoingOn1791110000000,
  HeldForm1791120000000,
  IndexesOfRounds1791200000000,
  LegalBodies1791400000000,
  RelayedMails1791500000000,
  TotalsOfRuns1791600000000,
];
