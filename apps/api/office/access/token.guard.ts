import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { staffOfToken } from '../../../../libs/staff/sign-in/tokens.js';
import { accessOf, mayUse } from './access.decorator.js';
import { DeskAudit } from './desk-audit.js';
import { StaffRefusal, type StaffRefusalCode } from './refusals.js';
import { Buckets, senderOf } from '../../http/rate-limit.js';
import { routeOf, type StaffRequest } from './staff-request.js';

/** Wrong tokens that one network address may try before it is told to wait. */
const wrongTokens = { burst: 30, perSecond: 0.5 };

/** Lets a request to the staff API pass when its bearer token may use the route. */
@Injectable()
export class TokenGuard implements CanActivate {
  private readonly wrongTokens = new Buckets(wrongTokens);

  constructor(
    private readonly db: DataSource,
    private readonly audit: DeskAudit,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<StaffRequest>();
    const readers = accessOf(context.getHandler()) ?? [];
    const [, token] = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const staff = token ? await staffOfToken(this.db.manager, token) : undefined;
    if (!staff) return this.refuse(request, undefined, this.hasShare(request) ? 'not-signed-in' : 'too-many');
    if (!mayUse(readers, staff.roles)) return this.refuse(request, staff.id, 'role');
    request.staff = staff;
    return true;
  }

  /** By where it came from, as far as that can be believed. */
  private hasShare(request: StaffRequest): boolean {
    return this.wrongTokens.take(senderOf(request));
  }

  private async refuse(request: StaffRequest, who: string | undefined, code: StaffRefusalCode): Promise<never> {
    await this.audit.refused(who, routeOf(request), code);
    throw new StaffRefusal(code);
  }
}
