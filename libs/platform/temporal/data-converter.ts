import type { DataConverter, LoadedDataConverter } from '@temporalio/common';
import { decodeArrayFromPayloads, loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';

/**
 * How values are put into histories and read out of them: the one place for client, workers, archive and replay. A codec
 * (encryption, compression) is added here, to `payloadCodecs`, and must read what was written before it too.
 */
export const dataConverter: DataConverter = { payloadCodecs: [] };

/** Encoded values of a history, as Temporal's interface has them. */
export type Payloads = Parameters<typeof decodeArrayFromPayloads>[1];

/** Reads the first of some encoded values. Throws a RangeError where there is none. */
export async function valueIn(payloads: Payloads, converter: DataConverter | LoadedDataConverter = dataConverter): Promise<unknown> {
  if (!payloads?.length) throw new RangeError('an activity of the history has no content');
  const [value] = await decodeArrayFromPayloads(loadDataConverter(converter), payloads);
  return value;
}
