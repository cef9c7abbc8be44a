import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Type } from '@nestjs/common';
import { CONFIG } from '../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../libs/platform/config/config.js';
import { openLog } from '../../libs/platform/log/log.js';
import { answerFlood } from './http/answer-flood.js';
import { ExceptionAnswers } from './http/exception.filter.js';
import { requestLog } from './http/log.js';
import { OpenedLinks } from './http/opened-links.js';
import { limitWaiting, patience } from './http/patience.js';
import { rateLimit, trustProxies } from './http/rate-limit.js';
import { privateByDefault, securityHeaders } from './http/security.js';
import { Site } from './http/site.js';
import { UnknownLinks } from './http/unknown-links.js';

/** More than the longest form of ours holds. */
const bodyLimit = '200kb';

/** Puts the web application together, not yet listening. The order matters: log, headers, limits, then bodies. */
export async function createApp(module: Type): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger: ['error', 'warn', 'fatal'] });
  const config = app.get<ServiceConfig>(CONFIG);
  const log = openLog('api', config.logLevel);
  app.disable('x-powered-by');
  trustProxies(app, config.trustedProxies);
  app.set('etag', false);
  limitWaiting(app.getHttpServer() as Server);
  app.use(requestLog(log), securityHeaders(config), privateByDefault, patience, rateLimit(app.get(OpenedLinks), app.get(UnknownLinks), answerFlood(app.get(Site))));
  app.useBodyParser('urlencoded', { extended: false, limit: bodyLimit, parameterLimit: 3_000 });
  app.useBodyParser('json', { limit: bodyLimit });
  app.useGlobalFilters(new ExceptionAnswers(app.get(Site), log));
  app.enableShutdownHooks();
  return app;
}
