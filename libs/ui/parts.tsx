import type { Html } from './render.js';

/** Names and values, such as dates, places, amounts. Rows without a value are left out. */
export function Facts({ rows }: { rows: readonly { label: string; value: Html }[] }) {
  const shown = rows.filter((row) => row.value !== undefined && row.value !== null && row.value !== '');
  if (shown.length === 0) return null;
  return (
    <dl class="facts">
      {shown.map((row) => (
        <div>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface NoticeProps {
  tone?: 'good' | 'warn';
  title?: string;
  /** Said at once by a screen reader: `alert` where something went wrong, `status` where it went well. */
  role?: 'alert' | 'status';
  /** A place that a link or the address of a form leads to. */
  id?: string;
  children?: Html;
}

/** Something that must not be overlooked. */
export function Notice({ tone, title, role, id, children }: NoticeProps) {
  return (
    <section class={tone === undefined ? 'notice' : `notice ${tone}`} role={role} id={id} tabindex={id === undefined ? undefined : -1}>
      {title === undefined ? null : <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** A quiet box around things that belong together; with an id, a place that a link or the address of a form leads to. */
export function Card({ id, children }: { id?: string; children?: Html }) {
  return (
    <section class="card" id={id} tabindex={id === undefined ? undefined : -1}>
      {children}
    </section>
  );
}

/** A list of things with columns; it scrolls by itself on a narrow screen. Columns of numbers are marked `num`. */
export function Table({
  caption,
  head,
  rows,
  foot,
}: {
  caption: string;
  head: readonly { label: string; num?: boolean }[];
  rows: readonly (readonly Html[])[];
  foot?: readonly Html[];
}) {
  const cell = (value: Html, at: number) => <td class={head[at]?.num ? 'num' : undefined}>{value}</td>;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((column) => (
              <th scope="col" class={column.num ? 'num' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{row.map(cell)}</tr>
          ))}
        </tbody>
        {foot === undefined ? null : (
          <tfoot>
            <tr>{foot.map(cell)}</tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

/** What happened, the oldest first. */
export function Timeline({ entries }: { entries: readonly { when: string; instant: string; text: Html; detail?: Html }[] }) {
  return (
    <ol class="timeline">
      {entries.map((entry) => (
        <li>
          <time datetime={entry.instant}>{entry.when}</time>
          {entry.text}
          {entry.detail === undefined ? null : <div class="small">{entry.detail}</div>}
        </li>
      ))}
    </ol>
  );
}

/** Id of the list of what is wrong. Every form leads to it: where there is none, the next page begins at its top. */
export const problemsId = 'problems';

interface FormProps {
  /** Where it is posted to; absent: to the page's own address, and to what is wrong there. */
  action?: string;
  /** Values that go along unseen, such as a session's token. */
  hidden?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  /** What the Enter key stands for, where it is not to send. */
  enter?: { name: string; value: string };
  /** It has fields for files. */
  withFiles?: boolean;
  children?: Html;
}

/**
 * A form that posts. The first, unseen button is the one that the Enter key presses, so that it sends the form and
 * does not add a row.
 */
export function Form({ action = `#${problemsId}`, hidden = {}, enter, withFiles, children }: FormProps) {
  const pairs = Array.isArray(hidden) ? (hidden as readonly (readonly [string, string])[]) : Object.entries(hidden);
  return (
    <form method="post" action={action} enctype={withFiles ? 'multipart/form-data' : undefined} novalidate accept-charset="utf-8">
      <button class="hidden" type="submit" name={enter?.name} value={enter?.value} tabindex={-1} aria-hidden="true" />
      {pairs.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

/** The row of buttons that ends a form. */
export function Actions({ children }: { children?: Html }) {
  return <div class="actions">{children}</div>;
}
