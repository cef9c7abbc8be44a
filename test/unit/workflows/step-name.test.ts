import { describe, expect, test } from '@jest/globals';
import type { DomainEvent, Step } from '../../../libs/contracts/dossier/index.js';
import { stepName } from '../../../workflows/asking/step-name.js';

const ref = 'P2P-2026-0042';
const prompt = (party: string, kind: string, slot: string) => `${ref}/1/${party}/${kind}/${slot}/1`;
const answered: DomainEvent = { kind: 'answered', prompt: prompt('visiting', 'application', 'manager'), answer: 'a', choice: 'submitted', by: 'c', at: '2026-10-05T08:00:00.000Z' };
const informed: DomainEvent = { kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'next-week' };
const submitted: DomainEvent = { kind: 'plan-submitted', leg: '1', answer: 'a' };
const signed: DomainEvent = { kind: 'agreement-signed' };
const asked: DomainEvent = { kind: 'asked', prompt: prompt('visiting', 'sign', 'signatory') };

function named(events: DomainEvent[], naming?: 2): string {
  const step: Step = { ref, seq: 7, at: '2026-10-05T08:00:00.000Z', stage: 'signing', events };
  return stepName(step, naming);
}

describe('a step', () => {
  test('is named after everything up to what the story waits for: who is asked what, which date, which stage', () => {
    const staff: DomainEvent = { kind: 'asked', prompt: prompt('-', 'review', 'coordinator') };
    expect(named([answered, submitted, { kind: 'entered', stage: 'in-review' }, staff], 2)).toBe('7-answered+plan-submitted+in-review+review.coordinator');
    expect(named([answered, asked, { kind: 'awaited', moment: 'visit-over' }], 2)).toBe('7-answered+sign.visiting.signatory+until-visit-over');
  });

  test('keeps its name when a notice is added anywhere, or an event behind what is waited for', () => {
    const name = named([answered, submitted, asked], 2);
    expect(named([informed, answered, informed, submitted, asked, informed], 2)).toBe(name);
    expect(named([answered, submitted, asked, signed], 2)).toBe(name);
    expect(named([answered, signed, submitted, asked], 2)).not.toBe(name);
  });

  test('in which nothing is waited for is named after what it began with', () => {
    expect(named([answered], 2)).toBe('7-answered');
    expect(named([informed, answered, signed, informed], 2)).toBe('7-answered');
    expect(named([informed, informed], 2)).toBe('7-informed');
  });

  test('of a run that began before keeps its old name: what is asked, or the last event', () => {
    expect(named([answered, submitted, asked, informed])).toBe('7-sign.visiting');
    expect(named([answered, signed, informed])).toBe('7-informed');
  });
});
