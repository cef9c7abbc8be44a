import type { MigrationInterface } from 'typeorm';
import { FirstSchema1790000000000 } from './1790000000000-first-schema.js';
import { EveryOtherRoad1790100000000 } from './1790100000000-every-other-road.js';
import { Conversation1790200000000 } from './1790200000000-conversation.js';
import { Files1790300000000 } from './1790300000000-files.js';
import { ContactOrigin1790400000000 } from './1790400000000-contact-origin.js';
import { IncomingWatch1790500000000 } from './1790500000000-incoming-watch.js';
import { ConfirmMails1790600000000 } from './1790600000000-confirm-mails.js';

/** All migrations, oldest first. */
export const migrations: (new () => MigrationInterface)[] = [
  FirstSchema1790000000000,
  EveryOtherRoad1790100000000,
  Conversation1790200000000,
  Files1790300000000,
  ContactOrigin1790400000000,
  IncomingWatch1790500000000,
  ConfirmMails1790600000000,
];
