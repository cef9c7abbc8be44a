import { ConfigError, loadConfig } from '../../libs/platform/config/config.js';
import { readRunningStack } from '../stack/running-stack.js';
import { RobotStuck } from './robot-stuck.js';
import { StaffApiRefusal } from './staff-api.js';
import { CannotFill } from './fill-form.js';
import { playNames, type PlayName } from './plays.js';
import { walkThrough } from './walkthrough.js';

// `npm run walkthrough [-- --ending <name>]`: robots play one whole exchange on the running system and print what happens
// to whom, and when.

process.exitCode = await main().catch((error: unknown) => {
  const isForPeople = [ConfigError, RobotStuck, StaffApiRefusal, CannotFill].some((kind) => error instanceof kind);
  process.stderr.write(`\n${isForPeople ? (error as Error).message : String(error instanceof Error ? error.stack : error)}\n`);
  return 1;
});

async function main(): Promise<number> {
  const play = playOf(process.argv.slice(2));
  if (!play.ok) {
    process.stderr.write(`npm run walkthrough knows no "${play.unknown}": it takes --ending ${playNames.join('|')}.\n`);
    return 1;
  }
  const { dataDir } = loadConfig();
  const stack = readRunningStack(dataDir);
  if (!stack) {
    process.stderr.write(`No system runs on ${dataDir}: start it with npm start, in another terminal, then run this again.\n`);
    return 1;
  }
  if (!stack.mailboxUrl) {
    process.stderr.write('The running system sends its mail to a server outside (SMTP_URL): the robots need the mailbox that npm start brings.\n');
    return 1;
  }
  const result = await walkThrough({ ...stack, mailboxUrl: stack.mailboxUrl }, play.name, (line) => void process.stdout.write(`${line}\n`));
  return result.ok ? 0 : 1;
}

/** The ending that was asked for; without an option, the happy one. */
function playOf([option, name, more]: string[]): { ok: true; name: PlayName } | { ok: false; unknown: string } {
  if (option === undefined) return { ok: true, name: 'completed' };
  if (option !== '--ending') return { ok: false, unknown: option };
  const known = playNames.find((each) => each === name);
  if (known === undefined || more !== undefined) return { ok: false, unknown: `${option} ${more ?? name ?? ''}`.trim() };
  return { ok: true, name: known };
}
