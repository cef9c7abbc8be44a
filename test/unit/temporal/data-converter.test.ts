import { expect, test } from '@jest/globals';
import type { PayloadCodec } from '@temporalio/common';
import { encodeToPayloads, loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { temporal } from '@temporalio/proto';
import type { Step, StepResult } from '../../../libs/contracts/dossier/index.js';
import { historyDocument, historyIn } from '../../../libs/operations/archive/history-document.js';
import { publishedSteps } from '../../../libs/operations/archive/published-steps.js';

/** Turns every byte round, as a stand-in for encryption, and says so. */
const codec: PayloadCodec = {
  encode: async (payloads) => payloads.map((payload) => ({ metadata: { encoding: Buffer.from('binary/turned') }, data: turned(temporal.api.common.v1.Payload.encode(payload).finish()) })),
  decode: async (payloads) => payloads.map((payload) => temporal.api.common.v1.Payload.decode(turned(payload.data ?? new Uint8Array()))),
};
const turned = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (byte) => byte ^ 0xff);

const step: Step = { ref: 'P2P-2026-0001', seq: 1, at: '2026-10-05T08:00:00.000Z', stage: 'host-asked', events: [{ kind: 'awaited', moment: 'visit-over' }] };
const result: StepResult = { prompts: {}, moments: {}, clock: { offsetMs: 0, version: 1 }, unsent: [] };

test('a codec that is plugged in for client and workers reads archived histories too', async () => {
  const converter = { payloadCodecs: [codec] };
  const payloads = async (value: unknown) => ({ payloads: (await encodeToPayloads(loadDataConverter(converter), value))! });
  const events = [
    { eventId: 5, activityTaskScheduledEventAttributes: { activityType: { name: 'publish' }, input: await payloads(step) } },
    { eventId: 7, eventTime: { seconds: 1_800_000_000, nanos: 0 }, activityTaskCompletedEventAttributes: { scheduledEventId: 5, result: await payloads(result) } },
  ];
  const { packed } = historyDocument({ events } as never);
  expect(await publishedSteps(historyIn(packed), converter)).toEqual([{ step, result, writtenAt: '2027-01-15T08:00:00.000Z' }]);
  await expect(publishedSteps(historyIn(packed))).rejects.toThrow('binary/turned');
});
