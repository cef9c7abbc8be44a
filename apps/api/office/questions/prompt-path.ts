/** The parts of a prompt's id, as they stand in the path. */
export interface PromptPath {
  ref: string;
  leg: string;
  party: string;
  kind: string;
  slot: string;
  round: string;
}

/** The prompt that a path names. */
export function promptIdOf({ ref, leg, party, kind, slot, round }: PromptPath): string {
  return [ref, leg, party, kind, slot, round].join('/');
}
