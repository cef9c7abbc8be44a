import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { csrfMatches, findSession } from '../../../../libs/staff/sign-in/sessions.js';
import { accessOf, mayUse } from './access.decorator.js';
import { readCookie } from './cookie.js';
import { DeskAudit } from './desk-audit.js';
import { isOwnForm } from './own-form.js';
import { StaffRefusal, type StaffRefusalCode } from './refusals.js';
import { routeOf, type StaffRequest } from './staff-request.js';

/** Name of the field that carries a session's token in every form. */
export const csrfName = '_csrf';

/** Lets a request to a staff page pass: a session with a role that may use it, and forms only from our own pages. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly db: DataSource,
    private readonly audit: DeskAudit,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const readers = accessOf(context.getHandler()) ?? [];
    const acts = request.method === 'POST';
    const found = await findSession(this.db.manager, this.config.sessionKey, readCookie(this.config, request));
    const who = found.ok ? found.session.staff.id : found.staffId;
    if (acts && !isOwnForm(this.config, request)) return this.refuse(request, who, 'foreign-form');
    if (readers.includes('anybody')) return true;
    if (!found.ok) return this.refuse(request, who, found.code === 'no-session' ? 'not-signed-in' : 'session-expired');
    const { session } = found;
    if (acts && !csrfMatches(session, (request.body as Record<string, unknown> | undefined)?.[csrfName])) {
      return this.refuse(request, who, 'foreign-form');
    }
    if (!mayUse(readers, session.staff.roles)) return this.refuse(request, who, 'role');
    request.session = session;
    request.staff = session.staff;
    return true;
  }

  private async refuse(request: StaffRequest, who: string | undefined, code: StaffRefusalCode): Promise<never> {
    // A stranger who opens a page is shown the way to sign in; that is no event.
    if (code !== 'not-signed-in' || request.method === 'POST') await this.audit.refused(who, routeOf(request), code);
    throw new StaffRefusal(code);
  }
}
