import { Injectable } from '@nestjs/common';
import { tokenHash } from '../../../libs/links/token.js';

/** Links beyond this number are forgotten, those that were not opened for longest first. */
const mostOpened = 20_000;

/**
 * Links that worked when they were last opened in this process. Whoever answers a question has opened its page before, so
 * that a flood from the same address, behind one proxy or one office's router, does not take this person's turn.
 */
@Injectable()
export class OpenedLinks {
  private readonly hashes = new Set<string>();

  /** A link worked just now. */
  add(token: string): void {
    const hash = tokenHash(token);
    this.hashes.delete(hash);
    this.hashes.add(hash);
    if (this.hashes.size > mostOpened) this.hashes.delete(this.hashes.keys().next().value ?? '');
  }

  /** A link does not work any more, or never did. */
  forget(token: string): void {
    this.hashes.delete(tokenHash(token));
  }

  has(token: string): boolean {
    return this.hashes.has(tokenHash(token));
  }
}
