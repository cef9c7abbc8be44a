/** Where incoming mail is got from, by the form of `INCOMING_MAIL_URL`. */
export type MailSource =
  /** A mailbox that is watched. */
  | { kind: 'imap'; host: string; port: number; secure: boolean; user: string; password: string; folder: string }
  /** A listener of our own. */
  | { kind: 'smtp'; host: string; port: number };

/** Reads `imaps://user:password@host/folder`, `imap://…` (STARTTLS) or `smtp://host:port`; the configuration has checked the form. */
export function parseMailSource(address: string): MailSource {
  const { protocol, hostname, port, username, password, pathname } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'smtp:') return { kind: 'smtp', host, port: Number(port || 25) };
  const secure = protocol === 'imaps:';
  const folder = decodeURIComponent(pathname.slice(1)) || 'INBOX';
  return { kind: 'imap', host, port: Number(port || (secure ? 993 : 143)), secure, user: decodeURIComponent(username), password: decodeURIComponent(password), folder };
}
