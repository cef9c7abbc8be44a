import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import { ConfigError, type ServiceConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { staffRoles, type StaffRole } from '../../libs/domain/programme/vocabulary.js';
import { requestDelivery } from '../../libs/mail/outbox/request-delivery.js';
import { anyProgramme } from '../../libs/programmes/definition-store.js';
import { inviteStaff } from '../../libs/staff/sign-in/invite.js';
import { revokeStaff } from '../../libs/staff/sign-in/revoke.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { runningConfig } from '../stack/running-config.js';
import { StackError } from '../stack/stack-error.js';

// `npm run staff -- invite <mail> [--roles coordinator,lead] [--name "…"] | list | revoke <mail>`

const usage = `npm run staff -- invite <mail> [--roles ${staffRoles.join(',')}] [--name "Programme coordinator"]
npm run staff -- list
npm run staff -- revoke <mail>`;

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
  const { command, address, roles, name } = readArguments(args);
  const config = runningConfig(process.env);
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 2 });
  try {
    if (command === 'invite') await invite(db, config, { email: address, roles, ...(name && { name }) });
    else if (command === 'revoke') await revoke(db, address);
    else await list(db);
  } finally {
    await db.destroy();
  }
}

interface Arguments {
  command: 'invite' | 'list' | 'revoke';
  address: string;
  roles: StaffRole[];
  name?: string | undefined;
}

function readArguments(args: string[]): Arguments {
  const options = { roles: { type: 'string' }, name: { type: 'string' } } as const;
  let read;
  try {
    read = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  const [command, address = ''] = read.positionals;
  if (command !== 'invite' && command !== 'list' && command !== 'revoke') throw new UsageError(usage);
  if (command !== 'list' && !/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/.test(address)) {
    throw new UsageError(`"${address}" is no e-mail address.\n${usage}`);
  }
  return { command, address, roles: readRoles(read.values.roles ?? 'coordinator'), name: read.values.name };
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
  const { client, connection } = temporalClient(config);
  await requestDelivery(client, invited.outboxId);
  await connection.close();
  say(`${invited.staff.name} <${invited.staff.email}> is ${invited.staff.roles.join(', ')} now; an invitation is on its way.`);
  say(`Token for the API, shown this once: ${invited.token}`);
  say(`Desk: ${config.publicUrl}/staff`);
}

async function revoke(db: DataSource, email: string): Promise<void> {
  const left = await db.transaction((tx) => revokeStaff(tx, email));
  if (!left) throw new UsageError(`Nobody in the office has the address ${email}.`);
  say(`${left.name} has left the office: tokens, sessions and links open nothing any more.`);
}

async function list(db: DataSource): Promise<void> {
  const staff = await db.manager.find(StaffMemberEntity, { order: { email: 'ASC' } });
  for (const { email, name, roles, leftAt } of staff) say(`${email.padEnd(36)} ${name.padEnd(24)} ${leftAt ? `left ${leftAt.slice(0, 10)}` : roles.join(', ')}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
