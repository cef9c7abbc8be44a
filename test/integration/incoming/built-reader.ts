import { pathToFileURL } from 'node:url';
import { builtFile } from '../../../infra/stack/project-files.js';
import { MailReader } from '../../../libs/mail/incoming/mail-reader.js';

/** The program of the thread that reads mails, as it was built: a thread runs no sources. */
export const readerProgram = pathToFileURL(builtFile('libs/mail/incoming/mail-reader-thread.js'));

/** Reads mails as the worker does. */
export const mailReader = new MailReader(readerProgram);
