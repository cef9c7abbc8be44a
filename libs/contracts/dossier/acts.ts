import type { ChangeInput, ExtendInput, PauseInput, ReplaceContactInput, StopInput } from './messages.js';

/** What may be done to a running exchange beside answering; each is an update of its workflow. */
export interface Acts {
  stop: StopInput;
  extend: ExtendInput;
  'replace-contact': ReplaceContactInput;
  change: ChangeInput;
  pause: PauseInput;
  resume: PauseInput;
}

export type ActKind = keyof Acts;
