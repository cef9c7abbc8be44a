import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { staffOfToken } from '../../../../libs/staff/sign-in/tokens.js';
import { accessOf, mayUse } from './access.decorator.js';
import { DeskAudit } from './desk-audit.js';
import { StaffFlood, StaffRefusal, type StaffRefusalCode } from './refusals.js';
import { Door, networkOf } from '../../http/door.js';
import { routeOf, type StaffRequest } from './staff-request.js';

/** Wrong tokens that one network address may try before it is told to wait. */
const wrongTokens = { times: 30, seconds: 60 };

/** Lets a request to the staff API pass when its bearer token may use the route. */
@Injectable()
export class TokenGuard implements CanActivate {
  private readonly wrongTokens = new Door(wrongTokens);

  constructor(
    private readonly db: DataSource,
    private readonly audit: DeskAudit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const readers = accessOf(context.getHandler()) ?? [];
    const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const staff = token ? await staffOfToken(this.db.manager, token) : undefined;
    if (!staff) return this.refuseStranger(request);
    if (!mayUse(readers, staff.roles)) return this.refuse(request, staff.id, 'role');
    request.staff = staff;
    return true;
  }

  /** Counted by where it came from, as far as that can be believed. */
  private async refuseStranger(request: StaffRequest): Promise<never> {
    const wait = await this.wrongTokens.enter(networkOf(request));
    if (wait === undefined) return this.refuse(request, undefined, 'not-signed-in');
    await this.audit.refused(undefined, routeOf(request), 'too-many');
    throw new StaffFlood(wait);
  }

  private async refuse(request: StaffRequest, who: string | undefined, code: StaffRefusalCode): Promise<never> {
    await this.audit.refused(who, routeOf(request), code);
    throw new StaffRefusal(code);
  }
}
