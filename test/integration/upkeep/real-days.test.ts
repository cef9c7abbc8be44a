import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { MailedCodeEntity, SignedLinkEntity, StaffSessionEntity } from '../../../libs/platform/db/entities/index.js';
import { createLink, findLink, tokenOf } from '../../../libs/links/links.js';
import { linkPurposes, type LinkPurpose } from '../../../libs/links/token.js';
import { runDue } from '../../../libs/office/due/run-due.js';
import { edition, openScene, type Scene } from './scene.js';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const run = (): Promise<void> => runDue({ db: scene.db.manager, client: scene.client, config: scene.config }, edition);
/** An instant so many real days ago: secrets age by the real clock, also in a rehearsal. */
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

describe('what opens doors', () => {
  it('of every mail still opens after a week, and after a year; only links for signing in are cleared away', async () => {
    const links = new Map<string, LinkPurpose>();
    for (const purpose of linkPurposes) {
      for (const age of [6, 8, 365]) {
        const link = await createLink(scene.db.manager, scene.config.linkKeys, { purpose, subjectId: `${purpose}-${age}`, holderId: 'cru-manager', at: daysAgo(age) });
        links.set(tokenOf(scene.config.linkKeys, link)!, purpose);
      }
    }
    await run();
    const dead = [];
    for (const token of links.keys()) if (!(await findLink(scene.db.manager, scene.config.linkKeys, token))) dead.push(links.get(token));
    expect(dead).toEqual(['sign-in', 'sign-in']);
    expect((await scene.db.manager.findBy(SignedLinkEntity, { purpose: 'sign-in' })).map(({ subjectId }) => subjectId)).toEqual(['sign-in-6']);
  });

  it('goes once it is of no use: sessions a week after their end, codes a month after theirs', async () => {
    for (const age of [-1, 6, 8]) {
      const session = { tokenHash: `ended-${age}`, staffId: 'finance', csrfToken: 'x', createdAt: daysAgo(age + 1), endsAt: daysAgo(age), endedAt: null };
      await scene.db.manager.insert(StaffSessionEntity, session);
    }
    const { id: linkId } = await createLink(scene.db.manager, scene.config.linkKeys, { purpose: 'prompt', subjectId: 'x', holderId: 'cru-manager', at: daysAgo(40) });
    for (const age of [-1, 29, 31]) {
      const code = { id: randomUUID(), linkId, codeHash: `ended-${age}`, sentAt: daysAgo(age + 1), endsAt: daysAgo(age), usedAt: null };
      await scene.db.manager.insert(MailedCodeEntity, code);
    }
    await run();
    expect((await scene.db.manager.find(StaffSessionEntity)).map(({ tokenHash }) => tokenHash).toSorted()).toEqual(['ended--1', 'ended-6']);
    expect((await scene.db.manager.find(MailedCodeEntity)).map(({ codeHash }) => codeHash).toSorted()).toEqual(['ended--1', 'ended-29']);
  });
});
