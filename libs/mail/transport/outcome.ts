import type { NodemailerError } from 'nodemailer';

/**
 * What became of one attempt to hand a mail to the mail server. `code` is short and for machines and
 * operators (`smtp-451`, `connection-refused`); it never holds an address or the server's own words.
 */
export type SendOutcome =
  /** The server took responsibility for the mail. */
  | { kind: 'sent'; code: string }
  /** Never for this recipient: trying again gets the same answer, somebody has to look at the address. */
  | { kind: 'refused'; code: string }
  /** Not now; surely not delivered, so the same mail may be tried again. */
  | { kind: 'later'; code: string }
  /** The server refuses us, not the recipient: every sender stops until somebody mends the configuration. */
  | { kind: 'gate'; code: string }
  /** The whole mail was handed over and no answer came: it may have been delivered. */
  | { kind: 'ambiguous'; code: string };

/** A failure as the mail library reports it. */
export type SendFailure = Partial<Pick<NodemailerError, 'code' | 'command' | 'responseCode'>> & {
  /** Code of the system's error below the library's own. */
  originalCode?: string | undefined;
  timeoutType?: string | undefined;
};

/** Replies that say "log in first" or "that login is wrong", wherever in the conversation they come. */
const LOGIN_REPLIES = new Set([530, 534, 535, 538]);
/** Bad sequence of commands: the session was at fault, the same mail can pass on a new connection. */
const BAD_SEQUENCE = 503;
/** Mail too large; the one refusal in reply to the sender's line that is about this mail. */
const TOO_LARGE = 552;

const CONNECTION_CODES: Record<string, string> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  EHOSTUNREACH: 'network-unreachable',
  ENETUNREACH: 'network-unreachable',
};

const TIMEOUT_CODES: Record<string, string> = {
  CONNECT_TIMEOUT: 'timeout-connect',
  GREETING_TIMEOUT: 'timeout-greeting',
  UPGRADE_TIMEOUT: 'timeout-tls',
};

/**
 * Tells apart why an attempt failed. `handedOver` says whether the mail had been read to its end by
 * the connection, so that the final dot may have been on its way: from there on only a complete
 * reply of the server is proof of anything.
 */
export function classifyFailure(failure: SendFailure, handedOver: boolean): SendOutcome {
  const reply = completeReply(failure);
  if (reply !== undefined) return classifyReply(reply, failure.command ?? '');
  const code = codeWithoutReply(failure);
  if (handedOver) return { kind: 'ambiguous', code };
  if (failure.code === 'EENVELOPE') return { kind: 'refused', code: 'address-unusable' };
  if (failure.code === 'EMESSAGE') return { kind: 'refused', code: 'message-too-large' };
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2'].includes(failure.code ?? '')) return { kind: 'gate', code: 'login-impossible' };
  if (['ECONFIG', 'EREQUIRETLS'].includes(failure.code ?? '')) return { kind: 'gate', code: 'configuration' };
  if (code === 'tls-certificate') return { kind: 'gate', code };
  return { kind: 'later', code };
}

/** The library also reports the torn beginning of a reply when a connection breaks; that proves nothing. */
function completeReply(failure: SendFailure): number | undefined {
  const torn = failure.command === 'CONN' && failure.code === 'ECONNECTION' && failure.responseCode !== 421;
  return torn ? undefined : failure.responseCode;
}

function classifyReply(reply: number, command: string): SendOutcome {
  const code = `smtp-${reply}`;
  if (LOGIN_REPLIES.has(reply)) return { kind: 'gate', code };
  if (reply < 500 || reply === BAD_SEQUENCE) return { kind: 'later', code };
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA' || (command === 'MAIL FROM' && reply === TOO_LARGE);
  // Any other step (greeting, EHLO, STARTTLS, AUTH, the sender's line) goes the same way for every recipient.
  return aboutThisMail ? { kind: 'refused', code } : { kind: 'gate', code };
}

function codeWithoutReply({ code = '', originalCode = '', timeoutType = '' }: SendFailure): string {
  if (/^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:GET|VERIFY)_)/u.test(originalCode)) return 'tls-certificate';
  const connection = CONNECTION_CODES[originalCode] ?? CONNECTION_CODES[code];
  if (connection !== undefined) return connection;
  switch (code) {
    case 'ETIMEDOUT':
      return TIMEOUT_CODES[timeoutType] ?? 'timeout';
    case 'EABORT':
      return 'timeout-send';
    case 'EDNS':
      return 'dns';
    case 'ETLS':
      return 'tls';
    case 'ECONNECTION':
    case 'ESOCKET':
      return 'connection-lost';
    case 'EPROTOCOL':
      return 'protocol';
    default:
      return 'unclassified';
  }
}
