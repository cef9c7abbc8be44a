import type { FieldError } from '../../domain/forms/field-errors.js';
import { readForm, type FormValue } from '../../domain/forms/read-form.js';
import type { Form } from '../../domain/programme/form-schema.js';
import { object, type ActDesk, type ActRefusal, type JudgedAct, type MakeInput } from './act-desk.js';
import { judgeStaffChange, ownBehalf } from './change-the-plan.js';
import type { Consequences } from './consequences.js';
import { refusalToAct, type StaffAct } from './may-act.js';
import { judgeExtension } from './move-deadline.js';
import { judgeOtherContact } from './other-contact.js';
import { judgeCancel, judgePause, judgeResume } from './stop-and-pause.js';

/** An act that goes to the exchange; a correction opens another exchange instead. */
export type WorkflowAct = Exclude<StaffAct, 'correct'>;

/** An act as it was posted: its form's fields, and what the page asks beside the form. */
export interface PostedAct {
  act: WorkflowAct;
  raw: Readonly<Record<string, unknown>>;
}

/** An act that may be given, with what it brings about; or everything that speaks against it. */
export type PreparedAct =
  | { ok: true; make: MakeInput; payload: FormValue; value: FormValue; consequences: Consequences }
  | { ok: false; errors: readonly FieldError[]; refusals: readonly ActRefusal[]; value: FormValue };

/** Fields that the page asks beside a form: the question that gets more time, and on whose behalf a plan is changed. */
export const besideForm = { extend: 'prompt', change: 'behalf' } as const;

/** Reads an act by its form and judges it: who may, whether the exchange will take it, and what it brings about. */
export async function prepareAct(desk: ActDesk, { act, raw }: PostedAct): Promise<PreparedAct> {
  const read = readForm(formOfAct(desk, act), raw);
  const own = refusalToAct(desk.staff, act, desk.record.parties);
  if (own) return { ...object(desk, [{ code: own }]), value: read.value };
  if (!read.ok) return { ok: false, errors: read.errors, refusals: [], value: read.value };
  const judged = await judge(desk, act, read.value, raw);
  return { ...judged, value: read.value };
}

/** The form of an act. */
export function formOfAct({ record }: Pick<ActDesk, 'record'>, act: StaffAct): Form {
  const form = record.programme.definition.forms[act];
  if (!form) throw new Error(`the programme has no form "${act}"`);
  return form;
}

function judge(desk: ActDesk, act: WorkflowAct, value: FormValue, raw: PostedAct['raw']): JudgedAct | Promise<JudgedAct> {
  const beside = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');
  switch (act) {
    case 'cancel':
      return judgeCancel(desk, value);
    case 'pause':
      return judgePause(desk, value);
    case 'resume':
      return judgeResume(desk, value);
    case 'extend':
      return judgeExtension(desk, value, beside(besideForm.extend));
    case 'change':
      return judgeStaffChange(desk, value, beside(besideForm.change) || ownBehalf);
    case 'replace-contact':
      return judgeOtherContact(desk, value);
  }
}

