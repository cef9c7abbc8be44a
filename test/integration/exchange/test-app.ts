import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Global, Module, type Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Client } from '@temporalio/client';
import { createApp } from '../../../apps/api/create-app.js';
import { readPage, type PageContent } from '../../../infra/walkthrough/html-page.js';
import { CONFIG } from '../../../libs/platform/config/config.module.js';
import { loadServiceConfig, type ServiceConfig } from '../../../libs/platform/config/config.js';
import { dataSourceOptions } from '../../../libs/platform/db/data-source.js';

/** The settings of a test's processes: keys of its own, Temporal and the mail server out of reach. */
export function testConfig(databaseUrl: string, dataDir: string, publicUrl = 'http://exchanges.example'): ServiceConfig {
  return loadServiceConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: publicUrl,
    LINK_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
    SESSION_KEY: randomBytes(32).toString('base64url'),
    LOG_LEVEL: 'silent',
  });
}

/** Pages that are served on a free port. */
export interface ServedPages {
  app: NestExpressApplication;
  origin: string;
}

/** Serves modules of the api with the settings of the test and a Temporal that says what the test lets it say. */
export async function serve(config: ServiceConfig, client: Client, modules: Type[]): Promise<ServedPages> {
  @Global()
  @Module({
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: Client, useValue: client },
    ],
    exports: [CONFIG, Client],
  })
  class TestSurroundings {}

  @Module({ imports: [TestSurroundings, TypeOrmModule.forRoot(dataSourceOptions(config.databaseUrl, { ...config.database, connections: 8 })), ...modules] })
  class TestApi {}

  const app = await createApp(TestApi);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, origin: `http://127.0.0.1:${port}` };
}

/** A page or an answer of the API as it was got. */
export interface Got extends PageContent {
  status: number;
  html: string;
  headers: Headers;
  /** What it says, where it is no page. */
  json: unknown;
}

/** Reads a response to its end. */
export async function got(response: Response): Promise<Got> {
  const html = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, html, headers: response.headers, json: isJson ? JSON.parse(html) : undefined, ...readPage(html) };
}
