import type { Seen } from './facts-seen.js';

/** Names of the fields that a form carries for the facts that stand on its page: their version, and the facts in words. */
export const seenFields = { version: 'seen', said: 'seenFacts' } as const;

/** The most characters of facts in words that a form carries: they are there to say a difference by, and decide nothing. */
const longestSaid = 20_000;

/** Fields that go along unseen with what was shown. */
export function seenInputs({ version, said }: Seen): [string, string][] {
  const words = JSON.stringify(said);
  return [[seenFields.version, version], ...(words.length > longestSaid ? [] : [[seenFields.said, words] as [string, string]])];
}

/** Reads what somebody was shown from what was posted; anything that is not in order counts as not shown. */
export function readSeen(posted: Readonly<Record<string, unknown>>): Seen {
  const version = posted[seenFields.version];
  return { version: typeof version === 'string' ? version : '', said: saidIn(posted[seenFields.said]) };
}

function saidIn(posted: unknown): Record<string, string> {
  const held = typeof posted === 'string' ? parsed(posted) : posted;
  if (typeof held !== 'object' || held === null) return {};
  return Object.fromEntries(Object.entries(held).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
