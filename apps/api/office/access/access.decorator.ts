import { SetMetadata } from '@nestjs/common';
import type { StaffRole } from '../../../../libs/domain/programme/vocabulary.js';

/** Who may use a route: staff roles, `viewer` for everybody in the office, or `anybody` for people who are not signed in. */
export type Reader = StaffRole | 'anybody';

const accessKey = 'sojourn:access';

/** States who may use a route. Every route of the staff side has one; a guard refuses a route without. */
export function Access(...readers: [Reader, ...Reader[]]): MethodDecorator {
  return SetMetadata(accessKey, readers);
}

/** Who may use a route, or undefined when it does not say so. */
export function accessOf(handler: object): readonly Reader[] | undefined {
  return Reflect.getMetadata(accessKey, handler) as readonly Reader[] | undefined;
}

/** Whether somebody with these roles may use a route. */
export function mayUse(readers: readonly Reader[], roles: readonly StaffRole[]): boolean {
  if (readers.includes('anybody')) return true;
  if (readers.includes('viewer')) return roles.length > 0;
  return roles.some((role) => readers.includes(role));
}
