import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { PaymentEntity, PaymentRunEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { sayObjection, type Objection } from '../../../../libs/staff/objections/objections.js';
import { programmeOfEdition } from '../../../../libs/programmes/definition-store.js';
import { bookRun, type Booked } from '../../../../libs/office/payment-runs/book-run.js';
import { giveAnswer, type Given } from '../../../../libs/answers/give-answer.js';
import { openRunPage, runsTable } from '../../../../libs/office/payment-runs/run-page.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { paymentsOfRun } from '../../../../libs/money/payments/payment-list.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf, type Frame } from '../../http/site.js';
import { RunLinkPage, RunPage, RunsPage, type RunNews } from './run.view.js';
import { textOf } from '../frame/text-of.js';
import { sendPage } from '../frame/desk-frame.js';

/** The weekly payment run: approve each payment, then mark the whole run as booked. */
@Injectable()
export class RunPages {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  /** The path of a run for whoever is signed in. */
  static path(runId: string): string {
    return `/staff/runs/${runId}`;
  }

  /** All runs, the newest first. */
  async list(session: StaffSession, frame: Frame, response: Response): Promise<void> {
    sendPage(response, <RunsPage frame={frame} session={session} sections={await runsTable(this.db.manager, frame.texts)} />);
  }

  /** What the mailed link of a run shows: how much it is, and the way to sign in. */
  async showByLink(runId: string, signedInPath: string | undefined, response: Response): Promise<void> {
    const { run, frame } = await this.find(runId);
    const payments = await this.db.manager.findBy(PaymentEntity, { runId });
    sendPage(response, <RunLinkPage frame={frame} run={run} payments={payments} signedInPath={signedInPath} />);
  }

  async show(runId: string, session: StaffSession, response: Response, news: RunNews = {}, status = 200): Promise<void> {
    const page = await openRunPage(this.db.manager, runId, session.staff);
    if (!page) throw new NotFoundException();
    sendPage(response, <RunPage frame={frameOf(page.programme)} session={session} page={page} news={news} />, status);
  }

  /** Approves one payment of a run, or sends it back with a reason. */
  async decide(runId: string, paymentId: string, session: StaffSession, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    await this.find(runId);
    const listed = (await paymentsOfRun(this.db.manager, runId, session.staff)).find(({ payment }) => payment.id === paymentId);
    if (!listed) throw new NotFoundException();
    if (listed.payment.status !== 'requested' || !listed.question) return this.show(runId, session, response, { other: paymentId }, 409);
    const answer = { promptId: listed.question.id, raw: { choice: raw['choice'], reason: raw['reason'] }, seen: readSeen(raw) };
    const { news, status } = await this.newsOf(runId, paymentId, raw, await giveAnswer(this.db.manager, this.client, session.staff, answer));
    await this.show(runId, session, response, news, status);
  }

  /** Marks exactly the approved payments that were shown as booked. */
  async book(runId: string, session: StaffSession, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    await this.find(runId);
    const statement = { date: raw['date'], bankReference: raw['bankReference'] };
    const booked = await bookRun(this.db.manager, this.client, session.staff, { runId, statement, seen: readSeen(raw) });
    const { news, status } = await this.newsOfBooking(runId, raw, booked);
    await this.show(runId, session, response, news, status);
  }

  private async newsOf(runId: string, payment: string, raw: Readonly<Record<string, unknown>>, given: Given): Promise<{ news: RunNews; status: number }> {
    switch (given.kind) {
      case 'recorded':
        return { news: { decided: { payment, choice: given.choice, arrived: given.arrived } }, status: 200 };
      case 'other':
      case 'closed':
        return { news: { other: payment }, status: 409 };
      case 'changed':
        return { news: { changed: given.difference, typed: { payment, reason: textOf(raw['reason']) } }, status: 409 };
      case 'refused': {
        const sentences = await this.sayAll(runId, given.refusals);
        return { news: { refused: { payment, sentences, errors: given.errors } }, status: given.refusals.length > 0 ? 403 : 422 };
      }
    }
  }

  private async newsOfBooking(runId: string, raw: Readonly<Record<string, unknown>>, booked: Booked): Promise<{ news: RunNews; status: number }> {
    switch (booked.kind) {
      case 'nothing-approved':
        return { news: { nothingApproved: true }, status: 409 };
      case 'changed':
        return { news: { changed: booked.difference, statement: statementOf([], { date: textOf(raw['date']), bankReference: textOf(raw['bankReference']) }) }, status: 409 };
      case 'refused':
        return { news: { statement: statementOf(booked.errors, booked.value) }, status: 422 };
      case 'booked': {
        const left = booked.left.flatMap((each) => each.refusals);
        return { news: { booked: { marked: booked.marked, before: booked.before, left: await this.sayAll(runId, left) } }, status: 200 };
      }
    }
  }

  private async sayAll(runId: string, objections: readonly Objection[]): Promise<string[]> {
    const { frame } = await this.find(runId);
    return [...new Set(objections.map((objection) => sayObjection(frame.texts, objection, () => '')))];
  }

  private async find(runId: string): Promise<{ run: PaymentRunEntity; frame: Frame }> {
    const run = await this.db.manager.findOneBy(PaymentRunEntity, { id: runId });
    if (!run) throw new NotFoundException();
    const programme = await programmeOfEdition(this.db.manager, run.edition);
    return { run, frame: frameOf(programme) };
  }
}

function statementOf(errors: readonly FieldError[], value: FormValue): NonNullable<RunNews['statement']> {
  return { errors, date: textOf(value['date']), bankReference: textOf(value['bankReference']) };
}
