import 'reflect-metadata';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import { freePorts } from '../stack/ports.js';
import { projectRoot } from '../stack/project-files.js';
import type { WalkedStack } from '../walkthrough/prepare-rehearsal.js';
import type { JournalEntry } from '../walkthrough/staff-api.js';
import { dumpDatabase, type Migration } from './dump.js';
import { playUntilRelease, resting, type KeptExchange, type KeptFolder, type Resting } from './resting.js';

// `node dist/infra/upgrade/make-folder.js <commit> [<built checkout of it>]`: makes the data folder that the upgrade tests start from, with the
// program of that commit: its own robots play an exchange into every stage, then everything is stopped where it stands.
// The result is test/upgrade/<commit>.tar.gz: database as SQL, the engine's sqlite, mailbox, files and keys.

const portVariables = ['PORT', 'MAILBOX_PORT', 'SMTP_PORT', 'INCOMING_SMTP_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];

await main(process.argv[2] ?? '', process.argv[3]);

async function main(commit: string, built?: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-upgrade-'));
  execFileSync('chmod', ['711', folder]);
  const program = built ?? checkOut(commit, join(folder, 'program'));
  const dataDir = join(folder, 'data');
  const ports = Object.fromEntries((await freePorts(portVariables.length)).map((port, at) => [portVariables[at] ?? '', String(port)]));
  const env = { ...process.env, NODE_OPTIONS: '', ...ports, DATA_DIR: dataDir };
  const started = await start(program, env);
  const { readRunningStack } = await from<typeof import('../stack/running-stack.js')>(program, 'infra/stack/running-stack.js');
  const stack = readRunningStack(dataDir);
  if (!stack?.mailboxUrl) throw new Error('the system left no note of itself');
  const exchanges = await playAll(program, { ...stack, mailboxUrl: stack.mailboxUrl });
  const kept: KeptFolder = { commit, stoppedAt: new Date().toISOString(), publicUrl: stack.publicUrl, exchanges };
  const sql = await stopAndDump(started, program, stack.env['DATABASE_URL'] ?? '', dataDir);
  pack(kept, sql, dataDir, join(folder, 'kept'));
  rmSync(folder, { recursive: true, force: true });
}

/** The program of the commit, built, with dependencies of its own. */
function checkOut(commit: string, program: string): string {
  const run = (command: string, args: string[], cwd: string) => execFileSync(command, args, { cwd, stdio: 'inherit' });
  run('git', ['clone', '--quiet', '--no-checkout', projectRoot, program], projectRoot);
  run('git', ['checkout', '--quiet', commit], program);
  run(process.execPath, ['infra/bootstrap.mjs', 'build'], program);
  return program;
}

/** A module of the other program, which has at least what is used of it here. */
function from<T>(program: string, file: string): Promise<T> {
  return import(pathToFileURL(join(program, 'dist', file)).href) as Promise<T>;
}

async function start(program: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['infra/bootstrap.mjs', 'start'], { cwd: program, env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    process.stdout.write(chunk);
    if (/^ready /m.test(chunk.toString())) break;
  }
  if (child.exitCode !== null) throw new Error('the system did not start');
  return child;
}

async function playAll(program: string, stack: WalkedStack): Promise<KeptExchange[]> {
  const { prepareRehearsal } = await from<typeof import('../walkthrough/prepare-rehearsal.js')>(program, 'infra/walkthrough/prepare-rehearsal.js');
  const { Rehearsal } = await from<typeof import('../walkthrough/rehearsal.js')>(program, 'infra/walkthrough/rehearsal.js');
  const { plays } = await from<typeof import('../walkthrough/plays.js')>(program, 'infra/walkthrough/plays.js');
  const database = new pg.Client({ connectionString: stack.env['DATABASE_URL'] });
  await database.connect();
  const kept: KeptExchange[] = [];
  for (const [name, rest] of Object.entries(resting) as [KeptExchange['name'], Resting][]) {
    const prepared = await prepareRehearsal(stack, { play: playUntilRelease(plays[rest.play], rest), patienceMs: 120_000 });
    if (rest.noPlace) await database.query('update edition set places = 0 where id = $1', [prepared.edition]);
    const rehearsal = new Rehearsal(prepared);
    await rehearsal.begin();
    await rehearsal.playUntil((journal) => journal.some((entry) => rests(rest, entry)));
    const { canaries, ...plot } = prepared.plot;
    kept.push({ name, ref: rehearsal.ref ?? '', edition: prepared.edition, mark: canaries.mark, ...plot });
    process.stdout.write(`- ${rehearsal.ref}: ${name}\n`);
    await prepared.end();
  }
  await database.end();
  return kept;
}

function rests({ when }: Resting, { kind, detail }: JournalEntry): boolean {
  if (kind !== when.kind || (when.stage && detail['stage'] !== when.stage)) return false;
  return !when.question || parsePromptId(String(detail['prompt'])).kind === when.question;
}

/** Nothing runs any more when the database is written down, so that it and the engine tell of the same instant. */
async function stopAndDump(started: ChildProcess, program: string, url: string, dataDir: string): Promise<string> {
  started.kill('SIGTERM');
  await once(started, 'exit');
  const { withPostgresAlone } = await import('./postgres-alone.js');
  const migrations = await Promise.any(['libs/platform/db/migrations/index.js', 'libs/db/migrations/index.js'].map((file) => from<{ migrations: Migration[] }>(program, file)));
  return withPostgresAlone(dataDir, url, (client) => dumpDatabase(client, migrations.migrations));
}

function pack(kept: KeptFolder, sql: string, dataDir: string, draft: string): void {
  mkdirSync(draft);
  for (const part of ['temporal', 'mailbox', 'files', 'secrets.json']) if (existsSync(join(dataDir, part))) cpSync(join(dataDir, part), join(draft, part), { recursive: true });
  writeFileSync(join(draft, 'database.sql'), sql);
  writeFileSync(join(draft, 'kept.json'), `${JSON.stringify(kept, undefined, 1)}\n`);
  const target = join(projectRoot, 'test', 'upgrade', `${kept.commit}.tar.gz`);
  mkdirSync(join(projectRoot, 'test', 'upgrade'), { recursive: true });
  execFileSync('tar', ['--owner=0', '--group=0', '-C', draft, '-cf', `${target}.tar`, '.']);
  execFileSync('sh', ['-c', `gzip -9n < '${target}.tar' > '${target}' && rm '${target}.tar'`]);
  process.stdout.write(`${target}\n`);
}
