/** Reads the pages that this project serves: text, links and forms. Not a parser for any HTML of the world. */

/** A field of a form as a browser knows it. */
export interface PageField {
  name: string;
  kind: 'text' | 'hidden' | 'radio' | 'checkbox' | 'file' | 'select' | 'textarea';
  /** What would be sent: the typed text, the option's value, the box's value. */
  value: string;
  /** For radio and checkbox. */
  checked: boolean;
  /** For select: the values that it offers. */
  options: { value: string; label: string }[];
}

/** A button that sends its form. */
export interface PageButton {
  name: string;
  value: string;
  label: string;
  action?: string;
}

/** A form of a page. */
export interface PageForm {
  method: 'get' | 'post';
  /** It may be sent with files. */
  withFiles: boolean;
  /** As written; absent: the page's own address. */
  action?: string;
  fields: PageField[];
  buttons: PageButton[];
}

/** What a person, or a robot, sees of a page. */
export interface PageContent {
  title: string;
  /** First heading of the highest level. */
  heading: string;
  /** Everything that can be read, in one line. */
  text: string;
  links: { href: string; label: string }[];
  forms: PageForm[];
  /** What the page says is wrong with a form that was refused. */
  problems: string[];
}

/** Reads a page. */
export function readPage(html: string): PageContent {
  const body = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '');
  return {
    title: textOf(/<title[^>]*>([\s\S]*?)<\/title>/i.exec(body)?.[1] ?? ''),
    heading: textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/i.exec(body)?.[1] ?? ''),
    text: textOf(/<body[^>]*>([\s\S]*)<\/body>/i.exec(body)?.[1] ?? body),
    links: [...body.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/gi)].map(([, tag = '', label = '']) => ({
      href: attributes(tag)['href'] ?? '',
      label: textOf(label),
    })),
    forms: [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, tag = '', inner = '']) => readForm(attributes(tag), inner)),
    problems: [...body.matchAll(/<section\b[^>]*class="problems"[^>]*>([\s\S]*?)<\/section>/gi)].flatMap(([, inner = '']) =>
      [...inner.matchAll(/<li[^>]*>([\s\S]*?)<\/li>/gi)].map(([, item = '']) => textOf(item)),
    ),
  };
}

function readForm(tag: Record<string, string>, inner: string): PageForm {
  return {
    method: tag['method']?.toLowerCase() === 'post' ? 'post' : 'get',
    withFiles: tag['enctype'] === 'multipart/form-data',
    ...(tag['action'] ? { action: tag['action'] } : {}),
    fields: [...readInputs(inner), ...readSelects(inner), ...readTextareas(inner)],
    buttons: readButtons(inner),
  };
}

const inputKinds: Record<string, PageField['kind']> = { hidden: 'hidden', radio: 'radio', checkbox: 'checkbox', file: 'file' };
const buttonTypes = ['submit', 'button', 'image', 'reset'];

function readInputs(inner: string): PageField[] {
  return [...inner.matchAll(/<input\b([^>]*)>/gi)].flatMap(([, tag = '']) => {
    const { type = 'text', name, value, checked } = attributes(tag);
    if (!name || buttonTypes.includes(type)) return [];
    const kind = inputKinds[type] ?? 'text';
    const isBox = kind === 'radio' || kind === 'checkbox';
    return [{ name, kind, value: value ?? (isBox ? 'on' : ''), checked: checked !== undefined, options: [] }];
  });
}

function readSelects(inner: string): PageField[] {
  return [...inner.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)].flatMap(([, tag = '', content = '']) => {
    const { name } = attributes(tag);
    const options = [...content.matchAll(/<option\b([^>]*)>([\s\S]*?)<\/option>/gi)].map(([, option = '', label = '']) => {
      const { value, selected } = attributes(option);
      return { value: value ?? textOf(label), label: textOf(label), selected: selected !== undefined };
    });
    const chosen = options.find((option) => option.selected) ?? options[0];
    return name ? [{ name, kind: 'select' as const, value: chosen?.value ?? '', checked: false, options }] : [];
  });
}

function readTextareas(inner: string): PageField[] {
  return [...inner.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)].flatMap(([, tag = '', content = '']) => {
    const { name } = attributes(tag);
    return name ? [{ name, kind: 'textarea' as const, value: unescapeHtml(content).replace(/^\n/, ''), checked: false, options: [] }] : [];
  });
}

function readButtons(inner: string): PageButton[] {
  return [...inner.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/gi)].flatMap(([, tag = '', label = '']) => {
    const { type = 'submit', name = '', value = '', formaction } = attributes(tag);
    return type === 'submit' ? [{ name, value, label: textOf(label), ...(formaction ? { action: formaction } : {}) }] : [];
  });
}

function attributes(tag: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single, bare] of tag.matchAll(/([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g)) {
    found[name.toLowerCase()] = unescapeHtml(double ?? single ?? bare ?? '');
  }
  return found;
}

function textOf(html: string): string {
  return unescapeHtml(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ').trim();
}

function unescapeHtml(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return named[name ?? ''] ?? whole;
  });
}
