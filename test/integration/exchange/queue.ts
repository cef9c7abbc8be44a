import type { DataSource } from 'typeorm';
import { ownId, receiveAct } from '../../../libs/acts/acts.js';
import type { PaymentPurpose, StepResult } from '../../../libs/contracts/dossier/index.js';
import { EditionEntity, InboxEntity, PlaceHoldEntity, PlanEntity } from '../../../libs/platform/db/entities/index.js';
import { ExchangeInDatabase } from './exchange-in-database.js';

/** A stay of four days: 350 + 4 x 165 for the visitor, 500 for the host. */
export const reservation = 101_000 + 50_000;
/** Five days of two people: the visitor's cap of 1,175, 500 for the host. One day of one person: 350 + 165, and 500. */
export const largest = 117_500 + 50_000;

/** An exchange whose application was received. */
export interface Applicant {
  exchange: ExchangeInDatabase;
  /** The application in the inbox. */
  answer: string;
}

/** Exchanges of editions that ask for places, hold money and give both back, as their stories would. */
export class Queue {
  constructor(private readonly db: DataSource) {}

  /** Exchanges of an edition whose applications were received in this order. */
  async applied(edition: string, count: number): Promise<Applicant[]> {
    const all = [];
    for (let n = 0; n < count; n += 1) {
      const exchange = await ExchangeInDatabase.between(this.db, edition);
      const prompt = exchange.prompt('visiting', 'application', 'manager');
      await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'applying'));
      all.push({ exchange, answer: await exchange.received(prompt, 'submitted') });
    }
    return all;
  }

  /** The application is taken, and a place asked for. */
  async askForPlace({ exchange, answer }: Applicant): Promise<StepResult> {
    const prompt = exchange.prompt('visiting', 'application', 'manager');
    const at = new Date().toISOString();
    return exchange.publish(
      exchange.step(
        [
          { kind: 'answered', prompt, answer, choice: 'submitted', by: 'somebody', at },
          { kind: 'place-asked', answer },
        ],
        'queued',
      ),
    );
  }

  /** The plan as the application has it: from 8 March on. */
  async planned({ ref }: ExchangeInDatabase, lastDay: string, participants: number): Promise<void> {
    await this.db.manager.update(PlanEntity, { ref }, { lastDay, participants });
  }

  /** The application is sent again after requested changes, with another plan. */
  async applyAgain(exchange: ExchangeInDatabase, lastDay: string, participants: number): Promise<StepResult> {
    const prompt = exchange.prompt('visiting', 'application', 'manager', 2);
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'applying'));
    const payload = { dates: { from: '2027-03-08', to: lastDay }, participants: Array.from({ length: participants }, () => ({ name: 'x' })) };
    const answer = await exchange.received(prompt, 'submitted', payload);
    const at = new Date().toISOString();
    const answered = { kind: 'answered', prompt, answer, choice: 'submitted', by: 'somebody', at } as const;
    return exchange.publish(exchange.step([answered, { kind: 'plan-submitted', leg: '1', answer }, { kind: 'place-asked', answer }], 'queued'));
  }

  /** The exchange ends without a place: it was declined, expired or was withdrawn. */
  async release({ exchange }: Applicant): Promise<void> {
    await exchange.publish(exchange.step([{ kind: 'place-released', why: 'declined' }], 'declined'));
  }

  /** From the request to the booked payment. */
  async book(exchange: ExchangeInDatabase, party: string, cents: number, purpose: PaymentPurpose = 'claim'): Promise<void> {
    const prompt = exchange.prompt(party, 'booking', 'finance');
    await exchange.publish(exchange.step([{ kind: 'asked', prompt }], 'wrapping-up'));
    const answer = await exchange.received(prompt, 'booked');
    const payment = { leg: '1', party, purpose } as const;
    await exchange.publish(exchange.step([{ kind: 'payment-requested', ...payment, cents }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-approved', ...payment, answer }], 'wrapping-up'));
    await exchange.publish(exchange.step([{ kind: 'payment-booked', ...payment, answer }], 'wrapping-up'));
  }

  /** A party claims nothing, or gets nothing when the exchange is settled. */
  async nothingClaimed(exchange: ExchangeInDatabase, party: string): Promise<void> {
    await exchange.publish(exchange.step([{ kind: 'nothing-claimed', leg: '1', party }], 'wrapping-up'));
  }

  /** All agreed to other days. */
  async change(exchange: ExchangeInDatabase, dates: { from: string; to: string }): Promise<void> {
    const act = { ref: exchange.ref, kind: 'change' as const, input: { leg: '1', change: ownId, what: 'dates' as const, consentOf: [], by: 'x' } };
    const { id } = await receiveAct(this.db.manager, { ...act, payload: { dates }, by: 'x', at: new Date().toISOString() });
    await exchange.publish(exchange.step([{ kind: 'plan-changed', leg: '1', change: id, what: 'dates' }], 'preparing'));
  }

  /** What an edition has given out. */
  editionRow(edition: string): Promise<EditionEntity> {
    return this.db.manager.findOneByOrFail(EditionEntity, { id: edition });
  }

  /** What an exchange holds or waits for. */
  hold({ ref }: ExchangeInDatabase): Promise<PlaceHoldEntity> {
    return this.db.manager.findOneByOrFail(PlaceHoldEntity, { ref });
  }

  /** How often an exchange was told that it has got a place. */
  offers({ ref }: ExchangeInDatabase): Promise<number> {
    return this.db.manager.countBy(InboxEntity, { ref, choice: 'held' });
  }
}
