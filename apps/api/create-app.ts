import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Type } from '@nestjs/common';
import type { Response } from 'express';
import { CONFIG } from '../../libs/config/config.module.js';
import type { ServiceConfig } from '../../libs/config/config.js';
import { ExceptionAnswers } from './http/exception.filter.js';
import { openLog } from '../../libs/log/log.js';
import { requestLog } from './http/log.js';
import { rateLimit } from './http/rate-limit.js';
import { httpRefusals, refusalSentences } from './http/refusals.js';
import { privateByDefault, securityHeaders } from './http/security.js';
import { Site } from './public/site.js';

/** More than the longest form of ours holds. */
const bodyLimit = '200kb';

/** Puts the web application together, not yet listening. The order matters: log, headers, limits, then bodies. */
export async function createApp(module: Type): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger: ['error', 'warn', 'fatal'] });
  const config = app.get<ServiceConfig>(CONFIG);
  const log = openLog('api', config.logLevel);
  app.disable('x-powered-by');
  app.set('trust proxy', false);
  app.set('etag', false);
  app.use(requestLog(log), securityHeaders(config), privateByDefault, rateLimit(tooMany));
  app.useBodyParser('urlencoded', { extended: false, limit: bodyLimit, parameterLimit: 3_000 });
  app.useBodyParser('json', { limit: bodyLimit });
  app.useGlobalFilters(new ExceptionAnswers(app.get(Site), log));
  app.enableShutdownHooks();
  return app;
}

/** Floods are answered with as little work as possible. */
function tooMany(response: Response): void {
  response.status(httpRefusals['too-many']).setHeader('Retry-After', '30').type('text').send(refusalSentences['too-many']);
}
