import { describe, expect, it } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import type { Logger } from 'pino';
import { ExceptionAnswers } from '../../../apps/api/http/exception.filter.js';
import type { Site } from '../../../apps/api/http/site.js';

/** What an error during a request becomes: the status (none where the answer was on its way) and how often it was logged. */
async function answered(error: unknown, request: { method: string; path: string }, headersSent = false) {
  const was: { status?: number; code?: string; logged: number } = { logged: 0 };
  const response = {
    headersSent,
    end: () => undefined,
    status: (status: number) => void (was.status = status),
    json: ({ code }: { code: string }) => void (was.code = code),
  };
  const http = { getRequest: () => ({ ...request, originalUrl: request.path }), getResponse: () => response };
  const log = { error: () => void (was.logged += 1) } as unknown as Logger;
  await new ExceptionAnswers({} as Site, log).catch(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return was;
}

describe.each(['22021', '22P05'])('text that the database cannot hold (%s)', (code) => {
  const error = Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), { code });

  it('is a bad request of a program', async () => {
    expect(await answered(error, { method: 'GET', path: '/staff/api/exchanges' })).toEqual({ status: 400, code: 'bad-request', logged: 0 });
  });

  it('is no surprise where the answer was sent before, as when somebody wants a new link', async () => {
    expect(await answered(error, { method: 'POST', path: '/l/new' }, true)).toEqual({ logged: 0 });
    expect(await answered(new Error('the database is away'), { method: 'POST', path: '/l/new' }, true)).toEqual({ logged: 1 });
  });
});
