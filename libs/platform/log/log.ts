import { pino, type Logger } from 'pino';

/** Where a token, an address or an account could hide in a log line. */
const secrets = ['token', '*.token', '*.email', 'email', 'iban', '*.iban', 'authorization', '*.authorization', 'cookie', '*.cookie'];

/** The log of a process: JSON lines on standard output, without personal data. */
export function openLog(name: string, level: string): Logger {
  return pino({ name, level, redact: { paths: secrets, censor: '[redacted]' } });
}
