import { describe, expect, test } from '@jest/globals';
import { reply, scenarios, tellWith } from './scenarios.js';

describe('the host', () => {
  test('who says no: the candidate is offered others about that answer, and the one chosen is asked', async () => {
    const { lines, ending } = await tellWith(scenarios['host says no, another is chosen']);
    expect(lines.slice(1, 7)).toEqual([
      'answered availability.hosting.manager no',
      'entered choosing-host',
      'asked choose-host.visiting.manager',
      'answered choose-host.visiting.manager chosen',
      'host-chosen',
      'entered host-asked',
    ]);
    expect(ending).toBe('completed');
  });

  test('who says no, and the candidate wants help: staff pick another, who is asked anew', async () => {
    const { lines, ending } = await tellWith(scenarios['host says no, staff pick another']);
    expect(lines.slice(4, 9)).toEqual([
      'answered choose-host.visiting.manager help',
      'entered matching',
      'asked pick-host.-.coordinator',
      'answered pick-host.-.coordinator picked',
      'host-picked',
    ]);
    expect(ending).toBe('completed');
  });

  test('who cannot be found: cancelled, the visitor is told, no place was held', async () => {
    const { lines, ending } = await tellWith(scenarios['host says no, staff give up']);
    expect(lines.slice(-3)).toEqual(['informed visiting cancelled', 'entered cancelled', 'ended cancelled']);
    expect(ending).toBe('cancelled');
    expect(lines.filter((line) => line.startsWith('place'))).toEqual([]);
  });

  test('who is silent: at the due date the candidate is offered others; the one chosen ends the request with a kind mail', async () => {
    const { lines, ending } = await tellWith(scenarios['host is silent']);
    expect(lines.slice(0, 11)).toEqual([
      'asked availability.hosting.manager',
      'reminded availability.hosting.manager nth 1',
      'reminded availability.hosting.manager nth 2',
      'escalated availability.hosting.manager',
      'entered choosing-host',
      'asked choose-host.visiting.manager',
      'answered choose-host.visiting.manager chosen',
      'closed availability.hosting.manager overtaken',
      'informed hosting request-closed',
      'host-chosen',
      'entered host-asked',
    ]);
    expect(ending).toBe('completed');
  });

  test('whose yes comes late, before another was chosen: it counts, and the candidate need not choose', async () => {
    const { lines, ending } = await tellWith(scenarios['a late yes counts']);
    expect(lines).toContain('answered availability.hosting.manager yes');
    expect(lines).toContain('closed choose-host.visiting.manager overtaken');
    expect(ending).toBe('completed');
  });

  test('who is silent, as is the candidate: expired after a month, and only who still waits is told', async () => {
    const { lines } = await tellWith(scenarios['nobody answers about a host']);
    expect(lines.slice(-3)).toEqual(['informed visiting expired', 'entered expired', 'ended expired']);
    expect(lines.filter((line) => line.startsWith('informed hosting'))).toEqual([]);
  });

  test('who said yes late, while staff looked for another: the yes counts, staff are not asked any more', async () => {
    const { lines, ending } = await tellWith(scenarios['a late yes while staff look for a host']);
    expect(lines).toContain('closed pick-host.-.coordinator overtaken');
    expect(lines).not.toContain('informed hosting request-closed');
    expect(ending).toBe('completed');
  });

  test('whose other dates were declined is told', async () => {
    const { lines } = await tellWith(scenarios['host proposes other dates, declined']);
    expect(lines.slice(lines.indexOf('answered dates.visiting.manager decline')).slice(0, 3)).toEqual([
      'answered dates.visiting.manager decline',
      'informed hosting request-closed',
      'entered choosing-host',
    ]);
  });

  test('after the hosts that the programme allows to ask, staff help', async () => {
    const { stages } = await tellWith({ script: { availability: [reply('no'), reply('no'), reply('no'), reply('no'), reply('no'), reply('yes')] } });
    expect(stages.filter((stage) => stage === 'host-asked')).toHaveLength(6);
    expect(stages.filter((stage) => stage === 'matching')).toHaveLength(1);
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

  test.each([[[reply('decline')]], [['silent' as const]]])('whose other dates are not accepted: the candidate chooses on (%j)', async (dates) => {
    const { stages, lines } = await tellWith({ script: { availability: [reply('other-dates'), reply('yes')], dates } });
    expect(stages.slice(0, 5)).toEqual(['host-asked', 'agreeing-dates', 'choosing-host', 'host-asked', 'applying']);
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
