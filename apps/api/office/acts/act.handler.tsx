import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { object, openActDesk, type ActDesk } from '../../../../libs/acts/office/act-desk.js';
import { refusalToAct, type StaffAct } from '../../../../libs/acts/office/may-act.js';
import { ownBehalf } from '../../../../libs/acts/office/change-the-plan.js';
import { extendable } from '../../../../libs/acts/office/move-deadline.js';
import { besideForm, formOfAct, prepareAct, type WorkflowAct } from '../../../../libs/acts/office/prepare-act.js';
import { giveAct, type GivenAct } from '../../../../libs/acts/office/give-act.js';
import { giveCorrection, prepareCorrection } from '../../../../libs/acts/corrections/give-correction.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { nameOfParty, spokenParams, spokenPrompt } from '../../../../libs/dossier/record/say-dossier.js';
import type { PostedPage } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf } from '../../http/site.js';
import { ActPage, onceName, type ActPageState, type BesideField } from './act.view.js';
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
    const { value, consequences } = prepared;
    if (pressed === 'back') return this.send(desk, act, session, raw, { kind: 'form', value, errors: [], refusals: [] }, response);
    const state = { kind: 'preview', value, posted: carried(raw), consequences, once: randomUUID() } as const;
    return this.send(desk, act, session, raw, state, response);
  }

  private async give(desk: ActDesk, act: WorkflowAct, session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const given = await giveAct(this.db, this.client, session.staff, desk.record.exchange.ref, { act, raw, id: onceOf(raw) });
    const { state, status } = afterwards(given);
    await this.send(desk, act, session, raw, state, response, status);
  }

  private async correct(desk: ActDesk, session: StaffSession, raw: Raw, response: Response): Promise<void> {
    const given = await giveCorrection(this.db, this.client, session.staff, desk.record.exchange.ref, { id: onceOf(raw), raw });
    if (given.kind === 'opened') return response.redirect(303, `/staff/exchanges/${encodeURIComponent(given.ref)}`);
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
    const view = { frame, session, reference: record.exchange.ref, act, form: formOfAct(desk, act), beside: besideOf(desk, act, raw), state };
    sendPage(response, <ActPage {...view} params={spokenParams(record, frame.texts.language)} />, status);
  }
}

/** Refused for what it is, or for how the form was filled in. */
function statusOf(refusals: number): number {
  return refusals > 0 ? 409 : 422;
}

function afterwards(given: GivenAct): { state: ActPageState; status: number } {
  switch (given.kind) {
    case 'done':
    case 'waiting':
      return { state: { kind: given.kind }, status: 200 };
    case 'refused':
      return { state: { kind: 'refused', refusal: given.refusal }, status: 409 };
    case 'not-given': {
      const { value, errors, refusals } = given.prepared;
      return { state: { kind: 'form', value, errors, refusals }, status: statusOf(refusals.length) };
    }
  }
}

/** The form's own id; one that somebody made up is replaced, so that it meets no other act. */
function onceOf(raw: Raw): string {
  const once = textOf(raw[onceName]);
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(once) ? once : randomUUID();
}

/** What was typed, to be sent along unseen. */
function carried(raw: Raw): [string, string][] {
  return Object.entries(raw).flatMap(([name, value]): [string, string][] => {
    if (name === onceName) return [];
    return [value].flat().flatMap((each): [string, string][] => (typeof each === 'string' ? [[name, each]] : []));
  });
}

/** The question that gets more time, or on whose behalf a plan is changed. */
function besideOf(desk: ActDesk, act: StaffAct, raw: Raw): BesideField | undefined {
  const { record, texts } = desk;
  if (act === 'extend') {
    const { zone } = record.programme.definition;
    const options = extendable(desk.open).map((prompt) => {
      const params = spokenPrompt(record, prompt, texts.language, zone);
      const question = say(texts, `prompts.${prompt.kind}.question`, params);
      return { value: prompt.id, label: [params.party, question, params.due].filter(Boolean).join(' · ') };
    });
    return { name: besideForm.extend, label: 'Which question?', options, value: textOf(raw[besideForm.extend]) };
  }
  if (act !== 'change') return undefined;
  const parties = Object.keys(record.parties).map((party) => ({ value: party, label: `${nameOfParty(record, party)} asked for it: only the others are asked` }));
  const options = [{ value: ownBehalf, label: 'The office: everybody is asked' }, ...parties];
  return { name: besideForm.change, label: 'On whose behalf?', options, value: textOf(raw[besideForm.change]) || ownBehalf };
}
