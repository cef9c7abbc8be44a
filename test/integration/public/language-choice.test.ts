import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DraftEntity } from '../../../libs/platform/db/entities/index.js';
import type { LetterData } from '../../../libs/mail/letters/new-mail.js';
import { fillForm } from '../../../infra/walkthrough/fill-form.js';
import { edition, enquiry, Scene } from './scene.js';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

const inFrench = { headers: { 'accept-language': 'fr-BE,fr;q=0.9,en;q=0.5' } };
const languageOf = (html: string): string | undefined => /<html lang="([^"]+)"/.exec(html)?.[1];
const unknown = `/l/${'A'.repeat(43)}`;

describe('whoever comes without a link', () => {
  it.each([
    ['fr-BE,fr;q=0.9,en;q=0.5', 'fr'],
    ['sr', 'sr-Latn'],
    ['sr-Cyrl-RS,sr;q=0.9,en;q=0.5', 'sr-Latn'],
    ['de,nl;q=0.9', 'en'],
    ['', 'en'],
    ['de, it;q=0.3, es;q=0.7', 'es'],
  ])('reads the start page as the browser prefers (%s)', async (header, language) => {
    const page = await scene.get('/', { headers: { 'accept-language': header } });
    expect(languageOf(page.html)).toBe(language);
    expect(page.headers.get('vary')).toMatch(/accept-language/i);
  });

  it('chooses another language by a link, each named in itself, and search engines find them all', async () => {
    const page = await scene.get('/', inFrench);
    const choice = page.links.filter(({ href }) => href.startsWith('?lang='));
    expect(choice.map(({ href }) => href)).toEqual(['?lang=en', '?lang=fr', '?lang=es', '?lang=it', '?lang=sr-Latn']);
    expect(page.html).toContain('<a href="?lang=fr" lang="fr" hreflang="fr" aria-current="true">français</a>');
    expect(languageOf((await scene.get('/?lang=it', inFrench)).html)).toBe('it');
    expect(languageOf((await scene.get('/?lang=tlh&lang=it', inFrench)).html)).toBe('fr');
    const alternates = [...page.html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)].map(([, language, href]) => [language, href]);
    expect(alternates).toContainEqual(['sr-Latn', `http://exchanges.example/e/${edition}?lang=sr-Latn`]);
    expect(alternates).toHaveLength(5);
  });

  it('keeps it through the enquiry: the form, its errors, the answer, and the language of the mails', async () => {
    const start = await scene.get('/?lang=fr');
    const { href } = start.links.find((link) => link.href.includes('/enquiry'))!;
    const page = await scene.get(href);
    expect(languageOf(page.html)).toBe('fr');
    const form = page.forms[0]!;
    expect(fillForm(form, {}).get('language')).toBe('fr');
    const action = new URL(form.action ?? '', `http://x.example${href}`);
    const post = `${action.pathname}${action.search}`;
    const refused = await scene.post(post, fillForm(form, { theme: 'Typed' }));
    expect([refused.status, languageOf(refused.html)]).toEqual([422, 'fr']);
    expect(refused.html).not.toContain('hreflang'); // another language would lose what was typed
    const sent = await scene.post(post, fillForm(form, { ...enquiry, theme: 'En français' }));
    expect(languageOf(sent.html)).toBe('fr');
    const { recipientId } = await scene.mail('confirm-address');
    expect((await scene.db.manager.findOneByOrFail(DraftEntity, { id: recipientId })).language).toBe('fr');
  });

  it('is told in that language that the host is still to be found', async () => {
    const path = `/e/${edition}/enquiry?lang=it`;
    const form = (await scene.get(path)).forms[0]!;
    const { hostingHub: _hub, ...open } = enquiry;
    await scene.post(path, fillForm(form, { ...open, hostChoice: 'help', theme: 'Ancora da trovare' }));
    const { params } = (await scene.mail('confirm-address')).data as unknown as LetterData;
    expect(params).toMatchObject({ hostingHub: 'un hub ancora da trovare' });
  });
});

describe('a link that does not work', () => {
  it('is answered in the browser’s language, and tells nothing about the link', async () => {
    const ref = await scene.confirmedExchange({ theme: 'Revoked' });
    const prompt = `${ref}/1/hosting/availability/manager/1`;
    await scene.publish(ref, 'host-asked', { kind: 'asked', prompt });
    await scene.db.query(`update contact set language = 'es'`);
    const link = await scene.linkTo(prompt);
    await scene.db.query(`update signed_link set revoked_at = now() where subject_id = $1`, [prompt]);
    const [revoked, never] = [await scene.get(link, inFrench), await scene.get(unknown, inFrench)];
    expect([revoked.status, languageOf(revoked.html)]).toEqual([404, 'fr']);
    expect(revoked.html).toBe(never.html);
    expect((await scene.post(link, { choice: 'yes' }, inFrench.headers)).html).toBe((await scene.post(unknown, { choice: 'yes' }, inFrench.headers)).html);
    expect(languageOf((await scene.get(`${unknown}?lang=it`, inFrench)).html)).toBe('it');
    expect(revoked.forms[0]!.action).toBe('/l/new?lang=fr');
    expect(languageOf((await scene.post('/l/new?lang=fr', { email: 'nobody@nowhere.example' })).html)).toBe('fr');
  });
});

describe('a request that is refused', () => {
  const tooLarge = { choice: 'no', message: 'x'.repeat(300_000) };

  it('speaks the language of the link’s holder, and of the browser where there is none', async () => {
    const ref = await scene.confirmedExchange({ theme: 'Too large' });
    const prompt = `${ref}/1/hosting/availability/manager/1`;
    await scene.publish(ref, 'host-asked', { kind: 'asked', prompt });
    await scene.db.query(`update contact set language = 'es'`);
    const link = await scene.linkTo(prompt);
    const own = await scene.post(link, tooLarge, inFrench.headers);
    expect([own.status, languageOf(own.html)]).toEqual([413, 'es']);
    const stranger = await scene.post(unknown, tooLarge, inFrench.headers);
    expect([stranger.status, languageOf(stranger.html), stranger.heading]).toEqual([413, 'fr', 'C’est plus que ce qui peut être envoyé en une fois']);
    await scene.db.query('alter table hub rename to hub_away');
    try {
      const broken = await scene.get(link, inFrench);
      expect([broken.status, languageOf(broken.html)]).toEqual([500, 'es']);
    } finally {
      await scene.db.query('alter table hub_away rename to hub');
    }
  });

  it('in a flood, by the browser alone', async () => {
    const posts = await Promise.all(Array.from({ length: 150 }, () => scene.post(unknown, { choice: 'yes' }, inFrench.headers)));
    const flood = posts.filter(({ status }) => status === 429);
    expect(flood.length).toBeGreaterThan(0);
    expect([...new Set(flood.map(({ heading }) => heading))]).toEqual(['Trop de demandes à la fois']);
    expect(flood[0]!.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d|60)$/); // what is left of the link's minute
  });
});
