import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource, In, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { ContactEntity, DraftEntity, OutboxEntity, PartyContactEntity, PromptEntity, SignedLinkEntity } from '../../../../libs/platform/db/entities/index.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { receivedAt } from '../../../../libs/dossier/prompts/received-at.js';
import { mailLink } from '../../../../libs/answers/mail-link.js';
import { newLink, tokenOf, type FoundLink } from '../../../../libs/links/links.js';
import { planMail } from '../../../../libs/mail/outbox/plan-mail.js';
import { render } from '../../../../libs/ui/index.js';
import { programmeOfEdition } from '../../../../libs/programmes/definition-store.js';
import { mailConfirmAgain } from '../../../../libs/kinds/exchange/enquiry/save-draft.js';
import { NewLinkSentPage } from '../../http/not-found.view.js';
import { openExchange } from '../opening/open-exchange.js';
import { Site } from '../../http/site.js';

/** The same link is not mailed more often than this, in milliseconds. */
const againAfterMs = 10 * 60_000;
/** Mails with new links that one mailbox gets a day, whoever asks for them: somebody in many exchanges gets the latest. */
const mostADay = 3;
const day = 86_400_000;

/** "Send me a new link": always the same reply; a mail goes to the address on file only, if there is one. */
@Injectable()
export class NewLinkPages {
  constructor(
    private readonly db: DataSource,
    private readonly site: Site,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async act(request: Request, response: Response): Promise<void> {
    const body: unknown = request.body;
    const { email, reference } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    response.type('html').send(render(<NewLinkSentPage frame={await this.site.frame(request)} />));
    // After the reply, so that how long it takes tells nobody whether the address is known.
    if (typeof email !== 'string' || email.length > 200) return;
    await this.db.transaction((db) => this.plan(db, email.trim().toLowerCase(), typeof reference === 'string' ? reference.trim().toUpperCase() : ''));
  }

  private async plan(db: EntityManager, email: string, reference: string): Promise<void> {
    await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`new-link/${email}`]); // counted one by one
    const people = await db.findBy(ContactEntity, { email });
    const left = mostADay - (await mailedToday(db, people));
    if (left <= 0) return;
    const prompts = await db.find(PromptEntity, {
      where: { contactId: In(people.map((person) => person.id)), ...(reference && { ref: reference }) },
      order: { askedAt: 'DESC' },
      take: 100,
    });
    const own = await stillTheirs(db, prompts);
    const wanted = latestOfEachExchange(own).slice(0, left);
    for (const prompt of wanted) await this.planOne(db, prompt, people.find((person) => person.id === prompt.contactId));
    const answered = new Set(wanted.map(({ ref }) => ref));
    await this.planEnquiries(db, email, { reference, answered, most: left - wanted.length });
  }

  /** Enquiries whose mail was lost: to be confirmed, or to lead to an exchange in which the candidate was not asked anything yet. */
  private async planEnquiries(db: EntityManager, email: string, { reference, answered, most }: { reference: string; answered: ReadonlySet<string>; most: number }): Promise<void> {
    const drafts = await db
      .createQueryBuilder(DraftEntity, 'draft')
      .where(`draft.payload->>'email' = :email and draft.payload->>'prompt' is null`, { email })
      .andWhere(reference === '' ? 'true' : 'draft.ref = :reference', { reference })
      .orderBy('draft.createdAt', 'DESC')
      .limit(most)
      .getMany();
    for (const draft of drafts) {
      if (draft.ref === null) await this.planConfirm(db, draft);
      else if (!answered.has(draft.ref)) await this.planConfirmed(db, draft, draft.ref);
    }
  }

  private async planConfirm(db: EntityManager, draft: DraftEntity): Promise<void> {
    const now = await receivedAt(db, draft.edition);
    if (draft.deleteAt <= now) return;
    await mailConfirmAgain(db, this.config, draft, await programmeOfEdition(db, draft.edition), now);
  }

  private async planConfirmed(db: EntityManager, draft: DraftEntity, ref: string): Promise<void> {
    const link = await db.findOne(SignedLinkEntity, { where: { purpose: 'confirm', subjectId: draft.id, revokedAt: IsNull() }, order: { generation: 'DESC' } });
    const open = link && tokenOf(this.config.linkKeys, link) ? await openExchange(db, link as FoundLink) : undefined;
    if (!link || !open) return;
    const { frame, params, holder, now, prompt } = open;
    await planMail(db, this.config, {
      businessKey: `new-link/${link.id}/${Math.floor(Date.now() / againAfterMs)}`,
      kind: 'new-link',
      recipientId: holder.id,
      audience: prompt.party,
      edition: draft.edition,
      ref,
      linkId: link.id,
      data: { params: { reference: ref, question: say(frame.texts, 'pages.exchange.title', params) }, page: 'exchange' },
      plannedAt: now,
    });
  }

  private async planOne(db: EntityManager, prompt: PromptEntity, contact: ContactEntity | undefined): Promise<void> {
    if (!contact) throw new Error('the question has no contact');
    const now = await receivedAt(db, prompt.edition);
    const link = await this.workingLink(db, prompt, contact.id, now);
    await mailLink(db, this.config, { prompt, contact, link, businessKey: `new-link/${link.id}/${Math.floor(Date.now() / againAfterMs)}` });
  }

  /** The link that the person has already, or a new one where its key was retired. */
  private async workingLink(db: EntityManager, prompt: PromptEntity, holderId: string, now: string): Promise<SignedLinkEntity> {
    const known = await db.find(SignedLinkEntity, { where: { subjectId: prompt.id, holderId }, order: { generation: 'DESC' } });
    const working = known.find((link) => !link.revokedAt && !link.handedOverAt && tokenOf(this.config.linkKeys, link));
    if (working) return working;
    const link = newLink(this.config.linkKeys, {
      purpose: 'prompt',
      subjectId: prompt.id,
      holderId,
      ref: prompt.ref,
      at: now,
      generation: (known[0]?.generation ?? 0) + 1,
    });
    await db.insert(SignedLinkEntity, link);
    return link;
  }
}

/** Mails with new links to these people in the last day of the real clock. */
async function mailedToday(db: EntityManager, people: readonly ContactEntity[]): Promise<number> {
  const since = new Date(Date.now() - day).toISOString();
  return db.countBy(OutboxEntity, { kind: 'new-link', recipientId: In(people.map(({ id }) => id)), plannedRealAt: MoreThan(since) });
}

/** Questions of slots that the person who was asked still fills: whoever was replaced gets no new way in. */
async function stillTheirs(db: EntityManager, prompts: readonly PromptEntity[]): Promise<PromptEntity[]> {
  const filled = await db.findBy(PartyContactEntity, { ref: In([...new Set(prompts.map(({ ref }) => ref))]) });
  return prompts.filter(({ ref, leg, party, slot, contactId }) => {
    const own = filled.filter((row) => row.ref === ref && row.leg === leg && row.party === party);
    const holder = own.find((row) => row.slot === slot) ?? own.find((row) => row.slot === 'manager');
    return holder?.contactId === contactId;
  });
}

/** One link for each exchange: to the open question, or to what was asked last. */
function latestOfEachExchange(prompts: readonly PromptEntity[]): PromptEntity[] {
  const byRef = Map.groupBy(prompts, (prompt) => prompt.ref);
  return [...byRef.values()].flatMap((own) => own.find((prompt) => prompt.status === 'open') ?? own[0] ?? []);
}
