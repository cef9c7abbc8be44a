/**
 * The mailbox behind an address, whatever its case and whatever stands behind a plus sign: `A+x@hub.example` is
 * `a@hub.example`. Where two people must not be one (who pays and is paid, who acts for both sides), mailboxes are
 * compared and never what somebody typed. `mailboxSql` says the same to the database.
 */
export function mailboxOf(address: string): string {
  return address.trim().toLowerCase().replace(/\+[^@]*@/, '@');
}

/** Whether two addresses reach one person. */
export function sameMailbox(one: string, other: string): boolean {
  return mailboxOf(one) === mailboxOf(other);
}
