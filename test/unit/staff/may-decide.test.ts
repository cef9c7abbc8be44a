import { describe, expect, it } from '@jest/globals';
import { mailboxOf, sameMailbox } from '../../../libs/domain/network/mailbox.js';
import type { StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import { refusalToDecide } from '../../../libs/staff/permissions/may-decide.js';

const finance = { id: 'finance', email: 'A@hub.example', roles: ['finance'], conflicts: [] as string[] } as unknown as StaffMemberEntity;
const payment = { roles: ['finance'] as const, organisations: ['hub'] };

describe('who may decide', () => {
  it('is nobody who is paid, also under a tagged address: a+x@hub is A@hub', () => {
    for (const payee of ['a+x@hub.example', 'A+Travel.2027@HUB.example', ' a@hub.example ']) {
      expect(refusalToDecide(finance, { ...payment, payeeAddresses: ['other@hub.example', payee] })).toBe('paid-to-you');
    }
    const tagged = { ...finance, email: 'a+office@hub.example' };
    expect(refusalToDecide(tagged, { ...payment, payeeAddresses: ['a@hub.example'] })).toBe('paid-to-you');
  });

  it('is somebody whose address only looks alike', () => {
    for (const payee of ['ax@hub.example', 'a@x.hub.example', 'a+x@other.example', 'b+a@hub.example']) {
      expect(refusalToDecide(finance, { ...payment, payeeAddresses: [payee] })).toBeUndefined();
    }
  });

  it('is nobody with a conflict of interest, whatever their role', () => {
    expect(refusalToDecide({ ...finance, conflicts: ['hub'] }, payment)).toBe('conflict-of-interest');
    expect(refusalToDecide({ ...finance, conflicts: ['elsewhere'] }, payment)).toBeUndefined();
  });
});

it('a mailbox is the same whatever its case and its tag, and never without its domain', () => {
  expect(['A@Hub.example', 'a+b+c@hub.example', ' a@hub.example'].map(mailboxOf)).toEqual(['a@hub.example', 'a@hub.example', 'a@hub.example']);
  expect(sameMailbox('a+b@one.example', 'a+b@two.example')).toBe(false);
});
