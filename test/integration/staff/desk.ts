import type { NestExpressApplication } from '@nestjs/platform-express';
import { PublicModule } from '../../../apps/api/links/links.module.js';
import { StaffModule } from '../../../apps/api/office/office.module.js';
import { ActivityLogEntity, OutboxEntity, SignedLinkEntity, StaffMemberEntity } from '../../../libs/platform/db/entities/index.js';
import type { StaffRole } from '../../../libs/domain/programme/vocabulary.js';
import { reusedLink } from '../../../libs/office/staff-links.js';
import { createLink, tokenOf } from '../../../libs/links/links.js';
import { tokenHash, type LinkPurpose } from '../../../libs/links/token.js';
import { admitStaff } from '../../../libs/staff/sign-in/staff-members.js';
import { issueToken } from '../../../libs/staff/sign-in/tokens.js';
import { got, serve, type Got } from '../exchange/test-app.js';
import { openScene, type Scene } from '../upkeep/scene.js';

export type { Got };

/** The staff's side of the application on a real database, with Temporal out of reach. */
export class Desk {
  private constructor(
    readonly scene: Scene,
    readonly origin: string,
    private readonly app: NestExpressApplication,
  ) {}

  static async open(): Promise<Desk> {
    const scene = await openScene();
    const { app, origin } = await serve(scene.config, scene.client, [PublicModule, StaffModule]);
    return new Desk(scene, origin, app);
  }

  get db() {
    return this.scene.db.manager;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.scene.close();
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Got> {
    return got(await fetch(this.origin + path, { redirect: 'manual', headers }));
  }

  /** Presses a button of a page that was opened just now: the version of the facts that stand on it goes along. */
  async press(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Got> {
    return this.post(path, { ...(await this.shownOn(path, body, headers)), ...body }, headers);
  }

  /** What the page says of the facts on it, beside the form that is posted to a path. */
  async shownOn(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Record<string, string>> {
    const page = await this.get(path.replace(/\/(payments|booked|hand-overs\/\d+)$/, ''), headers);
    const forms = page.forms.filter(({ fields }) => fields.some(({ name }) => name === 'seen'));
    const payment = forms.find(({ fields }) => body['payment'] !== undefined && fields.some(({ name, value }) => name === 'payment' && value === body['payment']));
    const form = payment ?? forms.find(({ action }) => action === path) ?? forms[0];
    return Object.fromEntries((form?.fields ?? []).filter(({ name }) => name === 'seen' || name === 'seenFacts').map(({ name, value }) => [name, value ?? '']));
  }

  async post(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Got> {
    const type = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return got(await fetch(this.origin + path, { method: 'POST', redirect: 'manual', headers: type, body: new URLSearchParams(body) }));
  }

  /** Asks the API with a token of a member of staff. */
  async api(staffId: string, path: string, body?: unknown): Promise<Got> {
    const authorization = `Bearer ${await issueToken(this.db, staffId)}`;
    if (body === undefined) return this.get(path, { authorization });
    const headers = { authorization, 'content-type': 'application/json' };
    return got(await fetch(this.origin + path, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  /** A member of staff beside those of the sample network. */
  async member(roles: StaffRole[], over: Partial<StaffMemberEntity> = {}): Promise<StaffMemberEntity> {
    const name = roles.join('-');
    const staff = await admitStaff(this.db, { email: `second-${name}@office.example`, roles, zone: 'Europe/Brussels' });
    await this.db.update(StaffMemberEntity, { id: staff.id }, { name: `Second ${name}`, ...over });
    return this.db.findOneByOrFail(StaffMemberEntity, { id: staff.id });
  }

  /** The path of a mailed link. */
  async link(purpose: LinkPurpose, subjectId: string, holderId: string, at = new Date().toISOString()): Promise<string> {
    const wanted = { purpose, subjectId, holderId, at };
    const { config } = this.scene;
    const link = purpose === 'sign-in' ? await createLink(this.db, config.linkKeys, wanted) : await reusedLink(this.db, config, wanted);
    return `/l/${tokenOf(this.scene.config.linkKeys, link)}`;
  }

  /** Signs in as people do: address, mail, button. Returns a browser with the session. */
  async signIn(staffId: string): Promise<Browser> {
    const { email } = await this.db.findOneByOrFail(StaffMemberEntity, { id: staffId });
    await this.post('/staff/sign-in', { email, goTo: '/staff' });
    const opened = await this.post(await this.mailedSignIn(staffId), {});
    const cookie = opened.headers.getSetCookie()[0]!.split(';')[0]!;
    const page = await this.get('/staff', { cookie });
    if (page.status !== 200) throw new Error(`${page.status}: ${page.text}`);
    const csrf = page.forms.flatMap((form) => form.fields).find((field) => field.name === '_csrf')!.value;
    return new Browser(this, cookie, csrf);
  }

  /** Decides as people do who come by a mailed link: fills its form in, signs in by the mail that comes, and sends what stands there. */
  async decide(link: string, body: Record<string, string>): Promise<Got> {
    const held = await this.post(link, body);
    if (!held.text.includes('the link is on its way')) return held;
    const { holderId } = await this.db.findOneByOrFail(SignedLinkEntity, { tokenHash: tokenHash(link.slice('/l/'.length)) });
    const opened = await this.post(await this.mailedSignIn(holderId), {});
    const [cookie, path] = [opened.headers.getSetCookie()[0]!.split(';')[0]!, opened.headers.get('location')!];
    const page = await this.get(path, { cookie });
    if (page.status !== 200) throw new Error(`${page.status}: ${page.text}`);
    const csrf = page.forms.flatMap((form) => form.fields).find((field) => field.name === '_csrf')!.value;
    return this.press(path, { _csrf: csrf, ...body }, { cookie });
  }

  /** The path of the sign-in link that was mailed last; the mail is planned after the page was answered. */
  async mailedSignIn(staffId: string): Promise<string> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const mail = await this.db.findOne(OutboxEntity, { where: { kind: 'sign-in', recipientId: staffId }, order: { plannedRealAt: 'DESC' } });
      const link = mail?.linkId ? await this.db.findOneBy(SignedLinkEntity, { id: mail.linkId }) : null;
      if (link && !link.revokedAt) return `/l/${tokenOf(this.scene.config.linkKeys, link)}`;
      if (Date.now() > deadline) throw new Error('no sign-in link was mailed');
    }
  }

  /** What was refused, by who and code. */
  async refusals(): Promise<string[]> {
    const log = await this.db.find(ActivityLogEntity, { where: { kind: 'staff-refused' }, order: { id: 'ASC' } });
    return log.map(({ who, detail }) => `${who}: ${(detail as { code: string }).code}`);
  }
}

/** Somebody's browser with a session. */
export class Browser {
  constructor(
    private readonly desk: Desk,
    readonly cookie: string,
    readonly csrf: string,
  ) {}

  get(path: string): Promise<Got> {
    return this.desk.get(path, { cookie: this.cookie });
  }

  /** Presses a button of a page that was opened just now. */
  async press(path: string, body: Record<string, string>): Promise<Got> {
    return this.post(path, { ...(await this.desk.shownOn(path, body, { cookie: this.cookie })), ...body });
  }

  post(path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Got> {
    return this.desk.post(path, { _csrf: this.csrf, ...body }, { cookie: this.cookie, ...headers });
  }
}
