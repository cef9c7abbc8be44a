/** In which order saves of one answer count, when it is written on several screens and saves arrive late. */

/** A page on which an answer is being written, from the moment it was opened; it stays the same one when rows are added. */
export interface Sheet {
  /** What its script calls it; null where no script runs. */
  readonly id: string | null;
  /** How often it was saved: the later of two saves of one sheet has the greater number. */
  readonly nth: number;
  /** The revision of the draft that it began with; 0 where nothing was saved. */
  readonly base: number;
}

/** What is kept of an answer that was not sent yet: which version it is, and which sheet wrote it. */
export interface DraftMark {
  readonly revision: number;
  readonly sheet: string | null;
  readonly nth: number;
}

/** A page that was opened when nothing had been saved. */
export const firstSheet: Sheet = { id: null, nth: 0, base: 0 };

/** More saves than a page sends on its way out, after a button of it was pressed. */
const leavingRoom = 100;

/**
 * Whether a save that nobody asked for may take the place of what is kept: it comes from the sheet that wrote it and is
 * later, or from one that began with it. Otherwise somebody wrote elsewhere meanwhile, and that is not to be lost.
 */
export function mayReplace(kept: DraftMark | undefined, { id, nth, base }: Sheet): boolean {
  if (kept === undefined) return true;
  if (id !== null && id === kept.sheet) return nth > kept.nth;
  return base === kept.revision;
}

/** The same sheet after one of its buttons was pressed: whatever the page sent before is older. */
export function afterButton(sheet: Sheet, base = sheet.base): Sheet {
  return { ...sheet, nth: sheet.nth + leavingRoom, base };
}

/** A sheet as a form carries it: `<base>`, or `<base>.<nth>.<id>` once a script has named it. */
export function writeSheet({ id, nth, base }: Sheet): string {
  return id === null ? String(base) : `${base}.${nth}.${id}`;
}

/** Reads what a form carried; anything else is a page that began with nothing. */
export function readSheet(text: string | undefined): Sheet {
  const [, base, nth, id] = /^(\d{1,9})(?:\.(\d{1,9})\.([a-z0-9]{8,40}))?$/.exec(text ?? '') ?? [];
  return { id: id ?? null, nth: Number(nth ?? 0), base: Number(base ?? 0) };
}
