/** What a page without JavaScript posted: the fields themselves, and which of its own buttons was pressed. */
export interface PostedPage {
  /** The fields, for `readForm`. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The list to which a row is to be added; nothing is sent then. */
  readonly addRow?: string;
  /** How many rows each list showed. */
  readonly rows: Readonly<Record<string, number>>;
  /** What the pressed button stands for, such as `preview` or `code`; absent: the form is to be sent. */
  readonly act?: string;
  /** On which page it was written, for `readSheet`; only forms that can be continued later say so. */
  readonly sheet?: string;
}

/** Names that are the page's own and never a field's. */
export const addRowName = '_add';
export const actName = '_act';
export const sheetName = '_sheet';
export const rowCountName = (list: string): string => `_rows.${list}`;

/** Takes apart what Express read from a form; anything that is no form is an empty one. */
export function parsePosted(body: unknown): PostedPage {
  const raw: Record<string, unknown> = {};
  const rows: Record<string, number> = {};
  const own: Record<string, string> = {};
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  for (const [name, value] of entries) {
    const [, list] = /^_rows\.(.+)$/.exec(name) ?? [];
    if (list !== undefined) rows[list] = Math.min(100, Math.max(0, Math.trunc(Number(value)) || 0));
    else if (name.startsWith('_')) own[name] = typeof value === 'string' ? value : '';
    else raw[name] = storable(value);
  }
  return {
    raw,
    rows,
    ...(own[addRowName] ? { addRow: own[addRowName] } : {}),
    ...(own[actName] ? { act: own[actName] } : {}),
    ...(own[sheetName] ? { sheet: own[sheetName] } : {}),
  };
}

/** A NUL comes from no keyboard and cannot be on file: what was typed around it is not lost for it. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}
