import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { happyScript, peopleOf } from '../../infra/bench/people.js';
import { Laboratory } from './laboratory.js';

let laboratory: Laboratory;
beforeAll(async () => { laboratory = await Laboratory.open(); }, 180_000);
afterAll(async () => { await laboratory.close(); });

test('happy', async () => {
  await laboratory.withExchange({ people: peopleOf(happyScript) }, async (exchange) => {
    expect(await exchange.liveToTheEnd()).toBe('completed');
    const h = await exchange.handle.fetchHistory();
    const w: Record<string, number> = {};
    for (const e of h.events ?? []) { const k = String(e.eventType); w[k] = (w[k] ?? 0) + 1; }
    let out='';
    for (const e of h.events ?? []) out += `${e.eventId} ${e.eventTime?.seconds} ${e.eventType} ${e.activityTaskScheduledEventAttributes?.activityId ?? ''} ${e.timerStartedEventAttributes?.startToFireTimeout?.seconds ?? ''} ${e.workflowExecutionUpdateAcceptedEventAttributes?.protocolInstanceId ?? ''}\n`;
    (await import('node:fs')).writeFileSync('/tmp/prover/happy.txt', out);
    console.log(h.events?.length, w);
  });
}, 60_000);
