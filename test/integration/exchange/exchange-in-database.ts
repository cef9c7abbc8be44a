import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { LetterSettings } from '../../../libs/kinds/exchange/letters/letter-context.js';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { closePromptAt } from '../../../activities/dossier/close-prompt.js';
import type { DomainEvent, Step, StepResult } from '../../../libs/contracts/dossier/index.js';
import { PromptEntity } from '../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import { putAnswer, putExchange } from './exchange-on-file.js';

export const settings: LetterSettings = {
  linkKeys: [{ kid: 'k1', key: Buffer.alloc(32, 7) }],
  mailDomain: 'office.example',
};

/** An exchange whose story publishes steps by hand. */
export class ExchangeInDatabase {
  seq = 0;

  private constructor(
    private readonly db: DataSource,
    readonly ref: string,
    readonly edition: string,
  ) {}

  static async between(db: DataSource, edition: string, visitor = 'artcor', host = 'cru'): Promise<ExchangeInDatabase> {
    const ref = `P2P-2026-${randomBytes(4).toString('hex')}`;
    const visit = { firstDay: '2027-03-08', lastDay: '2027-03-11', theme: 'Shared tools' };
    await putExchange(db.manager, { ref, edition, stage: 'host-asked', visiting: visitor, hosting: host, ...visit, at: new Date().toISOString() });
    return new ExchangeInDatabase(db, ref, edition);
  }

  prompt(party: string, kind: string, slot: string, round = 1): string {
    return [this.ref, '1', party, kind, slot, round].join('/');
  }

  /** The next step with these events. */
  step(events: DomainEvent[], stage: Stage = 'host-asked'): Step {
    return { ref: this.ref, seq: (this.seq += 1), at: new Date().toISOString(), stage, events };
  }

  async publish(step: Step): Promise<StepResult> {
    return (await this.db.transaction((tx) => publishStep(tx, settings, step))).result;
  }

  closePrompt(prompt: string, closesAt: string) {
    return this.db.transaction((tx) => closePromptAt(tx, prompt, closesAt));
  }

  /** Puts an answer into the inbox as a page would, at an instant of the edition's clock. */
  async received(promptId: string, choice: string, payload: object = {}, receivedAt = new Date().toISOString()): Promise<string> {
    return putAnswer(this.db.manager, { promptId, choice, payload, receivedAt });
  }

  async promptRow(id: string): Promise<PromptEntity> {
    return this.db.manager.findOneByOrFail(PromptEntity, { id });
  }
}
