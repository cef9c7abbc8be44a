import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { PromptEntity, SignedLinkEntity } from '../../../../libs/platform/db/entities/index.js';
import { readForm, type FormValue } from '../../../../libs/domain/forms/read-form.js';
import { mayWriteAhead, saveAhead, writtenAhead, type AheadQuestion } from '../../../../libs/answers/written-ahead.js';
import { savedAnswer } from '../../../../libs/dossier/prompts/saved-answer.js';
import { applicationValue } from '../../../../libs/kinds/exchange/judging/starting-value.js';
import { tokenOf, type FoundLink } from '../../../../libs/links/links.js';
import { parsePosted, render } from '../../../../libs/ui/index.js';
import { AheadPage } from './ahead.view.js';
import { openExchange, type OpenExchange } from '../opening/open-exchange.js';

/** An application that its candidate writes while the host is asked. Nothing can be sent from here. */
@Injectable()
export class AheadPages {
  constructor(
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async show(link: FoundLink, token: string, response: Response): Promise<void> {
    const { open, question } = await this.open(link);
    if (!(await mayWriteAhead(this.db.manager, question))) return this.leadOn(open, question, token, response);
    const saved = await savedAnswer(this.db.manager, question);
    response.type('html').send(render(<AheadPage open={open} token={token} value={{ ...applicationValue(open.record), ...saved?.value }} savedAt={saved?.savedAt} />));
  }

  async act(link: FoundLink, token: string, body: unknown, response: Response): Promise<void> {
    const { open, question } = await this.open(link);
    const { raw, rows, addRow } = parsePosted(body);
    const value = valueOf(open, raw);
    const saved = await this.db.transaction((db) => saveAhead(db, { question, holder: open.holder, value, now: open.now }));
    if (!saved) return this.leadOn(open, question, token, response);
    const shown = addRow === undefined ? rows : { ...rows, [addRow]: (rows[addRow] ?? 0) + 1 };
    response.type('html').send(render(<AheadPage open={open} token={token} value={value} rows={shown} savedAt={open.now} />));
  }

  /** The application was asked for meanwhile: its own link leads to it, and what was written stands there. */
  private async leadOn({ holder }: OpenExchange, { id }: AheadQuestion, token: string, response: Response): Promise<void> {
    const asked = await this.db.manager.findOneBy(PromptEntity, { id });
    const links = asked ? await this.db.manager.findBy(SignedLinkEntity, { subjectId: id, holderId: holder.id }) : [];
    const link = links.find((each) => !each.revokedAt && !each.handedOverAt);
    const own = link && tokenOf(this.config.linkKeys, link);
    response.redirect(303, own ? `/l/${own}` : `/l/${token}/exchange`);
  }

  /** Only whoever manages the visit writes its application. */
  private async open(link: FoundLink): Promise<{ open: OpenExchange; question: AheadQuestion }> {
    const open = await openExchange(this.db.manager, link);
    const question = open && writtenAhead(open.record, open.prompt.leg);
    if (!question || open.record.parties[question.party]?.contacts['manager']?.id !== open.holder.id) throw new NotFoundException();
    return { open, question };
  }
}

function valueOf({ definition }: OpenExchange, raw: Readonly<Record<string, unknown>>): FormValue {
  const form = definition.forms[definition.prompts.application.form ?? ''];
  return form ? readForm(form, raw, { draft: true }).value : {};
}
