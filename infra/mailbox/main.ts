import { startMailbox } from './mailbox.js';

/*
 * The development mailbox as a process of its own.
 *   SMTP_PORT     where mails are taken, 1025 if absent
 *   MAILBOX_PORT  where the pages are, 8025 if absent
 *   INCOMING_SMTP_PORT  where answers to mails are handed in; absent: mails cannot be answered
 *   DATA_DIR      mails are kept below it, in `mailbox`; `.data` if absent
 */
const mailbox = await startMailbox({
  dataDir: process.env['DATA_DIR'] ?? '.data',
  smtpPort: port('SMTP_PORT', 1025),
  httpPort: port('MAILBOX_PORT', 8025),
  replyPort: port('INCOMING_SMTP_PORT', 0),
}).catch((error: NodeJS.ErrnoException) => {
  process.stderr.write(`The mailbox cannot start: ${error.code === 'EADDRINUSE' ? 'SMTP_PORT or MAILBOX_PORT is taken' : error.message}\n`);
  process.exit(1);
});
process.stdout.write(`mailbox ready ${mailbox.httpUrl} ${mailbox.smtpUrl}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void mailbox.close().then(() => process.exit(0)));
}

function port(name: string, otherwise: number): number {
  const text = process.env[name] ?? '';
  if (text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    process.stderr.write(`${name} is a port number from 0 to 65535\n`);
    process.exit(1);
  }
  return value;
}
