import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shippedProgrammes, readProgramme } from '../../../infra/programme-files/read-programme.js';
import { readPage } from '../../../infra/walkthrough/html-page.js';
import { readForm } from '../../../libs/domain/forms/read-form.js';
import { ErrorSummary, Form, FormAnswers, FormFields, Page, parsePosted, render, stylePath, styleSheet } from '../../../libs/ui/index.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition } = read;
const texts = read.texts[0]!;
const hubs = [
  { id: 'cru', name: 'Cru <script>', city: 'Porto', country: 'PT', open: true },
  { id: 'bios', name: 'Bios', city: 'Athens', country: 'GR' },
];
const formNames = Object.keys(definition.forms);

function page(formName: string, raw: Record<string, unknown> = {}): string {
  const form = definition.forms[formName]!;
  const filled = readForm(form, raw);
  const errors = filled.ok || Object.keys(raw).length === 0 ? [] : filled.errors;
  const shared = { form, formName, texts };
  return render(
    <Page brand={definition.brand} texts={texts} title={formName}>
      <ErrorSummary {...shared} errors={errors} />
      <Form>
        <FormFields {...shared} value={filled.value} errors={errors} hubs={hubs} languages={['en']} />
        <button type="submit">Send</button>
      </Form>
    </Page>,
  );
}

describe.each(formNames)('the form %s', (formName) => {
  it('has a label or legend for each field, and no id twice', () => {
    const html = page(formName);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const [tag] of html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)) {
      if (tag.includes('type="hidden"')) continue;
      const [, id] = / id="([^"]+)"/.exec(tag) ?? [];
      expect(html).toContain(`for="${id}"`);
    }
    for (const [, describedBy] of html.matchAll(/aria-describedby="([^"]+)"/g)) expect(ids).toContain(describedBy);
  });

  it('shows each error beside its field and on top, with a link that leads there', () => {
    const html = page(formName, { unknown: 'x' });
    for (const [, id] of html.matchAll(/<a href="#(f-[^"]+)"/g)) expect(html).toContain(`id="${id}"`);
    expect(readPage(html).problems.length).toBeGreaterThan(0);
  });

  it('runs no script and fetches nothing from elsewhere', () => {
    expect(page(formName)).not.toMatch(/<script|<iframe|<img|https?:|style="/);
  });
});

describe('a form', () => {
  it('escapes what was typed and what hubs are called', () => {
    const html = page('enquiry', { theme: '"><script>alert(1)</script>{{7*7}}', name: "O'Neil & Söhne" });
    expect(html).not.toContain('<script');
    expect(html).toContain('&quot;&gt;&lt;script&gt;');
    expect(html).toContain('Cru &lt;script&gt;');
  });

  it('shows everything typed again, so that posting it once more is the same', () => {
    const raw = { choice: 'claimed', 'costs.0.what': 'Train', 'costs.0.amount': '1.234', 'costs.1.what': 'Bus', 'costs.1.amount': '12,50', learned: '4' };
    const fields = readPage(page('visitor-wrap-up', raw)).forms[0]!.fields;
    const posted = Object.fromEntries(
      fields.filter((field) => (field.kind !== 'radio' && field.kind !== 'checkbox') || field.checked).map((field) => [field.name, field.value]),
    );
    expect(posted).toMatchObject({ ...raw, 'costs.1.amount': '12.50' });
  });

  it('places a field below the option that it hangs on, and says in words when another counts', () => {
    const html = page('availability');
    expect(html).toMatch(/value="other-dates"[\s\S]*class="reveal"[\s\S]*otherDates\.from[\s\S]*value="no"/);
    expect(page('visitor-wrap-up')).toContain('Only if “Do you ask for a payment?” is “Yes, please pay us”.');
  });

  it('leaves confidential answers out unless they are meant for the reader, and masks accounts', () => {
    const value = { accountHolder: 'Cru', iban: 'BE68539007547034' };
    const shown = (reader: ('accountant' | 'viewer')[], masked = false) =>
      render(<FormAnswers form={definition.forms['bank-details']!} formName="bank-details" texts={texts} value={value} reader={reader} masked={masked} />);
    expect(shown(['viewer'])).not.toContain('BE68');
    expect(shown(['accountant'])).toContain('BE68 5390 0754 7034');
    expect(shown(['accountant'], true)).toContain('BE68 … 7034');
  });
});

describe('what a page posts', () => {
  it('is taken apart into fields and the page’s own buttons', () => {
    expect(parsePosted({ theme: 'x', _add: 'costs', '_rows.costs': '3', _act: '' })).toEqual({ raw: { theme: 'x' }, rows: { costs: 3 }, addRow: 'costs' });
    expect(parsePosted({ a: ['1', '2'], _act: 'save' })).toEqual({ raw: { a: ['1', '2'] }, rows: {}, act: 'save' });
    expect(parsePosted(undefined)).toEqual({ raw: {}, rows: {} });
    expect(parsePosted({ '_rows.costs': '1e9' }).rows).toEqual({ costs: 100 });
  });
});

describe('the style sheet', () => {
  it('is named by colour and content; any other path is none', () => {
    const path = stylePath('#0B5D57');
    expect(path).toMatch(/^\/style\/0b5d57-[0-9a-f]{8}\.css$/);
    expect(styleSheet(path)).toContain('--accent:#0b5d57;--on-accent:#ffffff');
    expect(styleSheet(stylePath('#ffee00'))).toContain('--on-accent:#16191d');
    expect(styleSheet('/style/red.css')).toBeUndefined();
    expect(stylePath('red;}*{')).toMatch(/^\/style\/1f3a5f-/);
  });

  it('has targets of 44 pixels and text of 16 pixels or nearly so', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../libs/ui/style.ts'), 'utf8');
    expect(source).toContain('min-height:2.75rem');
    const sizes = [...source.matchAll(/font-size:([.\d]+)rem/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0.875);
  });
});
