import { Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { PaymentEntity, PaymentRunEntity } from '../../../../libs/platform/db/entities/index.js';
import { editionNow } from '../../../../libs/platform/clock/edition-clock.js';
import { localDay } from '../../../../libs/domain/calendar/days.js';
import type { FieldError } from '../../../../libs/domain/forms/field-errors.js';
import type { Definition } from '../../../../libs/domain/programme/definition.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { sayObjection, type Objection } from '../../../../libs/staff/objections/objections.js';
import { programmeOfEdition } from '../../../../libs/programmes/definition-store.js';
import { bookRun, type Booked } from '../../../../libs/office/payment-runs/book-run.js';
import { giveAnswer, type Given } from '../../../../libs/answers/give-answer.js';
import { namesOf, paymentsOfRun } from '../../../../libs/money/payments/payment-list.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { frameOf, type Frame } from '../../http/site.js';
import { RunLinkPage, RunPage, RunsPage, totalOf, type RunNews } from './run.view.js';
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
    const runs = await this.db.manager.find(PaymentRunEntity, { order: { openedAt: 'DESC' }, take: 60 });
    const names = await namesOf(this.db.manager, runs.map((run) => run.bookedBy));
    const sums: { runId: string; count: number; cents: number }[] = [];
    for (const run of runs) {
      const payments = await this.db.manager.findBy(PaymentEntity, { runId: run.id });
      sums.push({ runId: run.id, count: payments.length, cents: totalOf(payments) });
    }
    sendPage(response, <RunsPage frame={frame} session={session} runs={runs} sums={sums} names={names} />);
  }

  /** What the mailed link of a run shows: how much it is, and the way to sign in. */
  async showByLink(runId: string, signedInPath: string | undefined, response: Response): Promise<void> {
    const { run, frame } = await this.find(runId);
    const payments = await this.db.manager.findBy(PaymentEntity, { runId });
    sendPage(response, <RunLinkPage frame={frame} run={run} payments={payments} signedInPath={signedInPath} />);
  }

  async show(runId: string, session: StaffSession, response: Response, news: RunNews = {}, status = 200): Promise<void> {
    const { run, frame, definition } = await this.find(runId);
    const { zone } = definition;
    const payments = await paymentsOfRun(this.db.manager, runId, session.staff);
    const names = await namesOf(this.db.manager, [run.bookedBy]);
    const today = localDay(zone, await editionNow(this.db.manager, run.edition));
    const view = { frame, session, run, payments, bookedBy: names.get(run.bookedBy ?? '') ?? '', zone, today, news, definition };
    sendPage(response, <RunPage {...view} />, status);
  }

  /** Approves one payment of a run, or sends it back with a reason. */
  async decide(runId: string, paymentId: string, session: StaffSession, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    await this.find(runId);
    const listed = (await paymentsOfRun(this.db.manager, runId, session.staff)).find(({ payment }) => payment.id === paymentId);
    if (!listed) throw new NotFoundException();
    if (listed.payment.status !== 'requested' || !listed.question) return this.show(runId, session, response, { other: paymentId }, 409);
    const given = await giveAnswer(this.db.manager, this.client, session.staff, listed.question.id, { choice: raw['choice'], reason: raw['reason'] });
    const { news, status } = await this.newsOf(runId, paymentId, given);
    await this.show(runId, session, response, news, status);
  }

  /** Marks every approved payment of the run as booked. */
  async book(runId: string, session: StaffSession, raw: Readonly<Record<string, unknown>>, response: Response): Promise<void> {
    await this.find(runId);
    const booked = await bookRun(this.db.manager, this.client, session.staff, runId, { date: raw['date'], bankReference: raw['bankReference'] });
    const { news, status } = await this.newsOfBooking(runId, booked);
    await this.show(runId, session, response, news, status);
  }

  private async newsOf(runId: string, payment: string, given: Given): Promise<{ news: RunNews; status: number }> {
    switch (given.kind) {
      case 'recorded':
        return { news: { decided: { payment, choice: given.choice, arrived: given.arrived } }, status: 200 };
      case 'other':
      case 'closed':
        return { news: { other: payment }, status: 409 };
      case 'refused': {
        const sentences = await this.sayAll(runId, given.refusals);
        return { news: { refused: { payment, sentences, errors: given.errors } }, status: given.refusals.length > 0 ? 403 : 422 };
      }
    }
  }

  private async newsOfBooking(runId: string, booked: Booked): Promise<{ news: RunNews; status: number }> {
    switch (booked.kind) {
      case 'nothing-approved':
        return { news: { nothingApproved: true }, status: 409 };
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

  private async find(runId: string): Promise<{ run: PaymentRunEntity; frame: Frame; definition: Definition }> {
    const run = await this.db.manager.findOneBy(PaymentRunEntity, { id: runId });
    if (!run) throw new NotFoundException();
    const programme = await programmeOfEdition(this.db.manager, run.edition);
    return { run, frame: frameOf(programme), definition: programme.definition };
  }
}

function statementOf(errors: readonly FieldError[], value: FormValue): NonNullable<RunNews['statement']> {
  return { errors, date: textOf(value['date']), bankReference: textOf(value['bankReference']) };
}
