import { expect, test } from '@jest/globals';
import { questionOf } from '../../../infra/walkthrough/answers.js';
import { CannotFill, fillForm } from '../../../infra/walkthrough/fill-form.js';
import { readPage } from '../../../infra/walkthrough/html-page.js';
import { newCanaries } from '../../../infra/walkthrough/canaries.js';
import { parseIban } from '../../../libs/domain/money/iban.js';

const page = readPage(`<!doctype html><html lang="en"><head><title>Check &amp; decide</title></head><body>
<h1>Your <em>decision</em></h1><section class="problems"><ul><li><a href="#x">Reason: missing</a></li></ul></section>
<form method="post" action="/l/abc"><button class="hidden" type="submit"></button><input type="hidden" name="_csrf" value="a&quot;b"/>
<input type="radio" name="choice" value="accept" checked=""/><input type="radio" name="choice" value="request-changes"/><input type="radio" name="choice" value="refuse"/>
<input type="text" name="cents" value="1010.00"/><textarea name="reason">
as &lt;agreed&gt;</textarea><select name="hub"><option value="">Choose</option><optgroup label="BE"><option value="one" selected="">One</option></optgroup></select>
<input type="checkbox" name="sure" value="yes"/><button type="submit" name="_act" value="code">Mail me a <b>code</b></button></form></body></html>`);
const form = page.forms[0]!;

test('a page is read as a person sees it', () => {
  expect(page.title).toBe('Check & decide');
  expect(page.heading).toBe('Your decision');
  expect(page.problems).toEqual(['Reason: missing']);
  expect(form.buttons.map(({ name, value, label }) => [name, value, label])).toEqual([['', '', ''], ['_act', 'code', 'Mail me a code']]);
});

test('an untouched form sends what the page put there, and no box that is not ticked', () => {
  expect([...fillForm(form, {})]).toEqual([['_csrf', 'a"b'], ['choice', 'accept'], ['cents', '1010.00'], ['hub', 'one'], ['reason', 'as <agreed>']]);
});

test('a radio moves, a box is ticked, a text replaced', () => {
  const sent = fillForm(form, { choice: 'refuse', sure: true, reason: 'no' });
  expect([sent.getAll('choice'), sent.get('sure'), sent.get('reason')]).toEqual([['refuse'], 'yes', 'no']);
});

test('what the page does not ask for or offer cannot be filled in', () => {
  expect(() => fillForm(form, { colour: 'red' })).toThrow(CannotFill);
  expect(() => fillForm(form, { choice: 'maybe' })).toThrow(CannotFill);
  expect(() => fillForm(form, { hub: 'two' })).toThrow(CannotFill);
});

test('a question is known by its fields', () => {
  expect(questionOf(form)).toBe('check');
  expect(questionOf({ ...form, fields: form.fields.slice(0, 3) })).toBeUndefined();
});

test('canary accounts are valid and stay the same for one person', () => {
  const canaries = newCanaries();
  for (let n = 0; n < 200; n += 1) expect(parseIban(canaries.iban(`person ${n}`)).ok).toBe(true);
  expect(canaries.iban('person 1')).toBe(canaries.iban('person 1'));
  expect(canaries.email('manager')).toBe(canaries.email('manager').toLowerCase());
});
