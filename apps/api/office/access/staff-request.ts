import type { Request } from 'express';
import type { StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';

/** A request whose sender a guard has found. */
export interface StaffRequest extends Request {
  staff?: StaffMemberEntity;
  session?: StaffSession;
}

/** Who sent a request; the guard has let only known people through. */
export function staffOf(request: StaffRequest): StaffMemberEntity {
  if (!request.staff) throw new Error('a staff route without its guard');
  return request.staff;
}

/** The session of a request; the guard has let only signed-in people through. */
export function sessionOf(request: StaffRequest): StaffSession {
  if (!request.session) throw new Error('a staff page without its guard');
  return request.session;
}

/** The route's own path without query and without what a link's token would give away: for the log. */
export function routeOf(request: Request): string {
  return `${request.method} ${request.path.replace(/^\/l\/[^/]+/, '/l/…')}`.slice(0, 200);
}
