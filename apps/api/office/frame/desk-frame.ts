import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { catalogueFor } from '../../../../libs/domain/texts/catalogue.js';
import { render, type Html } from '../../../../libs/ui/index.js';
import { anyProgramme } from '../../../../libs/programmes/definition-store.js';
import type { Frame } from '../../http/site.js';

/** The look of staff pages: the office's own programme and language. */
@Injectable()
export class DeskFrame {
  constructor(private readonly db: DataSource) {}

  async frame(): Promise<Frame & { zone: string }> {
    const { definition, texts } = await anyProgramme(this.db.manager);
    return { brand: definition.brand, texts: catalogueFor(texts, definition.languages[0] ?? 'en'), zone: definition.zone };
  }
}

/**
 * Sends a page of the desk. A browser names our own site when one of these posts a form, so that a form from elsewhere
 * is told apart; which page it was, and the secret part of its link, is told to nobody.
 */
export function sendPage(response: Response, page: Html, status = 200): void {
  response.setHeader('Referrer-Policy', 'strict-origin');
  response.status(status).type('html').send(render(page));
}
