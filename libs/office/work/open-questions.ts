import { In, IsNull, LessThanOrEqual, Not } from 'typeorm';
import type { PromptKind, StaffRole } from '../../domain/programme/vocabulary.js';
import { systemRole } from '../../domain/programme/vocabulary.js';
import { PromptEntity } from '../../platform/db/entities/index.js';
import { answeringRoles, runPromptKinds } from '../../staff/permissions/may-decide.js';
import type { Office } from '../office.js';
import { mostListed, type Listed } from './listed.js';

/** Whose questions are looked for, and which. */
export interface QuestionWish {
  /** Those that one of these roles is to take up; absent: everybody's. */
  roles?: readonly StaffRole[];
  /** Asked (or, of parties, due) until this instant of the edition's clock. */
  until?: string;
  /** Without the money that finance decides in its weekly run, unless its date has passed. */
  withoutRun?: boolean;
}

/** Open questions that are alike in all that says whose they are. */
type Group = Pick<PromptEntity, 'kind' | 'role'> & { escalated: boolean; n: number };

/** Open questions to staff, the most urgent first. They are counted by an index alone; only the first few are read. */
export async function questionsToStaff(office: Office, { roles, until, withoutRun = false }: QuestionWish): Promise<Listed<PromptEntity>> {
  const { db, edition, programme } = office;
  const groups: Group[] = await db.query(
    `select kind, role, escalated_at is not null as escalated, count(*)::int as n from prompt
     where edition = $1 and status = 'open' and role is not null and role <> $2 and asked_at <= $3 group by 1, 2, 3`,
    [edition.id, systemRole, until ?? 'infinity'],
  );
  const wanted = groups.filter((group) => {
    if (!isRipe(group) || (withoutRun && runPromptKinds.includes(group.kind) && group.role === 'finance' && !group.escalated)) return false;
    const own = answeringRoles({ kind: group.kind, role: group.role, escalatedAt: group.escalated ? edition.createdAt : null }, programme.definition);
    return own.length > 0 && (roles === undefined || own.some((role) => roles.includes(role)));
  });
  const first = [];
  for (const { kind, role, escalated } of wanted) {
    first.push(
      ...(await db.find(PromptEntity, {
        where: {
          ...{ edition: edition.id, status: 'open' as const, kind, role: role!, escalatedAt: escalated ? Not(IsNull()) : IsNull() },
          ...(until !== undefined && { askedAt: LessThanOrEqual(until) }),
        },
        order: { dueAt: 'ASC', id: 'ASC' },
        take: mostListed,
      })),
    );
  }
  return { first: first.toSorted(byDate).slice(0, mostListed), count: wanted.reduce((sum, { n }) => sum + n, 0) };
}

/** Whether an exchange stays postponed is asked every few weeks only: the question shows once its date has come. */
function isRipe({ kind, escalated }: Group): boolean {
  return kind !== 'pause-check' || escalated;
}

/** Questions to parties past the date that they read and that somebody of the office is to call about, the oldest first. */
export async function silentQuestions(office: Office, mayCall: (kind: PromptKind) => boolean, until: string): Promise<Listed<PromptEntity>> {
  const { db, edition } = office;
  const groups: { kind: PromptKind; n: number }[] = await db.query(
    `select kind, count(*)::int as n from prompt where edition = $1 and status = 'open' and role is null and frozen is null and due_at <= $2 group by kind`,
    [edition.id, until],
  );
  const kinds = groups.filter(({ kind }) => mayCall(kind));
  if (kinds.length === 0) return { first: [], count: 0 };
  const first = await db.find(PromptEntity, {
    where: { edition: edition.id, status: 'open', role: IsNull(), frozen: IsNull(), kind: In(kinds.map(({ kind }) => kind)), dueAt: LessThanOrEqual(until) },
    order: { dueAt: 'ASC', id: 'ASC' },
    take: mostListed,
  });
  return { first, count: kinds.reduce((sum, { n }) => sum + n, 0) };
}

function byDate(a: PromptEntity, b: PromptEntity): number {
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
