import type { Client } from '@temporalio/client';
import { In, type DataSource, type EntityManager } from 'typeorm';
import { DossierEntity, PaymentEntity, RecoveryEntity, type StaffMemberEntity } from '../../platform/db/entities/index.js';
import { readForm, type FormValue } from '../../domain/forms/read-form.js';
import { formatCents } from '../../domain/money/cents.js';
import { object, openActDesk, refuse, wrongField, type ActDesk } from '../office/act-desk.js';
import { foreseenMail, noConsequences, type Consequences } from '../office/consequences.js';
import { refusalToAct } from '../office/may-act.js';
import { formOfAct, type PreparedAct } from '../office/prepare-act.js';
import { textOf } from '../../dossier/record/text-of.js';
import { addToHold, budgetLeft } from '../../money/budget/hold-money.js';
import { audit } from '../../staff/audit/audit.js';
import { startExchange } from '../../dossier/start/start-dossier.js';
import { baseReference, correctionFamily } from '../../dossier/record/correction-family.js';
import { openCorrection, openedBy } from './open-correction.js';

/** A correction that may be opened, with what it brings about; or everything that speaks against it. */
export type PreparedCorrection =
  | { ok: true; value: FormValue; party: string; cents: number; consequences: Consequences }
  | Extract<PreparedAct, { ok: false }>;

/**
 * Judges a correction: the lead opens it, for a completed exchange; nobody pays back more than was paid, and nobody gets
 * more than the edition has left.
 */
export async function prepareCorrection(desk: ActDesk, raw: Readonly<Record<string, unknown>>): Promise<PreparedCorrection> {
  const read = readForm(formOfAct(desk, 'correct'), raw);
  const { value } = read;
  const own = refusalToAct(desk.staff, 'correct', desk.record.parties);
  if (own) return { ...object(desk, [{ code: own }]), value };
  if (desk.standing.stage !== 'completed') return { ...refuse(desk, 'not-completed'), value };
  if (!read.ok) return { ok: false, errors: read.errors, refusals: [], value };
  const party = textOf(value['party']);
  if (!desk.record.parties[party]?.organisation) return { ...wrongField('party', 'bad-option'), value };
  const amount = Number(value['amount']);
  const isLess = value['direction'] === 'less';
  if (isLess) {
    const maxCents = await mayBeAskedBack(desk.db, desk.record.exchange.ref, party);
    if (amount > maxCents) return { ...wrongField('amount', 'amount-too-large', { maxCents }), value };
  }
  const leftCents = isLess ? 0 : await budgetLeft(desk.db, desk.record.edition.id);
  if (!isLess && amount > leftCents) return { ...object(desk, [{ code: 'budget-short', neededCents: amount, leftCents }]), value };
  return { ok: true, value, party, cents: isLess ? -amount : amount, consequences: consequencesOf(desk, party, isLess, amount) };
}

/** What became of a correction that was asked for. */
export type GivenCorrection = { kind: 'opened'; ref: string } | { kind: 'not-given'; prepared: Extract<PreparedAct, { ok: false }> };

/** Opens a correction and starts its exchange; the relay does the latter where that fails. Sent twice, it is one. */
export async function giveCorrection(
  db: DataSource,
  client: Client,
  staff: StaffMemberEntity,
  ref: string,
  { id, raw }: { id: string; raw: Readonly<Record<string, unknown>> },
): Promise<GivenCorrection> {
  const opened = await db.transaction(async (tx): Promise<GivenCorrection> => {
    // Corrections of one exchange are judged one after the other, so that no sum is asked back twice.
    await tx.findOneOrFail(DossierEntity, { where: { ref: baseReference(ref) }, lock: { mode: 'for_no_key_update' } });
    const before = await openedBy(tx, id, ref);
    if (before) return { kind: 'opened', ref: before };
    const desk = await openActDesk(tx, staff, ref);
    const prepared = await prepareCorrection(desk, raw);
    if (!prepared.ok) return { kind: 'not-given', prepared };
    const { value, party, cents } = prepared;
    const correction = await openCorrection(tx, { id, ref, party, cents, payload: value, by: staff.id, at: desk.now });
    if (cents > 0) await addToHold(tx, desk.record.edition.id, baseReference(ref), cents);
    await audit(tx, staff.id, { kind: 'correction-opened', correction }, ref);
    return { kind: 'opened', ref: correction };
  });
  if (opened.kind === 'opened') await startExchange(db.manager, client, opened.ref);
  else for (const { code } of opened.prepared.refusals) await audit(db.manager, staff.id, { kind: 'staff-refused', route: 'act correct', code }, ref);
  return opened;
}

/** What a party was paid in an exchange and its corrections, less what was asked back already: in cents. */
async function mayBeAskedBack(db: EntityManager, ref: string, party: string): Promise<number> {
  const family = await correctionFamily(db, ref);
  const sum = (rows: { cents: number }[]): number => rows.reduce((total, { cents }) => total + cents, 0);
  const booked = await db.findBy(PaymentEntity, { ref: In(family), party, status: 'booked' });
  // Those not begun first: one that begins between the two reads is counted twice, never not at all.
  const opened = await db.findBy(DossierEntity, { ref: In(family), seq: 0 });
  const asked = await db.findBy(RecoveryEntity, { ref: In(family), party });
  const pending = opened.flatMap(({ correction }) => (correction?.party === party && correction.cents < 0 ? [{ cents: -correction.cents }] : []));
  return Math.max(0, sum(booked) - sum(asked) - sum(pending));
}

function consequencesOf({ record, texts }: ActDesk, party: string, isLess: boolean, amount: number): Consequences {
  const said = { amount: formatCents(amount, texts.language) };
  return { ...noConsequences(), mails: foreseenMail(record, party, 'accountant', isLess ? 'repayment' : 'booked', said) };
}
