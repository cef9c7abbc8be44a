import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { StaffFlood } from '../access/refusals.js';
import { httpRefusals, refusalSentences } from '../../http/refusals.js';
import { isUnstorableText } from '../../http/unstorable-text.js';

/** Answers every refusal and surprise of the staff API as `{code, message}`. */
@Catch()
export class RestFilter implements ExceptionFilter {
  private readonly log = new Logger('staff-api');

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof StaffFlood) response.setHeader('Retry-After', error.seconds);
    if (error instanceof HttpException) {
      response.status(error.getStatus()).json(bodyOf(error));
      return;
    }
    if (isUnstorableText(error)) {
      response.status(httpRefusals['bad-request']).json({ code: 'bad-request', message: refusalSentences['bad-request'] });
      return;
    }
    const errorId = randomUUID();
    // The name only: a message of the database may hold what somebody typed.
    this.log.error({ errorId, name: error instanceof Error ? error.name : typeof error });
    response.status(500).json({ code: 'surprise', message: `Something went wrong. We can look it up by ${errorId}.` });
  }
}

function bodyOf(error: HttpException): { code: string; message: string } {
  const body = error.getResponse();
  if (typeof body === 'object' && 'code' in body) return body as { code: string; message: string };
  return { code: error.getStatus() === 404 ? 'not-found' : 'bad-request', message: error.message };
}
