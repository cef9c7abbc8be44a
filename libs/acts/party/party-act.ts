import type { EntityManager } from 'typeorm';
import { refusalOfAct, type ActionRefusal, type ActStanding, type AskedAct } from '../../domain/kinds/exchange/act-refusals.js';
import { actStandings } from '../standing.js';
import { ActEntity, type ContactEntity } from '../../platform/db/entities/index.js';
import type { FieldError } from '../../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../../domain/forms/read-form.js';
import type { Form } from '../../domain/programme/form-schema.js';
import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import type { Objection } from '../../staff/objections/objections.js';

/** Who acts for a party of an exchange, and what was typed. */
export interface PartyAct {
  record: DossierRecord;
  party: string;
  contact: ContactEntity;
  /** What was posted, flat or nested. */
  raw: Readonly<Record<string, unknown>>;
  /** The exchange's clock, ISO 8601 UTC. */
  now: string;
}

/** What came of a party's act at the desk; the exchange has the last word. */
export type TakenAct =
  | { kind: 'taken'; act: ActEntity }
  /** The form is not in order, or something speaks against it. */
  | { kind: 'refused'; errors: readonly FieldError[]; refusals: readonly Objection[]; value: FormValue }
  /** The exchange would refuse it as it stands; the code says why. */
  | { kind: 'not-now'; code: string };

/** How an exchange stands, for what its parties may do. */
export async function standingOf(db: EntityManager, ref: string): Promise<ActStanding> {
  const standing = (await actStandings(db, [ref])).get(ref);
  if (!standing) throw new Error(`there is no exchange ${ref}`);
  return { ...standing, stopping: standing.stopping || (await db.existsBy(ActEntity, { ref, kind: 'stop', status: 'received' })) };
}

/** Why the exchange would refuse an act now, as far as can be told. */
export async function refusalNow(db: EntityManager, ref: string, kind: AskedAct['kind']): Promise<ActionRefusal | undefined> {
  return refusalOfAct({ kind }, await standingOf(db, ref));
}

/** Reads the form of an act. */
export function readActForm({ record, raw }: Pick<PartyAct, 'record' | 'raw'>, name: string): { value: FormValue; errors: readonly FieldError[] } {
  const read = readForm(actForm(record, name), raw);
  return { value: read.value, errors: read.ok ? [] : read.errors };
}

/** The form of an act in the exchange's version of the rules. */
export function actForm({ programme }: DossierRecord, name: string): Form {
  const form = programme.definition.forms[name];
  if (!form) throw new Error(`the programme has no form "${name}"`);
  return form;
}
