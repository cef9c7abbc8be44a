import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Response } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import { forwardAct, type ActOutcome } from '../../../../libs/acts/acts.js';
import { askChange } from '../../../../libs/acts/party/ask-change.js';
import { handOver, type TakenHandOver } from '../../../../libs/acts/party/hand-over.js';
import { standingOf, type PartyAct } from '../../../../libs/acts/party/party-act.js';
import { withdraw } from '../../../../libs/acts/party/withdraw.js';
import type { ActKind } from '../../../../libs/contracts/dossier/index.js';
import type { ActEntity } from '../../../../libs/platform/db/entities/index.js';
import { senderWaitMs } from '../../../../libs/platform/temporal/patience.js';
import { refusalOfAct } from '../../../../libs/domain/kinds/exchange/act-refusals.js';
import type { Slot } from '../../../../libs/domain/programme/vocabulary.js';
import { has, say } from '../../../../libs/domain/texts/catalogue.js';
import { receivedAt } from '../../../../libs/dossier/prompts/received-at.js';
import { loadDossier } from '../../../../libs/dossier/record/dossier-record.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import type { FoundLink } from '../../../../libs/links/links.js';
import { parsePosted, render } from '../../../../libs/ui/index.js';
import { ChangedPage, DoingPage, DonePage, otherParty, type Doing, type DoingView } from './changed.view.js';
import { openExchange, type OpenExchange } from '../opening/open-exchange.js';

/** The act by which a party does it. */
const acts: Record<Doing, ActKind> = { withdraw: 'stop', change: 'change', 'hand-over': 'replace-contact' };

/** "Something changed?", from any of a party's links: step back, ask for a change, hand over to a colleague. */
@Injectable()
export class ChangedPages {
  constructor(
    private readonly db: DataSource,
    @Inject(Client) private readonly client: Client,
  ) {}

  async show(link: FoundLink, token: string, response: Response): Promise<void> {
    const open = await this.open(link);
    const standing = await standingOf(this.db.manager, open.prompt.ref);
    const refusalOf = (doing: Doing): string | undefined => {
      const code = refusalOfAct({ kind: acts[doing] }, standing);
      return code && sayRefusal(open, code);
    };
    const refusals = { withdraw: refusalOf('withdraw'), change: refusalOf('change'), 'hand-over': refusalOf('hand-over') };
    response.type('html').send(render(<ChangedPage open={open} token={token} refusals={refusals} />));
  }

  async showForm(doing: Doing, link: FoundLink, token: string, response: Response): Promise<void> {
    const open = await this.open(link);
    const standing = await standingOf(this.db.manager, open.prompt.ref);
    const code = refusalOfAct({ kind: acts[doing] }, standing);
    if (code) return this.sendRefused(response, open, token, code);
    this.sendForm(response, { open, token, doing, value: {}, signed: standing.signed });
  }

  async act(doing: Doing, link: FoundLink, token: string, body: unknown, response: Response): Promise<void> {
    const open = await this.open(link);
    const { raw } = parsePosted(body);
    const taken = await this.db.transaction(async (tx) => take[doing](tx, open, await this.partyAct(tx, open, raw)));
    switch (taken.kind) {
      case 'refused': {
        const { signed } = await standingOf(this.db.manager, open.prompt.ref);
        return this.sendForm(response.status(422), { open, token, doing, signed, ...taken });
      }
      case 'not-now':
        return this.sendRefused(response.status(409), open, token, taken.code);
      case 'proposed':
        return this.sendDone(response, open, token, say(open.frame.texts, 'pages.change.asksOffice'));
      case 'taken':
        return this.deliver(response, open, token, { doing, act: taken.act });
    }
  }

  /** Hands a stored act to its exchange; what does not get through is delivered later, once. */
  private async deliver(response: Response, open: OpenExchange, token: string, { doing, act }: { doing: Doing; act: ActEntity }): Promise<void> {
    const outcome: ActOutcome = act.status === 'done' ? { kind: 'done' } : await forwardAct(this.db.manager, this.client, act, senderWaitMs);
    if (outcome.kind === 'refused') return this.sendRefused(response.status(409), open, token, outcome.code);
    const { texts } = open.frame;
    // Whoever handed over has nothing more to read there.
    const back = doing === 'hand-over' ? undefined : token;
    this.sendDone(response, open, back, outcome.kind === 'waiting' ? say(texts, 'pages.receipt.received') : sayDone(open, doing, act));
  }

  /** The act is judged by what is on file now, not by what the page was made from. */
  private async partyAct(db: EntityManager, open: OpenExchange, raw: PartyAct['raw']): Promise<PartyAct> {
    const { prompt, holder } = open;
    const record = await loadDossier(db, prompt.ref);
    return { record, party: prompt.party, contact: holder, raw, now: await receivedAt(db, prompt.edition) };
  }

  private sendForm(response: Response, view: DoingView): void {
    response.type('html').send(render(<DoingPage {...view} />));
  }

  private sendDone(response: Response, open: OpenExchange, token: string | undefined, sentence: string): void {
    const page = (
      <DonePage open={open} token={token}>
        <p>{sentence}</p>
      </DonePage>
    );
    response.type('html').send(render(page));
  }

  private sendRefused(response: Response, open: OpenExchange, token: string, code: string): void {
    const page = (
      <DonePage open={open} token={token} refused>
        <p>{sayRefusal(open, code)}</p>
      </DonePage>
    );
    response.type('html').send(render(page));
  }

  /** Only whoever acts for the party now can do anything here. */
  private async open(link: FoundLink): Promise<OpenExchange> {
    const open = await openExchange(this.db.manager, link);
    if (!open) throw new NotFoundException();
    return open;
  }
}

const take: Record<Doing, (db: EntityManager, open: OpenExchange, act: PartyAct) => Promise<TakenHandOver>> = {
  withdraw: (db, _open, act) => withdraw(db, act),
  change: (db, _open, act) => askChange(db, act),
  'hand-over': (db, { prompt }, act) => handOver(db, { ...act, slot: prompt.slot as Slot }),
};

function sayDone(open: OpenExchange, doing: Doing, { payload }: ActEntity): string {
  const { texts } = open.frame;
  switch (doing) {
    case 'withdraw':
      return say(texts, 'pages.withdraw.done', { party: otherParty(open) });
    case 'change':
      return say(texts, 'pages.change.done', { party: otherParty(open) });
    case 'hand-over': {
      const { colleagueName, colleagueEmail } = payload as Record<string, unknown>;
      return say(texts, 'pages.handOver.done', { name: textOf(colleagueName), email: textOf(colleagueEmail) });
    }
  }
}

/** Why it is not possible, and what to do instead. */
function sayRefusal({ frame: { texts, brand } }: OpenExchange, code: string): string {
  const key = `pages.refused.${code}`;
  return say(texts, has(texts, key) ? key : 'pages.receipt.closed', { phone: brand.officePhone });
}
