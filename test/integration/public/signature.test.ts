import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActivityLogEntity, InboxEntity, MailedCodeEntity, OrganisationEntity, PlanEntity, SignedLinkEntity } from '../../../libs/platform/db/entities/index.js';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { loadParties } from '../../../libs/dossier/people/parties.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { Scene, wednesday } from './scene.js';

let scene: Scene;
let ref: string;
let number = 0;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.setClock(wednesday);
  ref = await scene.confirmedExchange({ theme: `Exchange ${(number += 1)}` });
});

describe('a signature', () => {
  let prompt: string;
  const signature = { choice: 'signed', typedName: 'Hosting Signatory', mayAct: true, bank: 'now', accountHolder: 'Cru', iban: 'be68 5390 0754 7034' };
  beforeEach(async () => {
    prompt = `${ref}/1/hosting/sign/signatory/1`;
    await scene.publish(ref, 'applying', { kind: 'asked', prompt }, { kind: 'entered', stage: 'signing' });
  });

  it('needs the code from the mail, and binds the hash of the text that was shown', async () => {
    const link = await scene.linkTo(prompt);
    const before = await scene.get(link);
    expect(before.text).toContain('Fingerprint of this text');
    expect(before.text).toContain('Mail me a code');
    const asked = await scene.post(link, { _act: 'code' });
    expect(asked.text).toContain('Mail me a new code');
    expect(asked.text).not.toContain('Mail me a code');
    const code = await mailedCode();
    expect(code).toMatch(/^\d{6}$/);
    const leadsBack = await scene.db.manager.findOneByOrFail(SignedLinkEntity, { id: (await scene.mail('code')).linkId! });
    expect(leadsBack).toMatchObject({ subjectId: prompt, purpose: 'prompt' });
    const wrong = await scene.post(link, { _act: 'check', code: code === '000000' ? '000001' : '000000' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('That is not the code');
    const right = await scene.post(link, { _act: 'check', code });
    expect(right.status).toBe(200);
    const signed = await scene.post(link, fillForm(right.forms[0]!, signature));
    expect(signed.status).toBe(200);
    const { facts, payload } = await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt });
    expect(facts).toEqual({ bank: 'now', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(payload).toMatchObject({ iban: 'BE68539007547034', agreement: facts['sha256'], agreementVersion: 1 });
    expect(JSON.stringify(await scene.db.manager.findBy(MailedCodeEntity, {}))).not.toContain(code);
  });

  it('names an organisation and its hub once where both have one name, else which acts for which', async () => {
    const parties = await loadParties(scene.db.manager, ref);
    const [visiting, hosting] = [parties['visiting']!, parties['hosting']!];
    await scene.db.manager.update(OrganisationEntity, { id: visiting.organisation!.id }, { legalName: visiting.hub!.name.toUpperCase() });
    await scene.db.manager.update(OrganisationEntity, { id: hosting.organisation!.id }, { legalName: 'Hosting Association' });
    const { text } = await scene.get(await scene.linkTo(prompt));
    expect(text).toContain(`; ${visiting.hub!.name}, which visits; and Hosting Association, for ${hosting.hub!.name}, which hosts.`);
  });

  it('is not taken without the code, and what was filled in is not lost', async () => {
    const link = await scene.linkTo(prompt);
    const refused = await scene.post(link, { choice: 'signed', typedName: 'Hosting Signatory', iban: 'BE68539007547034' });
    expect(refused.status).toBe(403);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
    expect(refused.html).toContain('value="Hosting Signatory"');
  });

  it('locks after too many wrong codes, tells staff, and burns nobody’s link', async () => {
    const link = await scene.linkTo(prompt);
    await scene.post(link, { _act: 'code' });
    const code = await mailedCode();
    const wrong = code === '999999' ? '999998' : '999999';
    let last = '';
    for (let tries = 0; tries < 20; tries += 1) last = (await scene.post(link, { _act: 'check', code: wrong })).text;
    expect(last).toMatch(/Too many tries. You can ask for a new code from Wednesday 13 January 2027, 10:30.* on. If you cannot wait, call us at/);
    expect((await scene.post(link, { _act: 'check', code })).text).toContain('Too many tries');
    expect(await scene.db.manager.countBy(ActivityLogEntity, { kind: 'code-locked', ref })).toBe(1);
    const other = `${ref}/1/visiting/sign/signatory/1`;
    await scene.publish(ref, 'signing', { kind: 'asked', prompt: other });
    expect((await scene.post(await scene.linkTo(other), { _act: 'code' })).text).toContain('The code from the mail');
    await scene.setClock(new Date(Date.parse(wednesday) + 31 * 60_000).toISOString());
    await scene.post(link, { _act: 'code' });
    expect((await scene.post(link, { _act: 'check', code: await mailedCode() })).status).toBe(200);
  });

  it('opens the browser in which the code was typed, and no other that has the link', async () => {
    const link = await scene.linkTo(prompt);
    await scene.post(link, { _act: 'code' });
    const right = await scene.post(link, { _act: 'check', code: await mailedCode() });
    expect(right.headers.get('set-cookie')).toMatch(/^sojourn-code=[\w-]{43}; Max-Age=1800; Path=\/; .*HttpOnly; SameSite=Lax/);
    const secret = /=([\w-]{43})/.exec(right.headers.get('set-cookie')!)![1]!;
    expect(JSON.stringify(await scene.db.manager.findBy(MailedCodeEntity, {}))).not.toContain(secret);
    expect((await scene.get(link)).text).not.toContain('First a code');
    scene.newBrowser();
    expect((await scene.get(link)).text).toContain('First a code');
    const forwarded = await scene.post(link, fillForm(right.forms[0]!, signature));
    expect(forwarded.status).toBe(403);
    expect(await scene.db.manager.countBy(InboxEntity, { promptId: prompt })).toBe(0);
  });

  it('counts tries by the person in the exchange, whichever of the links is used, and mails ten codes a day at most', async () => {
    const link = await scene.linkTo(prompt);
    await scene.post(link, { _act: 'code' });
    const code = await mailedCode();
    const wrong = code === '999999' ? '999998' : '999999';
    const before = (await scene.db.manager.countBy(MailedCodeEntity, {})) - 1;
    for (let tries = 0; tries < 19; tries += 1) await scene.post(link, { _act: 'check', code: wrong });
    const again = prompt.replace(/1$/, '2');
    await scene.publish(ref, 'signing', { kind: 'asked', prompt: again });
    const other = await scene.linkTo(again);
    expect((await scene.post(other, { _act: 'check', code: wrong })).text).toContain('Too many tries');
    for (let n = 1; n <= 12; n += 1) {
      await scene.setClock(new Date(Date.parse(wednesday) + n * 31 * 60_000).toISOString());
      await scene.post(n % 2 ? link : other, { _act: 'code' });
    }
    expect(await scene.db.manager.countBy(MailedCodeEntity, {})).toBe(before + 10);
    expect((await scene.post(link, { _act: 'code' })).text).toContain('as many codes as it can in one day. You can ask for a new one from Thursday 14 January 2027, 10:00');
  });

  it('is refused when the agreement changed since the page was opened; the new text is shown', async () => {
    const link = await scene.linkTo(prompt);
    await scene.post(link, { _act: 'code' });
    const open = await scene.post(link, { _act: 'check', code: await mailedCode() });
    const plan = await scene.db.manager.findOneByOrFail(PlanEntity, { ref });
    await scene.db.manager.insert(PlanEntity, Object.assign(plan, { version: 2, lastDay: '2027-03-10' }) as never);
    const refused = await scene.post(link, fillForm(open.forms[0]!, signature));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('The agreement has changed since you opened this page');
    expect(refused.text).toContain('Wednesday 10 March 2027');
    const signed = await scene.post(link, fillForm(refused.forms[0]!, signature));
    expect(signed.status).toBe(200);
    expect(await scene.db.manager.findOneByOrFail(InboxEntity, { promptId: prompt })).toMatchObject({ payload: { agreementVersion: 1, agreement: expect.any(String) } });
  });

  async function mailedCode(): Promise<string> {
    const { data } = await scene.mail('code');
    return String((data as unknown as LetterData).params['code']);
  }
});
