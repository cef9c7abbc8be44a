import { StaffRefusal } from './refusals.js';

/** An instant as it was posted, such as 2027-03-08T09:00:00Z; anything else is refused. */
export function instantOf(posted: unknown): string {
  const at = typeof posted === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(posted) ? Date.parse(posted) : Number.NaN;
  if (Number.isNaN(at)) throw new StaffRefusal('bad-request');
  return new Date(at).toISOString();
}
