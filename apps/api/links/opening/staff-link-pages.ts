import type { Request, Response } from 'express';
import type { FoundLink } from '../../../../libs/links/links.js';

/** Pages behind the links that staff get by mail: purposes `staff-prompt`, `sign-in` and `payment-run`. */
export interface StaffLinkPages {
  /** Shows what the link leads to; changes nothing. */
  show(link: FoundLink, request: Request, response: Response): Promise<void>;
  /** Does what was posted to the link. */
  act(link: FoundLink, request: Request, response: Response): Promise<void>;
}

/** Injects the {@link StaffLinkPages}. */
export const STAFF_LINK_PAGES = Symbol('staff link pages');
