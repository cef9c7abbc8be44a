import { describe, expect, it } from '@jest/globals';
import { shippedProgrammes, readProgramme } from '../../../infra/programme-files/read-programme.js';
import { FormFields, render } from '../../../libs/ui/index.js';

const read = readProgramme(shippedProgrammes[0]!);
if (!read.ok) throw new Error('the shipped programme is not sound');
const { definition, texts } = read;

const show = (formName: string, notes: Record<string, string>): string =>
  render(<FormFields form={definition.forms[formName]!} formName={formName} texts={texts[0]!} languages={['en', 'fr']} notes={notes} />);

describe.each(['application', 'host-wrap-up', 'visitor-wrap-up', 'settlement'])('the form %s that was sent back', (formName) => {
  const keys = definition.forms[formName]!.fields.map(({ key }) => key);

  it('has each remark once, tied to the field that it is about', () => {
    const html = show(formName, Object.fromEntries(keys.map((key) => [key, `About ${key} <b>`])));
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const described = [...html.matchAll(/aria-describedby="([^"]+)"/g)].flatMap(([, named]) => named!.split(' '));
    expect(described.filter((id) => !ids.has(id))).toEqual([]);
    for (const key of keys) {
      expect(html.split(`About ${key} &lt;b&gt;`)).toHaveLength(2);
      expect(described.filter((id) => id === `f-${key}-note`)).toHaveLength(1);
    }
  });

  it('has none where nothing was said', () => {
    expect(show(formName, {})).not.toContain('role="note"');
  });
});
