import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { staffPath } from '../../../../libs/staff/sign-in/sign-in.js';
import { StaffFlood, StaffRefusal } from '../access/refusals.js';
import { SignInPage } from './sign-in.view.js';
import { StaffPage } from './staff-page.view.js';
import { DeskFrame, sendPage } from './desk-frame.js';

/** Shows a refusal of a staff page: the way to sign in where that is what is missing, else one sentence. */
@Catch(StaffRefusal)
export class PageFilter implements ExceptionFilter {
  constructor(private readonly desk: DeskFrame) {}

  async catch(refusal: StaffRefusal, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return void response.end();
    const frame = await this.desk.frame();
    const status = refusal.getStatus();
    if (refusal instanceof StaffFlood) response.setHeader('Retry-After', refusal.seconds);
    if (status === 401) {
      const goTo = request.method === 'GET' ? staffPath(request.path) : '/staff';
      const why = refusal.code === 'session-expired' ? refusal.message : undefined;
      sendPage(response, <SignInPage frame={frame} goTo={goTo} why={why} />, status);
      return;
    }
    sendPage(
      response,
      <StaffPage frame={frame} title={refusal.message}>
        <h1>{refusal.message}</h1>
        <p>
          <a href="/staff">Back to the desk</a>
        </p>
      </StaffPage>,
      status,
    );
  }
}
