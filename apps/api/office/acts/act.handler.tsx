import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { object, openActDesk, type ActDesk } from '../../../../libs/acts/office/act-desk.js';
import { refusalToAct, type StaffAct } from '../../../../libs/acts/office/may-act.js';
import { ownBehalf } from '../../../../libs/acts/office/change-the-plan.js';
import { besideOf, consequenceSections, type BesideField } from '../../../../libs/acts/office/act-page.js';
import { besideForm, formOfAct, prepareAct, type WorkflowAct } from '../../../../libs/acts/office/prepare-act.js';
import { giveAct, type GivenAct } from '../../../../libs/acts/office/give-act.js';
import { giveCorrection, prepareCorrection, type GivenCorrection } from '../../../../libs/acts/corrections/give-correction.js';
import { spokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { seenOf } from '../../../../libs/dossier/seen/facts-seen.js';
import { readSeen, seenFields } from '../../../../libs/dossier/seen/read-seen.js';
import type { PostedPage } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf } from '../../http/site.js';
import { ActPage, onceName, type ActPageState, type ChosenBeside } from './act.view.js';
import { sendPage } from '../frame/desk-frame.js';
import { textOf } from '../frame/text-of.js';

type Raw = Readonly<Record<string, unknown>>;

/** The page of an act on one exchange: form, preview of what it brings about, and what became of it. */
@Injectable()
export class ActPages {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  /** Shows the form; `raw` is what a link to it says already. */
  async show(ref: string, act: StaffAct, session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const desk = await this.desk(ref, session);
    const own = refusalToAct(session.staff, act, desk.record.parties);
    const refusals = own ? object(desk, [{ code: own }]).refusals : [];
    await this.send(desk, act, session, raw, { kind: 'form', value: {}, errors: [], refusals }, response, own ? 403 : 200);
  }

  /** Takes what was posted: shows what it would bring about, carries it out, or goes back to the form. */
  async act(ref: string, act: StaffAct, session: StaffSession, { raw, act: pressed }: PostedPage, response: Response): Promise<void> {
    const desk = await this.desk(ref, session);
    if (pressed === 'do') return act === 'correct' ? this.correct(desk, session, raw, response) : this.give(desk, act, session, raw, response);
    const prepared = act === 'correct' ? await prepareCorrection(desk, raw) : await prepareAct(desk, { act, raw });
    if (!prepared.ok) {
      const { value, errors, refusals } = prepared;
      const back = pressed === 'back';
      return this.send(desk, act, session, raw, { kind: 'form', value, errors: back ? [] : errors, refusals: back ? [] : refusals }, response, back ? 200 : statusOf(refusals.length));
    }
    const { value, consequences, facts } = prepared;
    if (pressed === 'back') return this.send(desk, act, session, raw, { kind: 'form', value, errors: [], refusals: [] }, response);
    const state = { kind: 'preview', value, posted: carried(raw), consequences: consequenceSections(desk.texts, consequences), once: randomUUID(), seen: seenOf(facts) } as const;
    return this.send(desk, act, session, raw, state, response);
  }

  private async give(desk: ActDesk, act: WorkflowAct, session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const given = await giveAct(this.db, this.client, session.staff, desk.record.exchange.ref, { act, raw, id: onceOf(raw), seen: readSeen(raw) });
    const { state, status } = afterwards(desk, given, raw);
    await this.send(desk, act, session, raw, state, response, status);
  }

  private async correct(desk: ActDesk, session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const given = await giveCorrection(this.db, this.client, session.staff, desk.record.exchange.ref, { id: onceOf(raw), raw, seen: readSeen(raw) });
    if (given.kind === 'opened') return response.redirect(303, `/staff/exchanges/${encodeURIComponent(given.ref)}`);
    if (given.kind === 'changed') return this.send(desk, 'correct', session, raw, previewAgain(desk, given, raw), response, 409);
    const { value, errors, refusals } = given.prepared;
    return this.send(desk, 'correct', session, raw, { kind: 'form', value, errors, refusals }, response, statusOf(refusals.length));
  }

  private async desk(ref: string, session: StaffSession): Promise<ActDesk> {
    if (!(await this.db.manager.existsBy(DossierEntity, { ref }))) throw new NotFoundException();
    return openActDesk(this.db.manager, session.staff, ref);
  }

  private async send(desk: ActDesk, act: StaffAct, session: StaffSession, raw: Raw, state: ActPageState, response: Response, status = 200): Promise<void> {
    const { record } = desk;
    const frame = frameOf(record.programme);
    const view = { frame, session, reference: record.exchange.ref, act, form: formOfAct(desk, act), beside: chosenBeside(besideOf(desk, act), raw), state };
    sendPage(response, <ActPage {...view} params={spokenParams(record, frame.texts.language)} />, status);
  }
}

/** Refused for what it is, or for how the form was filled in. */
function statusOf(refusals: number): number {
  return refusals > 0 ? 409 : 422;
}

function afterwards(desk: ActDesk, given: GivenAct, raw: Raw): { state: ActPageState; status: number } {
  switch (given.kind) {
    case 'done':
    case 'waiting':
      return { state: { kind: given.kind }, status: 200 };
    case 'refused':
      return { state: { kind: 'refused', refusal: given.refusal }, status: 409 };
    case 'changed':
      return { state: previewAgain(desk, given, raw), status: 409 };
    case 'not-given': {
      const { value, errors, refusals } = given.prepared;
      return { state: { kind: 'form', value, errors, refusals }, status: statusOf(refusals.length) };
    }
  }
}

/** What it would bring about now, with what is different; the form keeps its id, because nothing was done. */
function previewAgain({ texts }: ActDesk, { prepared: { value, consequences, facts }, difference }: Extract<GivenAct | GivenCorrection, { kind: 'changed' }>, raw: Raw): ActPageState {
  return { kind: 'preview', value, posted: carried(raw), consequences: consequenceSections(texts, consequences), once: onceOf(raw), seen: seenOf(facts), difference };
}

/** The form's own id; one that somebody made up is replaced, so that it meets no other act. */
function onceOf(raw: Raw): string {
  const once = textOf(raw[onceName]);
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(once) ? once : randomUUID();
}

/** Each page carries its own. */
const notCarried: readonly string[] = [onceName, ...Object.values(seenFields)];

/** What was typed, to be sent along unseen. */
function carried(raw: Raw): [string, string][] {
  return Object.entries(raw).flatMap(([name, value]): [string, string][] => {
    if (notCarried.includes(name)) return [];
    return [value].flat().flatMap((each): [string, string][] => (typeof each === 'string' ? [[name, each]] : []));
  });
}

/** What was chosen beside the form, or what it begins with. */
function chosenBeside(beside: BesideField | undefined, raw: Raw): ChosenBeside | undefined {
  if (beside === undefined) return undefined;
  return { ...beside, value: textOf(raw[beside.name]) || (beside.name === besideForm.change ? ownBehalf : '') };
}
