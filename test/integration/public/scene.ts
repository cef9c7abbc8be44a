import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Global, Module } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { IsNull, type DataSource } from 'typeorm';
import { publishStep } from '../../../activities/exchange/publish-step.js';
import { createApp } from '../../../apps/api/create-app.js';
import { HealthModule } from '../../../apps/api/health/health.module.js';
import { PublicModule } from '../../../apps/api/public/public.module.js';
import { readProgramme, shippedProgrammes } from '../../../infra/programmes/read-programme.js';
import { loadSampleNetwork } from '../../../infra/sample/load-sample-network.js';
import { createTestDatabase } from '../../../infra/testing/test-database.js';
import { makeTestFolder } from '../../../infra/testing/test-folder.js';
import { filledForm, fillForm, type Filling } from '../../../infra/walkthrough/fill-form.js';
import { readPage, type PageContent } from '../../../infra/walkthrough/html-page.js';
import { CONFIG } from '../../../libs/config/config.module.js';
import { loadServiceConfig, type ServiceConfig } from '../../../libs/config/config.js';
import type { DomainEvent } from '../../../libs/contracts/exchange/index.js';
import { dataSourceOptions, openDatabase } from '../../../libs/db/data-source.js';
import { EditionEntity, ExchangeEntity, OutboxEntity, SignedLinkEntity } from '../../../libs/db/entities/index.js';
import type { Stage } from '../../../libs/domain/exchange/lifecycle.js';
import type { MailKind } from '../../../libs/domain/programme/vocabulary.js';
import { receivedAt } from '../../../libs/intake/index.js';
import { tokenOf } from '../../../libs/links/links.js';
import { mailDomainOf } from '../../../libs/mail/outbox/new-mail.js';
import { publishDefinition } from '../../../libs/programmes/publish-definition.js';

/** The edition of the shipped programme. */
export const edition = 'p2p-learning-2026';
/** A Wednesday on which the edition is open. */
export const wednesday = '2027-01-13T10:00:00.000Z';

/** A page as a browser got it. */
export interface Got extends PageContent {
  status: number;
  html: string;
  headers: Headers;
}

/** The public pages on a real database, with Temporal out of reach. */
export class Scene {
  private constructor(
    readonly db: DataSource,
    readonly config: ServiceConfig,
    readonly origin: string,
    private readonly app: NestExpressApplication,
    private readonly drop: () => Promise<void>,
    private readonly engine: Engine,
  ) {}

  /** What exchanges say to answers and acts from now on: nothing, as long as Temporal is out of reach. */
  exchangesSay(reply: Engine['reply']): void {
    this.engine.reply = reply;
  }

  static async open(): Promise<Scene> {
    const database = await createTestDatabase();
    const db = await openDatabase(database.url, 8);
    await db.transaction((tx) => loadSampleNetwork(tx));
    for (const file of shippedProgrammes) {
      const read = readProgramme(file);
      if (!read.ok) throw new Error(read.problems.map((problem) => `${problem.path}: ${problem.problem}`).join('\n'));
      await db.transaction((tx) => publishDefinition(tx, read));
    }
    const folder = makeTestFolder();
    const config = testConfig(database.url, folder.path);
    const engine: Engine = { reply: away };
    const app = await createApp(testModule(config, engine));
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const scene = new Scene(db, config, `http://127.0.0.1:${port}`, app, async () => {
      folder.remove();
      await database.drop();
    }, engine);
    await scene.setClock(wednesday);
    return scene;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.db.destroy();
    await this.drop();
  }

  async setClock(at: string): Promise<void> {
    const clock = { clockOffsetMs: Date.parse(at) - Date.now(), clockVersion: () => 'clock_version + 1' };
    await this.db.manager.update(EditionEntity, { id: edition }, clock);
  }

  async get(path: string, init: RequestInit = {}): Promise<Got> {
    return got(await fetch(this.origin + path, { redirect: 'manual', ...init }));
  }

  async post(path: string, body: URLSearchParams | FormData | Record<string, string>, headers: Record<string, string> = {}): Promise<Got> {
    const sent = body instanceof FormData ? body : new URLSearchParams(body);
    return got(await fetch(this.origin + path, { method: 'POST', body: sent, redirect: 'manual', headers }));
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
      const { seq } = await tx.findOneByOrFail(ExchangeEntity, { ref });
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

async function got(response: Response): Promise<Got> {
  const html = await response.text();
  return { status: response.status, html, headers: response.headers, ...readPage(html) };
}

function testConfig(databaseUrl: string, dataDir: string): ServiceConfig {
  return loadServiceConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: 'http://exchanges.example',
    LINK_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
    SESSION_KEY: randomBytes(32).toString('base64url'),
    LOG_LEVEL: 'silent',
  });
}

/** What exchanges say to an update, by its name. */
export interface Engine {
  reply: (update: string, input: object) => Promise<unknown>;
}

/** An exchange's refusal, as Temporal hands it on. */
export function refusing(code: string): () => Promise<never> {
  return () => Promise.reject(new WorkflowUpdateFailedError('refused', ApplicationFailure.nonRetryable(code, code)));
}

/** The public pages with the configuration of the test and exchanges that say what the test lets them say. */
function testModule(config: ServiceConfig, engine: Engine) {
  @Global()
  @Module({
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: Client, useValue: clientOf(engine) },
    ],
    exports: [CONFIG, Client],
  })
  class TestSurroundings {}

  @Module({ imports: [TestSurroundings, TypeOrmModule.forRoot(dataSourceOptions(config.databaseUrl, 8)), PublicModule, HealthModule] })
  class TestApi {}
  return TestApi;
}

const away = () => Promise.reject(new Error('Temporal is away'));

function clientOf(engine: Engine) {
  const executeUpdate = (update: { name: string }, { args }: { args: [object] }) => engine.reply(update.name, args[0]);
  return {
    withDeadline: (_deadline: number, work: () => Promise<unknown>) => work(),
    workflow: { start: away, getHandle: () => ({ executeUpdate }) },
  };
}
