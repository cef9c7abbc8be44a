import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource, In, Not } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import type { DomainEvent } from '../../../../libs/contracts/dossier/index.js';
import { BankDetailsEntity, JournalEntity, OutboxEntity, PaymentEntity, PromptEntity, RecoveryEntity, SignedLinkEntity, type DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { proposalsOf } from '../../../../libs/dossier/people/hand-over-proposals.js';
import { calendarVisit, visitCalendar } from '../../../../libs/documents/calendar/visit-calendar.js';
import { mayWriteAhead, writtenAhead } from '../../../../libs/answers/written-ahead.js';
import { currentAgreement, signaturesOf } from '../../../../libs/kinds/exchange/agreement/agreement.js';
import { tokenOf, type FoundLink } from '../../../../libs/links/links.js';
import { render } from '../../../../libs/ui/index.js';
import { AgreementPage } from './agreement.view.js';
import { ExchangePage } from './exchange.view.js';
import { historyOf } from './history.js';
import { openExchange, type OpenExchange } from '../opening/open-exchange.js';
import { openPrompt } from '../opening/open-prompt.js';
import { pausedSince } from '../opening/pauses.js';
import { stopOf } from '../question/question-context.js';

/** What a party can read about its exchange from any of its links. */
@Injectable()
export class ExchangePages {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async show(link: FoundLink, token: string, response: Response): Promise<void> {
    const db = this.db.manager;
    const open = await openExchange(db, link);
    if (!open) return this.leadToQuestion(link, token, response);
    const { ref } = open.prompt;
    const events = await db.find(JournalEntity, { where: { ref }, order: { seq: 'ASC', n: 'ASC' } });
    const hasEntered = (stage: Stage): boolean => events.some(({ event }) => (event as DomainEvent).kind === 'entered' && (event as { stage?: Stage }).stage === stage);
    const page = (
      <ExchangePage
        open={open}
        token={token}
        history={await historyOf(db, open, events)}
        tasks={await this.tasks(open)}
        mails={await db.find(OutboxEntity, { where: { ref, recipientId: open.holder.id }, order: { plannedAt: 'ASC' } })}
        payments={await db.find(PaymentEntity, { where: { ref, party: open.prompt.party, status: 'booked' }, order: { requestedAt: 'ASC' } })}
        recovery={(await db.findOneBy(RecoveryEntity, { ref, party: open.prompt.party })) ?? undefined}
        proposals={(await proposalsOf(db, ref)).filter(({ by }) => by === open.holder.id)}
        pausedSince={open.record.exchange.paused ? await pausedSince(db, ref) : undefined}
        stop={await stopOf(this.db, ref)}
        ofColleagues={await db.find(PromptEntity, { where: { ref, party: open.prompt.party, contactId: Not(open.holder.id), status: 'open' }, order: { dueAt: 'ASC' } })}
        bankMissing={!(await db.existsBy(BankDetailsEntity, { ref, party: open.prompt.party }))}
        writesAhead={await this.writesAhead(open)}
        isAgreed={hasEntered('applying')}
        isSigned={events.some((event) => event.kind === 'agreement-signed')}
        hasAgreement={hasEntered('signing')}
      />
    );
    response.type('html').send(render(page));
  }

  /** Whether the reader manages a visit whose application was not asked for yet. */
  private async writesAhead({ record, prompt, holder }: OpenExchange): Promise<boolean> {
    const question = writtenAhead(record, prompt.leg);
    const isOwn = question?.party === prompt.party && record.parties[prompt.party]?.contacts['manager']?.id === holder.id;
    return isOwn && mayWriteAhead(this.db.manager, question);
  }

  /** Whoever handed over, or was not chosen as host, reads at the question what became of it. */
  private async leadToQuestion(link: FoundLink, token: string, response: Response): Promise<void> {
    const leads = link.purpose === 'confirm' || (link.purpose === 'prompt' && (await openPrompt(this.db.manager, link)));
    if (!leads) throw new NotFoundException();
    response.redirect(303, `/l/${token}`);
  }

  async showAgreement(link: FoundLink, token: string, response: Response): Promise<void> {
    const open = await this.open(link);
    const signatures = await signaturesOf(this.db.manager, open.prompt.ref);
    if (signatures.length === 0 && open.record.exchange.stage !== 'signing') throw new NotFoundException();
    const agreement = await currentAgreement(this.db.manager, open.record);
    response.type('html').send(render(<AgreementPage open={open} token={token} agreement={agreement} signatures={signatures} />));
  }

  async sendCalendar(link: FoundLink, response: Response): Promise<void> {
    const { record, frame } = await this.open(link);
    const { exchange, plan, parties } = record;
    const cancelled = await this.cancelledAt(exchange);
    const { address } = this.config.mail.replyTo ?? this.config.mail.from;
    const file = visitCalendar(calendarVisit(plan, parties, cancelled === undefined ? {} : { cancelledAt: cancelled }), {
      programme: frame.brand.programmeName,
      office: frame.brand.officeName,
      address,
      publicUrl: this.config.publicUrl,
    });
    response
      .type('text/calendar')
      .setHeader('Content-Disposition', `attachment; filename="${record.exchange.ref}.ics"`)
      .send(file);
  }

  /** Since when the visit is off, where it was stopped. */
  private async cancelledAt({ ref, stage, stageSince }: DossierEntity): Promise<string | undefined> {
    const stop = await this.db.manager.findOneBy(JournalEntity, { ref, kind: 'stopped' });
    const off = stage === 'withdrawn' || stage === 'cancelled';
    return stop?.at ?? (off ? (stageSince ?? undefined) : undefined);
  }

  /** The holder's own open questions, each with its link. */
  private async tasks({ prompt: { ref }, holder }: OpenExchange): Promise<{ prompt: PromptEntity; href: string }[]> {
    const db = this.db.manager;
    const prompts = await db.find(PromptEntity, { where: { ref, contactId: holder.id, status: 'open' }, order: { dueAt: 'ASC' } });
    const links = await db.find(SignedLinkEntity, { where: { subjectId: In(prompts.map((prompt) => prompt.id)), holderId: holder.id } });
    return prompts.flatMap((prompt) => {
      const link = links.find((each) => each.subjectId === prompt.id && !each.revokedAt && !each.handedOverAt);
      const token = link && tokenOf(this.config.linkKeys, link);
      return token ? [{ prompt, href: `/l/${token}` }] : [];
    });
  }

  /** The pages of an exchange belong to the people of its parties, not to staff or candidates. */
  private async open(link: FoundLink): Promise<OpenExchange> {
    const open = await openExchange(this.db.manager, link);
    if (!open) throw new NotFoundException();
    return open;
  }
}
