import type { NestExpressApplication } from '@nestjs/platform-express';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { IsNull, type DataSource } from 'typeorm';
import { publishStep } from '../../../activities/dossier/publish-step.js';
import { HealthModule } from '../../../apps/api/health/health.module.js';
import { PublicModule } from '../../../apps/api/links/links.module.js';
import { makeTestFolder } from '../../../infra/testing/test-folder.js';
import { filledForm, fillForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import type { ServiceConfig } from '../../../libs/platform/config/config.js';
import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { DossierEntity, OutboxEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import type { Stage } from '../../../libs/domain/kinds/exchange/lifecycle.js';
import type { MailKind } from '../../../libs/domain/programme/vocabulary.js';
import { receivedAt } from '../../../libs/dossier/prompts/received-at.js';
import { tokenOf } from '../../../libs/links/links.js';
import { mailDomainOf } from '../../../libs/mail/letters/new-mail.js';
import { databaseWithProgramme, edition, setClock } from '../exchange/programme-database.js';
import { got, serve, testConfig, type Got } from '../exchange/test-app.js';

/** A Wednesday on which the edition is open. */
export const wednesday = '2027-01-13T10:00:00.000Z';

export { edition };
export type { Got };

/** The public pages on a real database, with Temporal out of reach. */
export class Scene {
  /** What one browser keeps. */
  private readonly cookies = new Map<string, string>();

  private constructor(
    readonly db: DataSource,
    readonly config: ServiceConfig,
    readonly origin: string,
    private readonly app: NestExpressApplication,
    private readonly end: () => Promise<void>,
    private readonly engine: Engine,
  ) {}

  /** What exchanges say to answers and acts from now on: nothing, as long as Temporal is out of reach. */
  exchangesSay(reply: Engine['reply']): void {
    this.engine.reply = reply;
  }

  static async open(): Promise<Scene> {
    const { db, url, close } = await databaseWithProgramme(8);
    const folder = makeTestFolder();
    const config = testConfig(url, folder.path);
    const engine: Engine = { reply: away };
    const { app, origin } = await serve(config, clientOf(engine), [PublicModule, HealthModule]);
    const scene = new Scene(db, config, origin, app, async () => {
      folder.remove();
      await close();
    }, engine);
    await scene.setClock(wednesday);
    return scene;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.end();
  }

  async setClock(at: string): Promise<void> {
    await setClock(this.db, at);
  }

  async get(path: string, init: RequestInit = {}): Promise<Got> {
    return this.kept(await fetch(this.origin + path, { redirect: 'manual', ...init, headers: { ...this.cookie(), ...init.headers } }));
  }

  async post(path: string, body: URLSearchParams | FormData | Record<string, string>, headers: Record<string, string> = {}): Promise<Got> {
    const sent = body instanceof FormData ? body : new URLSearchParams(body);
    return this.kept(await fetch(this.origin + path, { method: 'POST', body: sent, redirect: 'manual', headers: { ...this.cookie(), ...headers } }));
  }

  /** Somebody else, with a browser that has no cookies yet. */
  newBrowser(): void {
    this.cookies.clear();
  }

  /** What the browser in use keeps. */
  browserCookies(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  private cookie(): Record<string, string> {
    return this.cookies.size === 0 ? {} : { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') };
  }

  private async kept(response: Response): Promise<Got> {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    return got(response);
  }

  /** Opens a page, fills its form in as a person would, and sends it. */
  async answer(path: string, filling: Filling, button?: { name: string; value: string }): Promise<Got> {
    const form = (await this.get(path)).forms.at(-1);
    if (!form) throw new Error('the page has no form');
    return this.post(path, filledForm(form, filling, button));
  }

  /** Writes a step of an exchange down, as its workflow would. */
  async publish(ref: string, stage: Stage, ...events: DomainEvent[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { seq } = await tx.findOneByOrFail(DossierEntity, { ref });
      const settings = { linkKeys: this.config.linkKeys, mailDomain: mailDomainOf(this.config.mail.from.address) };
      await publishStep(tx, settings, { ref, seq: seq + 1, at: await receivedAt(tx, edition), stage, events });
    });
  }

  /** The path of the latest link to a question. */
  async linkTo(subjectId: string): Promise<string> {
    const order = { generation: 'DESC', createdAt: 'DESC' } as const;
    const link = await this.db.manager.findOneOrFail(SignedLinkEntity, { where: { subjectId, revokedAt: IsNull(), handedOverAt: IsNull() }, order });
    return `/l/${tokenOf(this.config.linkKeys, link)}`;
  }

  /** The latest mail of a kind. */
  async mail(kind: MailKind): Promise<OutboxEntity> {
    return this.db.manager.findOneOrFail(OutboxEntity, { where: { kind }, order: { plannedRealAt: 'DESC' } });
  }

  /** An exchange that was asked for and confirmed; the host's first question is open. */
  async confirmedExchange(filling: Filling = {}): Promise<string> {
    await this.post(`/e/${edition}/enquiry`, fillForm((await this.get(`/e/${edition}/enquiry`)).forms[0]!, { ...enquiry, ...filling }));
    const { recipientId } = await this.mail('confirm-address');
    await this.post(await this.linkTo(recipientId), {});
    const [{ ref }] = (await this.db.query(`select ref from draft where id = $1`, [recipientId])) as [{ ref: string }];
    return ref;
  }
}

/** An enquiry from Artcor to Cru, four days in March. */
export const enquiry = {
  visitingHub: 'artcor',
  name: 'Visiting Manager',
  email: 'manager@artcor.example',
  phone: '+373 22 555 010',
  position: 'director',
  hostChoice: 'named',
  hostingHub: 'cru',
  'dates.from': '2027-03-08',
  'dates.to': '2027-03-11',
  theme: 'Shared workshops',
} as const satisfies Filling;

/** What exchanges say to an update, by its name. */
export interface Engine {
  reply: (update: string, input: object) => Promise<unknown>;
}

/** An exchange's refusal, as Temporal hands it on. */
export function refusing(code: string): () => Promise<never> {
  return () => Promise.reject(new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(code, code)));
}

const away = () => Promise.reject(new Error('Temporal is away'));

function clientOf(engine: Engine): Client {
  const executeUpdate = (update: { name: string }, { args }: { args: [object] }) => engine.reply(update.name, args[0]);
  return {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: { start: away, getHandle: () => ({ executeUpdate }) },
  } as unknown as Client;
}
