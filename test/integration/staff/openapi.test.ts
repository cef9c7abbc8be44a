import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { openApiFile, openApiText } from '../../../apps/api/office/openapi.js';
import { restControllers, StaffModule } from '../../../apps/api/office/office.module.js';
import { projectRoot } from '../../../infra/stack/project-files.js';
import { CONFIG } from '../../../libs/platform/config/config.module.js';

// `UPDATE_OPENAPI=1 npm test -- integration -t openapi` writes the file anew after a change of the API.
it('openapi.json says what the controllers say', async () => {
  @Global()
  @Module({
    providers: [CONFIG, Client, DataSource].map((provide) => ({ provide, useValue: provide === CONFIG ? { dataDir: '.data' } : {} })),
    exports: [CONFIG, Client, DataSource],
  })
  class Surroundings {}
  @Module({ imports: [Surroundings, StaffModule] })
  class Described {}
  const app = await NestFactory.create(Described, { logger: false });
  const text = openApiText(app);
  const file = join(projectRoot, openApiFile);
  if (process.env['UPDATE_OPENAPI']) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(restControllers).toHaveLength(4);
  const { paths } = JSON.parse(text) as { paths: object };
  expect(Object.keys(paths)).toEqual([
    '/staff/api/exchanges',
    '/staff/api/exchanges/{ref}',
    '/staff/api/exchanges/{ref}/mails',
    '/staff/api/exchanges/{ref}/journal',
    '/staff/api/exchanges/{ref}/acts',
    '/staff/api/editions/{edition}/advance',
    '/staff/api/health',
    '/staff/api/office',
    '/staff/api/office/{id}/conflicts',
  ]);
});
