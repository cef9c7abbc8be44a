import { Controller, Get, Header, HttpCode, Inject, NotFoundException, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import { EditionEntity } from '../../../libs/platform/db/entities/index.js';
import { readForm, type FormValue } from '../../../libs/domain/forms/read-form.js';
import { receivedAt } from '../../../libs/dossier/prompts/received-at.js';
import { textOf } from '../../../libs/dossier/record/text-of.js';
import { parsePosted, render, scriptFile, styleSheet } from '../../../libs/ui/index.js';
import { programmeOfEdition } from '../../../libs/programmes/definition-store.js';
import { saveDraft, type EditionProgramme, type SavedDraft } from '../../../libs/kinds/exchange/enquiry/save-draft.js';
import { Door, networkOf, TooManyRequests } from '../http/door.js';
import { EnquiryPage, EnquirySentPage, trapField } from './enquiry.view.js';
import { hubOptions } from '../../../libs/network/hubs.js';
import { Site, strangersFrame, type Frame } from '../http/site.js';
import { StartPage } from './start.view.js';

/** How many enquiries one network address may send: a room full of hubs, or all who come through one proxy. */
const enquiring = { times: 120, seconds: 1_200 };

/** What anybody can open: the programme's start page and the enquiry, row 0 of every exchange. */
@Controller()
export class StartController {
  private readonly enquiring = new Door(enquiring);

  constructor(
    private readonly db: DataSource,
    private readonly site: Site,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get()
  async start(@Req() request: Request, @Res() response: Response): Promise<void> {
    const edition = await this.site.mainEdition();
    if (!edition) throw new NotFoundException();
    await this.sendStart(request, response, edition.id);
  }

  @Get('e/:edition')
  async edition(@Param('edition') edition: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sendStart(request, response, (await this.open(edition)).edition.id);
  }

  @Get('e/:edition/enquiry')
  async enquiry(@Param('edition') edition: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const programme = await this.open(edition);
    const host = request.query['host'];
    const frame = strangersFrame(programme, request);
    const value: FormValue = { language: frame.texts.language };
    if (typeof host === 'string' && host.length <= 60) Object.assign(value, { hostChoice: 'named', hostingHub: host });
    await this.sendForm(response, frame, programme, { value });
  }

  @Post('e/:edition/enquiry')
  @HttpCode(200)
  async enquire(@Param('edition') edition: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const programme = await this.open(edition);
    const frame = strangersFrame(programme, request);
    const { raw, addRow, rows } = parsePosted(request.body);
    if (addRow !== undefined) {
      const form = programme.definition.forms['enquiry'];
      const value = form ? readForm(form, raw, { draft: true }).value : {};
      await this.sendForm(response, frame, programme, { value, rows: { ...rows, [addRow]: (rows[addRow] ?? 0) + 1 } });
      return;
    }
    // A field that no person sees: what fills it in is told what it wants to hear.
    if (typeof raw[trapField] === 'string' && raw[trapField] !== '') {
      this.sendSent(response, frame, textOf(raw['email']));
      return;
    }
    // Each may send a mail to an address that somebody typed.
    const sender = networkOf(request);
    const wait = await this.enquiring.enter(sender);
    if (wait !== undefined) throw new TooManyRequests(wait);
    const saved = await this.db.transaction(async (db) =>
      saveDraft(db, this.config, programme, raw, await receivedAt(db, programme.edition.id)),
    );
    if (!saved.ok) {
      await this.enquiring.giveBack(sender); // whoever corrects a form mails nobody yet
      await this.sendForm(response.status(422), frame, programme, { value: saved.value, refused: saved });
      return;
    }
    this.sendSent(response, frame, saved.email);
  }

  @Get('style/:file')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  style(@Param('file') file: string, @Res() response: Response): void {
    const css = styleSheet(`/style/${file}`);
    if (css === undefined) throw new NotFoundException();
    response.type('css').send(css);
  }

  @Get('script/:file')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  script(@Param('file') file: string, @Res() response: Response): void {
    const script = scriptFile(`/script/${file}`);
    if (script === undefined) throw new NotFoundException();
    response.type('js').send(script);
  }

  private async sendStart(request: Request, response: Response, id: string): Promise<void> {
    const programme = await programmeOfEdition(this.db.manager, id);
    response.removeHeader('X-Robots-Tag');
    const now = await receivedAt(this.db.manager, id);
    response.vary('Accept-Language');
    const address = `${this.config.publicUrl}/e/${id}`;
    response.type('html').send(render(<StartPage frame={strangersFrame(programme, request)} programme={programme} now={now} address={address} />));
  }

  private async sendForm(
    response: Response,
    frame: Frame,
    programme: EditionProgramme,
    shown: { value: FormValue; rows?: Readonly<Record<string, number>>; refused?: Extract<SavedDraft, { ok: false }> },
  ): Promise<void> {
    const hubs = await hubOptions(this.db.manager);
    response.vary('Accept-Language');
    response.type('html').send(render(<EnquiryPage frame={frame} programme={programme} hubs={hubs} {...shown} />));
  }

  private sendSent(response: Response, frame: Frame, email: string): void {
    response.type('html').send(render(<EnquirySentPage frame={frame} email={email.slice(0, 200)} />));
  }

  private async open(id: string): Promise<EditionProgramme> {
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw new NotFoundException();
    if (!(await this.db.manager.existsBy(EditionEntity, { id }))) throw new NotFoundException();
    return programmeOfEdition(this.db.manager, id);
  }
}
