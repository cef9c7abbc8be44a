import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import proto from '@temporalio/proto';
import { canonicalJson } from '../../domain/forms/canonical-json.js';

const { History: HistoryMessage } = proto.temporal.api.history.v1;

/** A workflow's history as Temporal's client returns it. */
export type History = proto.temporal.api.history.v1.IHistory;

/** A history as the document that is kept: canonical JSON with names for enums and base64 for payloads, packed. */
export interface HistoryDocument {
  packed: Buffer;
  /** SHA-256 of the unpacked text. */
  sha256: string;
  events: number;
}

/** Writes a history as a document; the same history always gives the same text and hash. */
export function historyDocument(history: History): HistoryDocument {
  const plain = HistoryMessage.toObject(HistoryMessage.fromObject(history), { enums: String, longs: String, bytes: String });
  const text = canonicalJson(plain);
  return { packed: gzipSync(text), sha256: sha256Of(text), events: history.events?.length ?? 0 };
}

/** Reads a document back. Throws when it is no packed history. */
export function historyIn(packed: Buffer): History {
  return HistoryMessage.fromObject(JSON.parse(gunzipSync(packed).toString('utf8')) as object);
}

/** The hash of a kept document as it stands now; undefined when it cannot even be unpacked. */
export function hashIn(packed: Buffer): string | undefined {
  try {
    return sha256Of(gunzipSync(packed).toString('utf8'));
  } catch {
    return undefined; // damaged: that is the answer
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
