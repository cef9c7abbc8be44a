import { describe, expect, it } from '@jest/globals';
import { mayUse } from '../../../apps/api/office/access/access.decorator.js';

describe('a route of the staff side', () => {
  it('is read by everybody who has a role, and by nobody who has none (any more)', () => {
    expect(mayUse(['viewer'], ['viewer'])).toBe(true);
    expect(mayUse(['viewer'], ['finance'])).toBe(true);
    expect(mayUse(['viewer'], [])).toBe(false);
  });

  it('is used by the roles that it names, among those that somebody has', () => {
    expect(mayUse(['finance', 'director'], ['viewer', 'director'])).toBe(true);
    expect(mayUse(['finance', 'director'], ['coordinator', 'lead'])).toBe(false);
    expect(mayUse(['finance'], [])).toBe(false);
  });

  it('for people who are not signed in is open to all', () => {
    expect(mayUse(['anybody'], [])).toBe(true);
  });
});
