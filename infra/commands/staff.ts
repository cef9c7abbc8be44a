import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { ConfigError, type ServiceConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { staffRoles, type StaffRole } from '../../libs/domain/programme/vocabulary.js';
import { anyProgramme } from '../../libs/programmes/definition-store.js';
import { changeConflicts, type ConflictChange, type ConflictRefusal } from '../../libs/staff/sign-in/conflicts.js';
import { inviteStaff } from '../../libs/staff/sign-in/invite.js';
import { revokeStaff } from '../../libs/staff/sign-in/revoke.js';
import { staffByEmail } from '../../libs/staff/sign-in/staff-members.js';
import { runningConfig } from '../stack/running-config.js';
import { StackError } from '../stack/stack-error.js';

// `npm run staff -- invite <mail> [--roles coordinator,lead] [--name "…"] | conflicts <mail> … | list | revoke <mail>`

const usage = `npm run staff -- invite <mail> [--roles ${staffRoles.join(',')}] [--name "Programme coordinator"]
npm run staff -- conflicts <mail> [--add <organisation>,…] [--remove <organisation>,…] --why "…"
                            organisations (by id) that the person never decides for; with neither: which they are
npm run staff -- list
npm run staff -- revoke <mail>`;

const commands = ['invite', 'conflicts', 'list', 'revoke'] as const;

/** What keeps a command from changing conflicts; the others are for people at the desk. */
const sentences: Record<ConflictRefusal, (organisation: string) => string> = {
  'no-such-staff': () => 'Nobody in the office has this address.',
  'no-such-organisation': (organisation) => `There is no organisation "${organisation}": write its id, as npm run network -- export shows it.`,
  'nothing-changes': () => 'That is so already: nothing has changed.',
  'no-reason': () => 'Say why, in at most 500 characters: --why "sits on the board".',
  'others-conflicts': () => 'The conflicts of others are entered by the lead or the director.',
  'own-conflict': () => 'Nobody lifts a conflict of their own.',
};

/** Something that the person at the keyboard can put right. */
class UsageError extends Error {}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isForPeople = error instanceof UsageError || error instanceof StackError || error instanceof ConfigError;
  process.stderr.write(`${isForPeople ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
}

async function main(args: string[]): Promise<void> {
  const { command, address, roles, name, change } = readArguments(args);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 2 });
  try {
    if (command === 'invite') await invite(db, config, { email: address, roles, ...(name && { name }) });
    else if (command === 'revoke') await revoke(db, address);
    else if (command === 'conflicts') await conflicts(db, address, change);
    else await list(db);
  } finally {
    await db.destroy();
  }
}

interface Arguments {
  command: (typeof commands)[number];
  address: string;
  roles: StaffRole[];
  name?: string | undefined;
  /** Of conflicts of interest. */
  change: Omit<ConflictChange, 'staffId'>;
}

function readArguments(args: string[]): Arguments {
  const text = { type: 'string' } as const;
  const options = { roles: text, name: text, add: text, remove: text, why: text };
  let read;
  try {
    read = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  const [named, address = ''] = read.positionals;
  const command = commands.find((each) => each === named);
  if (command === undefined) throw new UsageError(usage);
  if (command !== 'list' && !/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/.test(address)) {
    throw new UsageError(`"${address}" is no e-mail address.\n${usage}`);
  }
  const { roles = 'coordinator', name, add, remove, why = '' } = read.values;
  return { command, address, roles: readRoles(roles), name, change: { add: idsIn(add), remove: idsIn(remove), why } };
}

function idsIn(text = ''): string[] {
  return text.split(',').map((id) => id.trim()).filter((id) => id !== '');
}

function readRoles(text: string): StaffRole[] {
  const wanted = text.split(',').map((role) => role.trim());
  const unknown = wanted.find((role) => !(staffRoles as readonly string[]).includes(role));
  if (unknown !== undefined) throw new UsageError(`There is no role "${unknown}": it is one of ${staffRoles.join(', ')}.`);
  return wanted as StaffRole[];
}

async function invite(db: DataSource, config: ServiceConfig, who: { email: string; roles: StaffRole[]; name?: string }): Promise<void> {
  const { definition } = await anyProgramme(db.manager);
  const invited = await db.transaction((tx) => inviteStaff(tx, config, { ...who, zone: definition.zone }));
  say(`${invited.staff.name} <${invited.staff.email}> is ${invited.staff.roles.join(', ')} now; an invitation is on its way.`);
  say(`Token for the API, shown this once: ${invited.token}`);
  say(`Desk: ${config.publicUrl}/staff`);
}

async function revoke(db: DataSource, email: string): Promise<void> {
  const left = await db.transaction((tx) => revokeStaff(tx, email));
  if (!left) throw new UsageError(`Nobody in the office has the address ${email}.`);
  say(`${left.name} has left the office: tokens, sessions and links open nothing any more.`);
}

async function conflicts(db: DataSource, email: string, change: Omit<ConflictChange, 'staffId'>): Promise<void> {
  const staff = await staffByEmail(db.manager, email);
  if (!staff) throw new UsageError(`Nobody in the office has the address ${email}.`);
  const asks = change.add.length + change.remove.length === 0;
  const done = asks ? { ok: true as const, staff } : await db.transaction((tx) => changeConflicts(tx, 'system', { ...change, staffId: staff.id }));
  if (!done.ok) throw new UsageError(sentences[done.code](done.organisation ?? ''));
  const all = done.staff.conflicts;
  say(`${staff.name} <${staff.email}> ${all.length === 0 ? 'may decide for every organisation' : `never decides for ${all.join(', ')}`}.`);
}

async function list(db: DataSource): Promise<void> {
  const staff = await db.manager.find(StaffMemberEntity, { order: { email: 'ASC' } });
  for (const { email, name, roles, leftAt } of staff) say(`${email.padEnd(36)} ${name.padEnd(24)} ${leftAt ? `left ${leftAt.slice(0, 10)}` : roles.join(', ')}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
