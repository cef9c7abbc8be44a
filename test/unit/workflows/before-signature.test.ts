import { describe, expect, test } from '@jest/globals';
import { reply, scenarios, tellWith } from './scenarios.js';

describe('the host', () => {
  test('who says no: the visitor is told, staff pick another, who is asked anew', async () => {
    const { lines, ending } = await tellWith(scenarios['host says no, staff pick another']);
    expect(lines.slice(1, 9)).toEqual([
      'answered availability.hosting.manager no',
      'informed visiting host-said-no',
      'entered matching',
      'asked pick-host.-.coordinator',
      'answered pick-host.-.coordinator picked',
      'host-picked',
      'entered host-asked',
      'asked availability.hosting.manager again 2',
    ]);
    expect(ending).toBe('completed');
  });

  test('who cannot be found: cancelled, the visitor is told, no place was held', async () => {
    const { lines, ending } = await tellWith(scenarios['host says no, staff give up']);
    expect(lines.slice(-3)).toEqual(['informed visiting cancelled', 'entered cancelled', 'ended cancelled']);
    expect(ending).toBe('cancelled');
    expect(lines.filter((line) => line.startsWith('place'))).toEqual([]);
  });

  test('who proposes other dates: the visitor is asked about exactly that answer', async () => {
    const { journal, lines } = await tellWith(scenarios['host proposes other dates, accepted']);
    const proposal = journal.find((event) => event.kind === 'answered');
    expect(journal).toContainEqual(expect.objectContaining({ kind: 'asked', prompt: expect.stringContaining('/dates/'), about: proposal?.kind === 'answered' && proposal.answer }));
    expect(lines.slice(1, 7)).toEqual([
      'answered availability.hosting.manager other-dates',
      'entered agreeing-dates',
      'asked dates.visiting.manager',
      'answered dates.visiting.manager accept',
      'dates-agreed',
      'entered applying',
    ]);
  });

  test.each([[[reply('decline')]], [['silent' as const]]])('whose other dates are not accepted: staff pick another (%j)', async (dates) => {
    const { stages, lines } = await tellWith({ script: { availability: [reply('other-dates'), reply('yes')], dates } });
    expect(stages.slice(0, 5)).toEqual(['host-asked', 'agreeing-dates', 'matching', 'host-asked', 'applying']);
    expect(lines).not.toContain('dates-agreed');
  });

  test('who names a colleague: the contact is replaced and the colleague is asked', async () => {
    const { lines } = await tellWith(scenarios['host names a colleague']);
    expect(lines.slice(1, 5)).toEqual([
      'answered availability.hosting.manager not-me',
      'contact-replaced',
      'entered host-asked',
      'asked availability.hosting.manager again 2',
    ]);
  });

  test('who is silent: reminded twice, handed to staff, lapsed, and the exchange lives', async () => {
    const { lines, ending } = await tellWith(scenarios['host is silent']);
    expect(lines.slice(0, 7)).toEqual([
      'asked availability.hosting.manager',
      'reminded availability.hosting.manager nth 1',
      'reminded availability.hosting.manager nth 2',
      'escalated availability.hosting.manager',
      'lapsed availability.hosting.manager',
      'informed visiting host-said-no',
      'entered matching',
    ]);
    expect(ending).toBe('completed');
  });

  test('whose yes comes after the due date, but before closing: it counts', async () => {
    const { lines } = await tellWith({ script: { availability: [reply('yes', {}, 25)] } });
    expect(lines.slice(2, 6)).toEqual([
      'reminded availability.hosting.manager nth 2',
      'escalated availability.hosting.manager',
      'answered availability.hosting.manager yes',
      'entered applying',
    ]);
  });
});

