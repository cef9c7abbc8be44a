import { describe, expect, test } from '@jest/globals';
import { classifyFailure, type SendFailure } from '../../../libs/mail/transport/outcome.js';

describe('a failure before the mail was handed over', () => {
  test.each<[SendFailure, string, string]>([
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'refused', 'smtp-550'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'later', 'smtp-451'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }, 'later', 'smtp-452'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 503 }, 'later', 'smtp-503'],
    [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 }, 'gate', 'smtp-530'],
    [{ code: 'EENVELOPE', command: 'DATA', responseCode: 554 }, 'refused', 'smtp-554'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'gate', 'smtp-550'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 552 }, 'refused', 'smtp-552'],
    [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 451 }, 'later', 'smtp-451'],
    [{ code: 'EENVELOPE', command: 'API' }, 'refused', 'address-unusable'],
    [{ code: 'EMESSAGE', command: 'MAIL FROM' }, 'refused', 'message-too-large'],
    [{ code: 'ECONFIG', command: 'API' }, 'gate', 'configuration'],
    [{ code: 'EREQUIRETLS', command: 'CONN' }, 'gate', 'configuration'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'gate', 'smtp-535'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 454 }, 'later', 'smtp-454'],
    [{ code: 'EAUTH', command: 'API' }, 'gate', 'login-impossible'],
    [{ code: 'EPROTOCOL', command: 'CONN', responseCode: 421 }, 'later', 'smtp-421'],
    [{ code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, 'gate', 'smtp-554'],
    [{ code: 'ECONNECTION', command: 'CONN', responseCode: 421 }, 'later', 'smtp-421'],
    [{ code: 'ESOCKET', command: 'CONN', originalCode: 'ECONNREFUSED' }, 'later', 'connection-refused'],
    [{ code: 'ESOCKET', command: 'CONN', originalCode: 'CERT_HAS_EXPIRED' }, 'gate', 'tls-certificate'],
    [{ code: 'EDNS', command: 'CONN', originalCode: 'ENOTFOUND' }, 'later', 'dns'],
    [{ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'GREETING_TIMEOUT' }, 'later', 'timeout-greeting'],
    [{ code: 'EABORT' }, 'later', 'timeout-send'],
    [{}, 'later', 'unclassified'],
  ])('%j', (failure, kind, code) => {
    expect(classifyFailure(failure, false)).toEqual({ kind, code });
  });
});

describe('a failure after the mail was handed over', () => {
  test.each<[SendFailure, string, string]>([
    [{ code: 'ECONNECTION', command: 'CONN' }, 'ambiguous', 'connection-lost'],
    [{ code: 'ESOCKET', command: 'CONN', originalCode: 'ECONNRESET' }, 'ambiguous', 'connection-lost'],
    [{ code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' }, 'ambiguous', 'timeout'],
    [{ code: 'EABORT' }, 'ambiguous', 'timeout-send'],
    // The torn beginning of a reply is none.
    [{ code: 'ECONNECTION', command: 'CONN', responseCode: 550 }, 'ambiguous', 'connection-lost'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 451 }, 'later', 'smtp-451'],
    [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'refused', 'smtp-554'],
  ])('%j', (failure, kind, code) => {
    expect(classifyFailure(failure, true)).toEqual({ kind, code });
  });
});
