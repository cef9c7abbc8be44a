import { describe, expect, test } from '@jest/globals';
import { refusalOfAct, type ActStanding, type AskedAct } from '../../../libs/domain/kinds/exchange/act-refusals.js';

const signed: ActStanding = { stage: 'preparing', paused: false, signed: true, stopping: false, changing: false, booked: false, recovering: false };
const everyAct: readonly AskedAct['kind'][] = ['stop', 'extend', 'replace-contact', 'change', 'pause', 'resume'];

describe('an act on an exchange', () => {
  test.each(everyAct)('%s is refused once it is over', (kind) => {
    expect(refusalOfAct({ kind }, { ...signed, stage: 'completed', paused: true })).toBe('exchange-over');
  });

  test.each<[AskedAct, Partial<ActStanding>, string | undefined]>([
    [{ kind: 'stop' }, {}, undefined],
    [{ kind: 'stop' }, { stopping: true }, 'already-stopping'],
    [{ kind: 'stop' }, { stage: 'correcting' }, 'correction-running'],
    [{ kind: 'stop' }, { booked: true }, 'payment-exported'],
    [{ kind: 'stop' }, { recovering: true }, 'payment-exported'],
    [{ kind: 'extend' }, {}, undefined],
    [{ kind: 'extend' }, { paused: true }, 'already-paused'],
    [{ kind: 'extend', promptIsOpen: false }, { paused: true }, 'prompt-closed'],
    [{ kind: 'extend', promptIsOpen: true, isLater: false }, {}, 'not-later'],
    [{ kind: 'replace-contact' }, { stopping: true, paused: true }, undefined],
    [{ kind: 'change' }, {}, undefined],
    [{ kind: 'change' }, { signed: false }, 'not-signed'],
    [{ kind: 'change' }, { stopping: true }, 'already-stopping'],
    [{ kind: 'change' }, { changing: true }, 'change-open'],
    [{ kind: 'change' }, { changing: true, stage: 'wrapping-up' }, 'visit-over'],
    [{ kind: 'pause' }, {}, undefined],
    [{ kind: 'pause' }, { paused: true }, 'already-paused'],
    [{ kind: 'pause' }, { stopping: true }, 'already-stopping'],
    [{ kind: 'resume' }, { paused: true }, undefined],
    [{ kind: 'resume' }, {}, 'not-paused'],
  ])('%j, standing %j: %s', (act, standing, refusal) => {
    expect(refusalOfAct(act, { ...signed, ...standing })).toBe(refusal);
  });
});