describe('the application', () => {
  test('that never comes: expired, both told, no place to release', async () => {
    const { lines } = await tellWith(scenarios['application never comes']);
    expect(lines.slice(-5)).toEqual([
      'lapsed application.visiting.manager',
      'informed visiting expired',
      'informed hosting expired',
      'entered expired',
      'ended expired',
    ]);
    expect(lines.filter((line) => line.startsWith('place'))).toEqual([]);
  });

  test('with changes asked for: comes back about the comments, keeps its place, gets one receipt', async () => {
    const { journal, lines, ending } = await tellWith(scenarios['changes asked for']);
    const comments = journal.find((event) => event.kind === 'answered' && event.choice === 'request-changes');
    expect(journal).toContainEqual(expect.objectContaining({ prompt: expect.stringContaining('/application/manager/2'), about: comments?.kind === 'answered' && comments.answer }));
    expect(lines.filter((line) => line === 'informed visiting application-received')).toHaveLength(1);
    expect(lines.filter((line) => line === 'place-asked')).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('place-released'))).toEqual([]);
    expect(ending).toBe('completed');
  });

  test('whose changes never come: expired, the place goes back', async () => {
    const { lines } = await tellWith({ script: { review: [reply('request-changes')], application: [reply('submitted'), 'silent'] } });
    expect(lines.slice(-6)).toEqual([
      'lapsed application.visiting.manager again 2',
      'place-released expired',
      'informed visiting expired',
      'informed hosting expired',
      'entered expired',
      'ended expired',
    ]);
  });

  test('that is declined: the place goes back, both are told', async () => {
    const { lines, ending } = await tellWith(scenarios['application declined']);
    expect(lines.slice(-5)).toEqual(['place-released declined', 'informed visiting declined', 'informed hosting declined', 'entered declined', 'ended declined']);
    expect(ending).toBe('declined');
  });

  test('that staff do not read in time: the lead is asked, the visitor told; nothing is decided by silence', async () => {
    const { lines, ending } = await tellWith({ script: { review: ['silent', 'silent', reply('approve')] } });
    const from = lines.indexOf('asked review.-.coordinator');
    expect(lines.slice(from, from + 9)).toEqual([
      'asked review.-.coordinator',
      'escalated review.-.coordinator',
      'lapsed review.-.coordinator',
      'informed visiting check-delayed',
      'asked review.-.lead',
      'escalated review.-.lead',
      'lapsed review.-.lead',
      'asked review.-.lead again 2',
      'answered review.-.lead again 2 approve',
    ]);
    expect(ending).toBe('completed');
  });

  test('without a place: waits with its number, is read once a place is offered', async () => {
    const { lines } = await tellWith(scenarios['place offered later']);
    const from = lines.indexOf('place-asked');
    expect(lines.slice(from, from + 6)).toEqual([
      'place-asked',
      'informed visiting place-waiting',
      'asked place.-.programme',
      'answered place.-.programme held',
      'entered in-review',
      'asked review.-.coordinator',
    ]);
  });

  test('without a place until the edition closes: expired', async () => {
    const { lines, endedAt } = await tellWith(scenarios['no place until the edition closes']);
    expect(lines.slice(-6)).toEqual([
      'lapsed place.-.programme',
      'place-released expired',
      'informed visiting expired',
      'informed hosting expired',
      'entered expired',
      'ended expired',
    ]);
    expect(endedAt).toBe('2027-12-31T22:59:59.000Z');
  });
});

describe('the signatures', () => {
  test('one declined: the other’s question is closed, withdrawn, the place goes back', async () => {
    const { lines, ending } = await tellWith({ script: { 'sign.hosting': [reply('declined')], 'sign.visiting': [reply('signed', {}, 9)] } });
    expect(lines.slice(-7)).toEqual([
      'answered sign.hosting.signatory declined',
      'closed sign.visiting.signatory other-declined',
      'place-released withdrawn',
      'informed visiting withdrawn',
      'informed hosting withdrawn',
      'entered withdrawn',
      'ended withdrawn',
    ]);
    expect(ending).toBe('withdrawn');
  });

  test('one declined after the other signed: withdrawn all the same', async () => {
    const { ending, lines } = await tellWith({ script: { 'sign.hosting': [reply('declined')] } });
    expect(ending).toBe('withdrawn');
    expect(lines.filter((line) => line.startsWith('closed'))).toEqual([]);
  });

  test('one missing: expired at its closing, the place goes back once', async () => {
    const { lines, ending } = await tellWith({ script: { 'sign.hosting': ['silent'] } });
    expect(ending).toBe('expired');
    expect(lines.filter((line) => line.startsWith('place-released'))).toEqual(['place-released expired']);
    expect(lines).not.toContain('agreement-signed');
  });

  test('both missing: both lapse in one go, expired once', async () => {
    const { lines, ending } = await tellWith(scenarios['nobody signs']);
    expect(ending).toBe('expired');
    expect(lines.filter((line) => line.startsWith('lapsed'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('ended'))).toHaveLength(1);
  });
});
