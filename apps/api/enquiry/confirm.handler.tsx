import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { DraftEntity } from '../../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../../libs/domain/forms/read-form.js';
import { receivedAt } from '../../../libs/dossier/prompts/received-at.js';
import { tokenOf, type FoundLink } from '../../../libs/links/links.js';
import { parsePosted, render } from '../../../libs/ui/index.js';
import { programmeOfEdition } from '../../../libs/programmes/definition-store.js';
import { confirmDraft } from '../../../libs/kinds/exchange/enquiry/confirm-draft.js';
import { correctDraft, type EditionProgramme, type SavedDraft } from '../../../libs/kinds/exchange/enquiry/save-draft.js';
import { startExchange } from '../../../libs/dossier/start/start-dossier.js';
import { ConfirmedPage, ConfirmPage, NotConfirmedPage } from './confirm.view.js';
import { EnquiryPage } from './enquiry.view.js';
import { hubOptions } from '../../../libs/network/hubs.js';
import { openExchange } from '../links/opening/open-exchange.js';
import { frameOf, type Frame } from '../http/site.js';

/** An enquiry as its candidate sees it. */
interface OpenEnquiry {
  draft: DraftEntity;
  programme: EditionProgramme;
  frame: Frame;
}

/** Behind the link of a candidate's first mail: what was typed, the button that makes an exchange of it, and later the way to it. */
@Injectable()
export class ConfirmPages {
  constructor(
    private readonly db: DataSource,
    @Inject(Client) private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async show(link: FoundLink, _request: Request, response: Response): Promise<void> {
    const { draft, programme, frame } = await this.open(link);
    if (draft.ref !== null) return this.sendDone(response, link, frame, draft.ref);
    const hubs = await hubOptions(this.db.manager);
    const page = <ConfirmPage frame={frame} programme={programme} token={this.tokenOf(link)} value={draft.payload as FormValue} hubs={hubs} />;
    response.type('html').send(render(page));
  }

  async act(link: FoundLink, _request: Request, response: Response): Promise<void> {
    const { draft, frame } = await this.open(link);
    const confirmed = await this.db.transaction(async (db) => confirmDraft(db, draft.id, await receivedAt(db, draft.edition)));
    if (confirmed.kind === 'gone') throw new NotFoundException();
    if (confirmed.kind === 'refused') {
      response.status(422).type('html').send(render(<NotConfirmedPage frame={frame} refusals={confirmed.refusals} candidacy={confirmed.candidacy} />));
      return;
    }
    // What does not get through now, the relay starts later: the exchange has its reference either way.
    await startExchange(this.db.manager, this.client, confirmed.ref);
    return this.sendDone(response, link, frame, confirmed.ref);
  }

  /** The enquiry as it was typed, to be corrected. */
  async showEnquiry(link: FoundLink, response: Response): Promise<void> {
    const open = await this.open(link);
    if (open.draft.ref !== null) return this.leadBack(link, response);
    return this.sendEnquiry(response, open, { value: open.draft.payload as FormValue });
  }

  async correct(link: FoundLink, body: unknown, response: Response): Promise<void> {
    const open = await this.open(link);
    const { raw } = parsePosted(body);
    const { draft, programme } = open;
    const corrected = await this.db.transaction(async (db) => correctDraft(db, programme, draft.id, raw, await receivedAt(db, draft.edition)));
    if (corrected.kind === 'refused') return this.sendEnquiry(response.status(422), open, { value: corrected.refused.value, refused: corrected.refused });
    return this.leadBack(link, response);
  }

  /** To the page on which it is confirmed, which shows what is kept now. */
  private leadBack(link: FoundLink, response: Response): void {
    response.redirect(303, `/l/${this.tokenOf(link)}`);
  }

  private async sendEnquiry(response: Response, { programme, frame }: OpenEnquiry, shown: { value: FormValue; refused?: Extract<SavedDraft, { ok: false }> }): Promise<void> {
    const hubs = await hubOptions(this.db.manager);
    response.type('html').send(render(<EnquiryPage frame={frame} programme={programme} hubs={hubs} correcting {...shown} />));
  }

  private async open(link: FoundLink): Promise<OpenEnquiry> {
    const draft = link.purpose === 'confirm' ? await this.db.manager.findOneBy(DraftEntity, { id: link.subjectId }) : null;
    if (!draft) throw new NotFoundException();
    const now = await receivedAt(this.db.manager, draft.edition);
    if (draft.ref === null && draft.deleteAt <= now) throw new NotFoundException(); // what became an exchange can still be read
    const programme = await programmeOfEdition(this.db.manager, draft.edition);
    return { draft, programme, frame: frameOf(programme, draft.language) };
  }

  private async sendDone(response: Response, link: FoundLink, frame: Frame, reference: string): Promise<void> {
    const open = await openExchange(this.db.manager, link);
    const draft = await this.db.manager.findOneByOrFail(DraftEntity, { id: link.subjectId });
    const hostNamed = (draft.payload as FormValue)['hostChoice'] === 'named';
    response.type('html').send(render(<ConfirmedPage frame={frame} reference={reference} hostNamed={hostNamed} token={open && this.tokenOf(link)} />));
  }

  private tokenOf(link: FoundLink): string {
    return tokenOf(this.config.linkKeys, link) ?? '';
  }
}
