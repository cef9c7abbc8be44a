import { test } from '@jest/globals';
import { peopleOf } from '../../infra/bench/people.js';
import { Laboratory } from './laboratory.js';
test('dbg', async () => {
  const laboratory = await Laboratory.open();
  await laboratory.withExchange({ people: peopleOf({}) }, async (exchange) => {
    await Promise.race([exchange.untilAsked('pick-host'), new Promise((r) => setTimeout(r, 6000))]);
    console.log(exchange.lines().join('\n'), (await exchange.events()).join(' '));
    console.log(await exchange.state(), new Date(await laboratory.environment.currentTimeMs()));
  });
  await laboratory.close();
}, 20000);
