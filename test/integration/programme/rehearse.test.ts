import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mailCounts } from '../../../infra/rehearse/calendar-table.js';
import { Letters } from '../../../infra/rehearse/letters.js';
import { planOf, rehearse, type RehearsedRoad } from '../../../infra/rehearse/rehearse.js';
import { rehearsalReport } from '../../../infra/rehearse/rehearsal-report.js';
import { roadCalendar, type CalendarLine } from '../../../infra/rehearse/road-calendar.js';
import { roadsOf } from '../../../infra/rehearse/roads.js';
import { parsePromptId } from '../../../libs/domain/dossier/reference.js';
import { digestedPromptKinds, mailedPromptKinds, noticeKinds } from '../../../libs/domain/programme/vocabulary.js';
import { builtFile, projectRoot } from '../../../infra/stack/project-files.js';
import { programmeA, readShipped, shippedFile } from '../../unit/domain/shipped.js';

const execute = promisify(execFile);
const { definition, texts } = programmeA();
const plan = planOf(definition, '2026-11-23');

describe('a rehearsal of programme A', () => {
  let played: Map<string, RehearsedRoad>;
  beforeAll(async () => {
    const roads = await rehearse(definition, plan, roadsOf(definition, plan.visit));
    played = new Map(roads.map((road) => [road.road.key, road]));
  }, 120_000);

  const linesOf = (key: string): CalendarLine[] => {
    const { ref, dates, steps } = played.get(key)!;
    return roadCalendar(definition, new Letters(definition, [texts], dates, ref), dates, steps);
  };

  test('brings every road to its end', () => {
    const ends = [...played].map(([key, { steps }]) => [key, steps.at(-1)?.stage]);
    const others = ends.filter(([, end]) => end !== 'completed');
    expect(Object.fromEntries(others)).toEqual({
      'choose-host-visiting': 'expired',
      'application-visiting': 'expired',
      'no-place': 'expired',
      'sign-visiting': 'expired',
      'sign-hosting': 'expired',
      'sign-refused': 'withdrawn',
      withdrawn: 'withdrawn',
      'no-host': 'cancelled',
      cancelled: 'cancelled',
      'settlement-visiting': 'cancelled',
      'settlement-hosting': 'cancelled',
      'settled-proven-costs': 'cancelled',
      'settled-nothing': 'cancelled',
      declined: 'declined',
    });
    expect(played.get('happy')?.steps.at(-1)?.stage).toBe('completed');
    expect(played.size).toBe(roadsOf(definition, plan.visit).length);
  });

  test('shows every mail that an exchange can send to a hub', () => {
    const sent = new Set([...played.keys()].flatMap((key) => linesOf(key).map(({ mail }) => mail)));
    expect([...mailedPromptKinds, ...noticeKinds].filter((kind) => !sent.has(kind))).toEqual([]);
  });

  test('has every question to the office once with silence, and once with an answer', () => {
    const events = [...played.values()].flatMap(({ steps }) => steps.flatMap((step) => step.events));
    const kindsThat = (kind: 'answered' | 'lapsed'): Set<string> => new Set(events.flatMap((event) => (event.kind === kind ? [parsePromptId(event.prompt).kind] : [])));
    const [answered, lapsed] = [kindsThat('answered'), kindsThat('lapsed')];
    expect(digestedPromptKinds.filter((kind) => !answered.has(kind) || !lapsed.has(kind))).toEqual([]);
  });

  test('keeps within the budget of mails on every road', () => {
    const report = rehearsalReport(definition, [texts], plan, [...played.values()]);
    expect(report).not.toContain('TOO MANY');
    const one = { ...definition.messages, roads: { ...definition.messages.roads, declined: { parties: { visiting: { mails: 3, questions: 1 } }, staff: {} } } };
    expect(rehearsalReport({ ...definition, messages: one }, [texts], plan, [played.get('declined')!])).toContain('Visiting hub 4 of 3 (TOO MANY)');
  });

  test('shows a postponement: what stands still, the office’s question, and the dates after it', () => {
    const lines = linesOf('postponed');
    const from = lines.findIndex(({ what }) => what === 'Lead postponed the exchange until further notice.');
    const told = lines.slice(from, lines.findIndex(({ kind, what }) => kind === 'act' && what.startsWith('The plan changed')) + 1);
    const seen = told.map(({ who, kind, what }) => `${who || '-'} | ${kind} | ${what.replace(/ \(P2P-.*\)$/, '').replace(/ \[.*\]$/, '')}`);
    const question = 'Do you agree to this change of plan?';
    const staff = 'Shall the exchange of Visiting hub and Host stay postponed?';
    expect(seen).toEqual([
      'Lead | act | Lead postponed the exchange until further notice.',
      `Host: manager | stands still | with 3 working days left to answer: ${question}`,
      '- | stands still | The morning after the visit: Friday 30 April 2027',
      '- | stands still | A week before the visit: Monday 19 April 2027',
      'Visiting hub: manager | mail | Postponed until further notice',
      'Host: manager | mail | Postponed until further notice',
      `Director | hand-over | late: ${staff}`,
      `Lead | digest | ${staff}`,
      'Lead | answer | Lead let the exchange stay postponed.',
      `Director | hand-over | late: ${staff}`,
      `Lead | digest | ${staff}`,
      'Lead | answer | Lead let the exchange go on.',
      `Host: manager | goes on | ${question}`,
      '- | goes on | The morning after the visit: Friday 30 April 2027',
      '- | goes on | A week before the visit: Monday 19 April 2027',
      'Visiting hub: manager | mail | Your exchange goes on',
      'Host: manager | mail | Your exchange goes on',
      'Host: manager | answer | Host: manager agreed to the change for Host.',
      '- | act | The plan changed. The visit moves to Monday 24 May 2027 to Thursday 27 May 2027.',
    ]);
    const [stood, goesOn] = ['stands still', 'goes on'].map((kind) => told.find((line) => line.kind === kind)!);
    expect(goesOn!.dueAt! > goesOn!.at && goesOn!.at > stood!.at).toBe(true);
    expect(lines.find(({ what }) => what.startsWith('Next week'))?.at.slice(0, 10)).toBe('2027-05-17');
  });

  test('keeps within the budget of mails when everybody answers', () => {
    const { visiting, hosting } = Object.fromEntries(mailCounts(linesOf('happy')));
    const allowed = definition.messages.parties;
    expect(visiting! + 1).toBe(allowed['visiting']?.mails); // and the one that confirms the address
    expect(hosting).toBe(allowed['hosting']?.mails);
  });

  test('sends no mail to a hub at night, at weekends or in quiet periods, but what somebody waits for', () => {
    const atOnce = /^(Your code|We have your (application|costs)|You are number)/;
    const mails = [...played.keys()].flatMap((key) => linesOf(key).filter(({ kind, what }) => kind === 'mail' && !atOnce.test(what)));
    expect(mails.length).toBeGreaterThan(150);
    const odd = mails.filter(({ at }) => {
      const local = new Intl.DateTimeFormat('en-GB', { timeZone: definition.zone, weekday: 'short', hour: '2-digit', month: '2-digit', day: '2-digit', hour12: false });
      const parts = Object.fromEntries(local.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
      const day = `${parts['month']}-${parts['day']}`;
      const quiet = (day >= '08-01' && day <= '08-31') || day >= '12-20' || day <= '01-06';
      return quiet || ['Sat', 'Sun'].includes(parts['weekday']!) || Number(parts['hour']) < 8 || Number(parts['hour']) > 18;
    });
    expect(odd).toEqual([]);
  });

  test('shows each silence: reminders, who takes over, and what closes, in this order', () => {
    const kinds = linesOf('sign-hosting')
      .filter(({ who, what }) => who === 'Host: signatory' || /to call Host: signatory/.test(what))
      .map(({ kind }) => kind);
    expect(kinds).toEqual(['mail', 'mail', 'mail', 'hand-over', 'closed']);
    expect(linesOf('office').filter(({ kind, who }) => kind === 'digest' && who === 'Lead').length).toBeGreaterThanOrEqual(3);
  });

  test('happens at the very instants of the calendar, however far apart', () => {
    const { steps } = played.get('application-visiting')!;
    const lapsed = steps.find(({ events }) => events.some(({ kind }) => kind === 'lapsed'))!;
    expect(lapsed.at.slice(0, 19)).toBe('2026-12-09T22:59:59');
  });

  test('is told as one table a road', () => {
    const report = rehearsalReport(definition, [texts], plan, [played.get('happy')!, played.get('application-visiting')!]);
    expect(report).toMatch(/^P2P Learning Program, version 1: a visit from 2027-02-01 to 2027-02-04\./);
    expect(report).toContain('Everybody answers [happy]\n=========================\nday ');
    expect(report).toContain('Mails: Visiting hub 11 of 11, Host 8 of 8.');
    expect(report).toContain('Visiting hub: manager is silent: Send your application [application-visiting]\n');
  });
});

test('a definition with other dates is rehearsed by them', async () => {
  const read = readShipped([['due: 14d\n    reminders: [7d, 12d]', 'due: 21d\n    reminders: [7d, 12d]']]);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const [road] = await rehearse(read.definition, plan, roadsOf(read.definition, plan.visit).filter(({ key }) => key === 'application-visiting'));
  const lapsed = road!.steps.find(({ events }) => events.some(({ kind }) => kind === 'lapsed'))!;
  expect(lapsed.at.slice(0, 10) > '2026-12-15').toBe(true);
}, 60_000);

describe('npm run programme', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-programme-'));
  const file = join(folder, 'definition.yaml');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes a definition with its texts, and runs a command on it. */
  async function run(text: string, ...args: string[]): Promise<{ code: number; said: string }> {
    cpSync(join(projectRoot, 'programmes/p2p-learning/texts'), join(folder, 'texts'), { recursive: true });
    writeFileSync(file, text);
    const options = { env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', DATA_DIR: join(folder, 'nothing-here') } };
    return execute(process.execPath, [builtFile('infra/commands/programme.js'), ...args], options).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }),
    );
  }
  const sound = shippedFile('definition.yaml').text;

  test.each(['validate', 'diff', 'publish', 'rehearse'])('%s names the problems of a bad definition', async (command) => {
    const { code, said } = await run(sound.replace('due: 7wd', 'due: 7 weeks'), command, file);
    expect(code).toBe(1);
    expect(said).toMatch(/definition\.yaml:\d+: prompts\.availability\.due: /);
  });

  test('validate accepts a sound one', async () => {
    expect(await run(sound, 'validate', file)).toEqual({ code: 0, said: 'p2p-learning version 1 is sound.\n' });
  });

  test.each(['diff', 'publish'])('%s says what is missing when nothing runs', async (command) => {
    expect(await run(sound, command, file)).toMatchObject({ code: 1, said: expect.stringMatching(/npm start/) });
  });

  test('rehearse prints the road that is asked for, and refuses what it does not know', async () => {
    const { code, said } = await run(sound, 'rehearse', file, '--road', 'application-visiting', '--from', '2026-11-23');
    expect(code).toBe(0);
    expect(said).toMatch(/is silent: Send your application/);
    expect(await run(sound, 'rehearse', file, '--road', 'moon')).toMatchObject({ code: 2, said: expect.stringMatching(/no road "moon".*happy/) });
    expect(await run(sound, 'rehearse', file, '--from', 'tomorrow')).toMatchObject({ code: 2 });
    expect(await run(sound, 'rehearse', file, '--loud')).toMatchObject({ code: 1 });
  }, 60_000);

  test.each([[[]], [['validate']], [['burn', 'file']], [['toString', 'file']]])('%j tells how it is used', async (args) => {
    expect(await run(sound, ...args)).toMatchObject({ code: 2, said: expect.stringMatching(/npm run programme -- validate/) });
  });
});
