import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * What a log line may say beside its sentence: codes, ids, times and places in the code. Whatever else somebody hands in is
 * left out, so that a name, an address, a phone number or a code is in no log because somebody forgot to leave it out.
 */
const sayable: readonly string[] = ['activity', 'code', 'driverCode', 'errorId', 'kind', 'level', 'method', 'ms', 'path', 'stack', 'status'];
/** In place of everything else. */
const censor = '[redacted]';
/** Codes and paths are short; what is longer may be what somebody typed. */
const longest = 300;

/** The log of a process: JSON lines on standard output, without personal data. */
export function openLog(name: string, level: string, destination: DestinationStream = pino.destination(1)): Logger {
  // `err` and the like would be written out by pino itself, message and all.
  return pino({ name, level, serializers: { err: () => censor, error: () => censor }, formatters: { log: withoutUnknown } }, destination);
}

function withoutUnknown(line: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(line).map(([key, value]) => [key, sayable.includes(key) && isPlain(value) ? value : censor]));
}

/** A number, a yes or no, a short text; or a list of such. Nothing with parts of its own. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((each) => !Array.isArray(each) && isPlain(each));
  if (typeof value === 'string') return value.length <= longest;
  return value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean';
}
