import { parentPort } from 'node:worker_threads';
import { readReceivedMail, type ReceivedMail } from './received-mail.js';

/** A mail to be read in a thread of its own. */
export interface MailToRead {
  raw: Uint8Array;
  envelopeFrom: string | undefined;
}

/** The mail, or undefined where it cannot be read as one. */
export type ReadInThread = ReceivedMail | undefined;

// The program of the thread: one mail after the other, each answered before the next one comes.
parentPort?.on('message', ({ raw, envelopeFrom }: MailToRead) => {
  void readReceivedMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), envelopeFrom).then(
    (mail) => parentPort?.postMessage(mail satisfies ReadInThread),
    () => parentPort?.postMessage(undefined satisfies ReadInThread),
  );
});
