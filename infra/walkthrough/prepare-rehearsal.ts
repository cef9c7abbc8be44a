import { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { loadServiceConfig } from '../../libs/platform/config/config.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { EditionEntity, StaffTokenEntity, type StaffMemberEntity } from '../../libs/platform/db/entities/index.js';
import { editionOpensAt } from '../../libs/domain/calendar/moments.js';
import { atTime, isoInstant, onOrNextDay, weekdayOf } from '../../libs/domain/calendar/working-days.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import type { StaffRole } from '../../libs/domain/programme/vocabulary.js';
import { programmeOfEdition } from '../../libs/programmes/definition-store.js';
import { secretHash } from '../../libs/staff/sign-in/secret.js';
import { activeStaff } from '../../libs/staff/sign-in/staff-members.js';
import { issueToken } from '../../libs/staff/sign-in/tokens.js';
import { createRehearsalEdition } from '../../libs/rehearsal/rehearsal-edition.js';
import type { RunningStack } from '../stack/running-stack.js';
import { visitAfter } from './answers.js';
import { newCanaries } from './canaries.js';
import { staffRobots, type StaffRobot } from './cast.js';
import { MailboxClient } from './mailbox-client.js';
import { plays, type Play } from './plays.js';
import type { RehearsalHooks, RehearsalInput } from './rehearsal-input.js';
import { RobotStuck } from './robot-stuck.js';
import { StaffApi } from './staff-api.js';
import { Timeline } from './timeline.js';

/** The running system, with a mailbox that robots can read. */
export type WalkedStack = Pick<RunningStack, 'publicUrl' | 'staffUrl' | 'temporalUiUrl' | 'env'> & { mailboxUrl: string };

/** What a rehearsal can be told beside its system. */
export interface RehearsalWishes {
  say?: (line: string) => void;
  play?: Play;
  /** How long things may take to settle, in milliseconds; longer where parts of the system are killed. */
  patienceMs?: number;
  hooks?: RehearsalHooks;
}

/** Everything that the robots need, and how to clear it away. */
export interface PreparedRehearsal extends RehearsalInput {
  /** Ends the token with which the clock was moved. */
  end(): Promise<void>;
}

/** Programme, hubs and office of the shipped sample network. */
const programme = 'p2p-learning';
const hubs = { visitingHub: 'bios', hostingHub: 'betahaus' };

/** Makes an edition of its own, with a clock that may be moved and a token to move it, and decides who plays whom. */
export async function prepareRehearsal(stack: WalkedStack, { say = () => {}, play = plays.completed, patienceMs = 30_000, hooks }: RehearsalWishes = {}): Promise<PreparedRehearsal> {
  const { databaseUrl } = loadServiceConfig(stack.env);
  return withDatabase(databaseUrl, async ({ manager: db }) => {
    const { id } = await db.findOneByOrFail(EditionEntity, { definitionId: programme, rehearsal: false });
    const { definition } = await programmeOfEdition(db, id);
    const startsAt = firstMonday(definition);
    const edition = await createRehearsalEdition(db, programme, { startsAt });
    const staff = await activeStaff(db);
    const robots = {
      coordinator: memberWith(staff, 'coordinator', 'finance'),
      finance: memberWith(staff, 'finance', 'coordinator'),
      lead: memberWith(staff, 'lead', 'coordinator'),
    } satisfies Record<StaffRobot, StaffMemberEntity>;
    const token = await issueToken(db, robots.coordinator.id);
    return {
      publicUrl: stack.publicUrl,
      staffUrl: stack.staffUrl,
      mailbox: new MailboxClient(stack.mailboxUrl),
      api: new StaffApi(stack.staffUrl, token),
      edition,
      startsAt,
      definition,
      office: {
        coordinator: robots.coordinator.email,
        finance: robots.finance.email,
        lead: robots.lead.email,
        others: staff.filter((one) => !Object.values(robots).includes(one)).map(({ email }) => email),
        ids: new Map(staffRobots.map((who): [string, StaffRole] => [robots[who].id, who])),
      },
      plot: { canaries: newCanaries(), ...hubs, ...visitAfter(startsAt) },
      play,
      timeline: new Timeline(definition.zone, say),
      patienceMs,
      ...(hooks && { hooks }),
      end: () => withDatabase(databaseUrl, (source) => revoke(source, token)),
    };
  });
}

/** The first Monday morning on which the edition is open, so that every rehearsal has the same dates. */
function firstMonday(definition: Definition): string {
  const opens = DateTime.fromISO(editionOpensAt(definition.edition), { zone: definition.zone });
  return isoInstant(atTime(onOrNextDay(opens.plus({ days: 1 }), (day) => weekdayOf(day) === 'mon'), '10:00'));
}

/** Somebody who has one role and not the other: who checks a claim never approves its payment, and each robot is one person. */
function memberWith(staff: readonly StaffMemberEntity[], role: StaffRole, without: StaffRole): StaffMemberEntity {
  const found = staff.find(({ roles }) => roles.includes(role) && !roles.includes(without));
  if (!found) throw new RobotStuck(`The office has nobody who is ${role} and not ${without}: invite somebody with npm run staff -- invite.`);
  return found;
}

async function revoke({ manager }: DataSource, token: string): Promise<void> {
  await manager.update(StaffTokenEntity, { tokenHash: secretHash(token) }, { revokedAt: new Date().toISOString() });
}

async function withDatabase<T>(url: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = await openDatabase(url, { connections: 2 });
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
