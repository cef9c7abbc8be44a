import type { TestProgram } from './test-program.js';

/** The IMAP server that tests of incoming mail watch a mailbox on. */
export const dovecot: TestProgram = {
  name: 'Dovecot',
  need: 'The tests of incoming mail need the IMAP server Dovecot',
  programs: ['dovecot'],
  folders: ['/usr/local/sbin', '/usr/sbin'],
  variable: 'DOVECOT_PATH',
  debianPackage: 'dovecot-imapd',
  startsService: true,
};
