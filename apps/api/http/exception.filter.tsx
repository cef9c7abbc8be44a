import { randomUUID } from 'node:crypto';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { render } from '../../../libs/ui/index.js';
import { answerFlood } from './answer-flood.js';
import { ErrorPage } from './error.view.js';
import { NotFoundPage } from './not-found.view.js';
import type { Refuse } from './rate-limit.js';
import type { Site } from './site.js';
import { TooManyRequests } from './door.js';
import { safePath } from './log.js';
import { httpRefusals, refusalOf, refusalSentences, type HttpRefusal } from './refusals.js';
import { isUnstorableText } from './unstorable-text.js';

/**
 * The one place where what went wrong becomes an answer: a refusal gets its status and a plain page (or `{code,
 * message}` where a program asks), a surprise gets an id that stands in the log, without anybody's data.
 */
@Catch()
export class ExceptionAnswers implements ExceptionFilter {
  private readonly answerFlood: Refuse;

  constructor(
    private readonly site: Site,
    private readonly log: Logger,
  ) {
    this.answerFlood = answerFlood(this.site);
  }

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const code = codeOf(error, request);
    const errorId = httpRefusals[code] >= 500 ? this.report(error, request) : undefined;
    if (response.headersSent) {
      response.end();
      return;
    }
    const seconds = error instanceof TooManyRequests ? error.seconds : undefined;
    if (seconds !== undefined) response.setHeader('Retry-After', seconds);
    response.status(httpRefusals[code]);
    if (wantsJson(request)) response.json({ code, message: messageOf(error, code), ...(errorId && { errorId }) });
    else if (error instanceof TooManyRequests && error.stranger) this.answerFlood(request, response, error.seconds); // nothing is looked up for a flood
    else response.type('html').send(await this.page(request, response, { code, errorId, seconds }));
  }

  private async page(request: Request, response: Response, { code, errorId, seconds }: Said): Promise<string> {
    response.vary('Accept-Language');
    if (code === 'not-found') return render(<NotFoundPage frame={await this.site.frame(request)} />);
    const [, token] = /^\/l\/+([\w-]{43})(?:[/?]|$)/i.exec(request.originalUrl) ?? [];
    const frame = await (token === undefined ? this.site.frame(request) : this.site.frameByLink(request, token));
    return render(<ErrorPage frame={frame} code={code} errorId={errorId} seconds={seconds} />);
  }

  /** Messages of surprises may hold what people typed, so only their kind and where they happened is logged. */
  private report(error: unknown, request: Request): string {
    const errorId = randomUUID();
    const stack = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
    const kind = error instanceof Error ? error.name : typeof error;
    const driverCode = (error as { code?: unknown } | null)?.code;
    this.log.error({ errorId, kind, driverCode, method: request.method, path: safePath(request.originalUrl), stack: stack.slice(0, 12) }, 'surprise');
    return errorId;
  }
}

/** What a refused request is told. */
interface Said {
  code: HttpRefusal;
  errorId: string | undefined;
  /** How long to wait before it is sent again. */
  seconds: number | undefined;
}

function codeOf(error: unknown, request: Request): HttpRefusal {
  // No page has an address that cannot be on file.
  if (isUnstorableText(error) && !wantsJson(request) && request.method === 'GET') return 'not-found';
  const status = statusOf(error);
  // Whatever is wrong with the address of a link, the answer is the same page.
  if (status === 400 && request.originalUrl.startsWith('/l/') && request.method === 'GET') return 'not-found';
  return refusalOf(status);
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof URIError || isUnstorableText(error)) return 400;
  // What Express refuses (a body that is too large, a broken encoding) carries its status.
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown };
  const given = Number(status ?? statusCode);
  return given >= 400 && given < 500 ? given : 500;
}

function wantsJson(request: Request): boolean {
  return request.path.startsWith('/staff/api/') || request.path.startsWith('/health/');
}

function messageOf(error: unknown, code: HttpRefusal): string {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  const own = typeof body === 'object' && body !== null ? (body as { message?: unknown }).message : undefined;
  return httpRefusals[code] < 500 && typeof own === 'string' ? own : refusalSentences[code];
}
