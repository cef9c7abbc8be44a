import { createHash, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../../domain/forms/canonical-json.js';

/**
 * One fact that a decision or an act rests on, such as a payee with its account, a sum, the plan. What happens beside
 * them (a reminder, an opened link, another exchange's news) is none.
 */
export interface SeenFact {
  /** For programs: what it is, unique among the facts of one decision. */
  name: string;
  /** What people call it. */
  label: string;
  /** The fact in words, as anybody of the office may read it: an account is masked. */
  said: string;
  /** What counts; an account in full. It goes into the version only, and is shown to nobody. */
  value: JsonValue;
}

/** A fact that is no longer as it was shown. */
export interface FactDifference {
  fact: string;
  label: string;
  /** What was shown; absent where the sender did not say, or it was not there. */
  before?: string;
  /** What is true now; absent where it is gone. */
  now?: string;
}

/** What whoever acts was shown: the version of the facts and, to say the difference by, the facts in words. */
export interface Seen {
  /** {@link seenVersion} of the facts that were shown; empty where the sender carries none: then nothing was shown. */
  version: string;
  /** By the fact's name. */
  said: Readonly<Record<string, string>>;
}

/** Somebody acts on facts that are not the ones now. */
export interface FactsChanged {
  code: 'facts-changed';
  difference: readonly FactDifference[];
}

/** The version of facts: SHA-256 of their canonical JSON (RFC 8785), as hexadecimal digits. */
export function seenVersion(facts: readonly SeenFact[]): string {
  const counted = facts.map(({ name, value }) => ({ name, value }));
  return createHash('sha256').update(canonicalJson(counted)).digest('hex');
}

/** Compares what was shown with the facts now; undefined where they are the same. To be called under the lock of what it decides. */
export function factsChanged(seen: Seen, now: readonly SeenFact[]): FactsChanged | undefined {
  if (isVersion(seen.version, seenVersion(now))) return undefined;
  const names = [...new Set([...now.map(({ name }) => name), ...Object.keys(seen.said)])];
  const difference = names.flatMap((name): FactDifference[] => {
    const fact = now.find((each) => each.name === name);
    const before = seen.said[name];
    if (before !== undefined && before === fact?.said) return [];
    const label = fact?.label ?? '';
    return [{ fact: name, label, ...(before !== undefined && { before }), ...(fact && { now: fact.said }) }];
  });
  // An account may be another one although its masked words are the same.
  const all = now.map(({ name, label, said }): FactDifference => ({ fact: name, label, now: said }));
  return { code: 'facts-changed', difference: difference.length > 0 ? difference : all };
}

/** What a page shows: the version of its facts, and the facts in words, which its form carries beside the version. */
export function seenOf(facts: readonly SeenFact[]): Seen {
  return { version: seenVersion(facts), said: Object.fromEntries(facts.map(({ name, said }) => [name, said])) };
}

function isVersion(sent: string, now: string): boolean {
  return sent.length === now.length && timingSafeEqual(Buffer.from(sent), Buffer.from(now));
}
