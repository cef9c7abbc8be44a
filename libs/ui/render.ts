import type { HtmlEscapedString } from 'hono/utils/html';
import type { Child } from 'hono/jsx';

/** A piece of a page. Every value in it was escaped when it was made. */
export type Html = Child;

/** The page as it goes out. No component of a page is asynchronous, so this is a text already. */
export function render(page: Html): string {
  return `<!DOCTYPE html>\n${String(page as HtmlEscapedString)}\n`;
}
