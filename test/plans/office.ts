import { randomUUID } from 'node:crypto';
import { bigEdition } from '../../infra/fill/rows.js';
import { fillForm } from '../../infra/walkthrough/fill-form.js';
import { SignedLinkEntity } from '../../libs/platform/db/entities/index.js';
import { tokenOf } from '../../libs/links/links.js';
import { tokenHash } from '../../libs/links/token.js';
import { takeMail } from '../../libs/mail/incoming/take-mail.js';
import { nextRunDueAt, planDue, tidyUp } from '../../libs/office/due/run-due.js';
import { editionsInUse } from '../../libs/office/retention/editions-in-use.js';
import { lookAtData } from '../../libs/operations/data-check/look-at-data.js';
import { lookAtHealth } from '../../libs/operations/health/look-at-health.js';
import { Relay } from '../../libs/operations/relay/relay.js';
import { ExchangeInDatabase } from '../integration/exchange/exchange-in-database.js';
import { mailReader } from '../integration/incoming/built-reader.js';
import { enquiry } from '../integration/public/scene.js';
import type { Browser, Desk } from '../integration/staff/desk.js';
import type { WatchedPlans } from './watched-plans.js';

/** Everybody who works with a filled database: hubs behind their links, staff at their desk, exchanges, the rounds. */
export class Office {
  constructor(
    private readonly desk: Desk,
    private readonly plans: WatchedPlans,
  ) {}

  /** Each of them does all that there is to do, once. */
  async works(): Promise<void> {
    await this.staffLook();
    await this.hubsLook();
    await this.exchangesMove();
    await this.roundsRun();
  }

  private async staffLook(): Promise<void> {
    const staff = await this.everybodyInOne();
    const [open, over] = [await this.reference('ended_at is null'), await this.reference('ended_at is not null')];
    const [run] = (await this.desk.db.query('select id from payment_run order by opened_at desc limit 1')) as { id: string }[];
    const paths = [
      '/staff',
      '/staff/exchanges',
      `/staff/exchanges?edition=${bigEdition}&stage=signing`,
      '/staff/exchanges?text=hub%20777',
      `/staff/exchanges?after=${over}`,
      ...[open, over].map((ref) => `/staff/exchanges/${ref}`),
      ...['withdraw', 'cancel', 'extend', 'change', 'pause', 'other-contact', 'replace-contact'].map((act) => `/staff/exchanges/${open}/acts/${act}`),
      `/staff/exchanges/${await this.reference(`stage = 'completed'`)}/acts/correct`,
      ...(await this.questions(`role is not null and role <> 'programme'`)).map(({ id }) => `/staff/questions/${id}`),
      '/staff/runs',
      `/staff/runs/${run!.id}`,
      '/staff/incidents',
      `/staff/incidents?edition=${bigEdition}&stage=travelling&country=BE&shown=yes`,
      '/staff/health',
    ];
    for (const path of paths) await this.page(path, () => staff.get(path));
    const api = ['exchanges', `exchanges?edition=${bigEdition}&text=hub%2012`, ...['', '/mails', '/journal', '/acts'].map((part) => `exchanges/${over}${part}`), 'health'];
    for (const path of api) await this.page(`/staff/api/${path}`, () => this.desk.api('coordinator', `/staff/api/${path}`));
    await this.page('a refused sign-in', () => this.desk.post('/staff/sign-in', { email: 'nobody@hub.example', goTo: '/staff' }));
  }

  private async hubsLook(): Promise<void> {
    for (const path of ['/', `/e/${bigEdition}`, `/e/${bigEdition}/enquiry`, '/health/ready']) await this.page(path, () => this.desk.get(path));
    await this.page('an enquiry', async () => {
      const [form] = (await this.desk.get(`/e/${bigEdition}/enquiry`)).forms;
      return this.desk.post(`/e/${bigEdition}/enquiry`, Object.fromEntries(fillForm(form!, { ...enquiry, hostingHub: 'cru' })) as Record<string, string>);
    });
    for (const { id, contact, kind } of await this.questions('contact_id is not null')) {
      const link = await this.linkTo(id, contact!);
      for (const part of ['', '/exchange', '/changed', '/agreement', '/withdraw', '/change', '/hand-over', '/visit.ics']) await this.page(`${kind}${part}`, () => this.desk.get(link + part));
      await this.page(`an answer to ${kind}`, async () => {
        const form = (await this.desk.get(link)).forms.at(-1);
        const body = form ? (Object.fromEntries(fillForm(form, {})) as Record<string, string>) : {};
        return this.desk.post(link, { ...body, ...(kind === 'availability' && { choice: 'yes' }) });
      });
      await this.page('a new link', () => this.desk.post('/l/new', { email: 'manager@hub-7.example', token: link.slice(3) }));
    }
  }

  private async exchangesMove(): Promise<void> {
    const { scene } = this.desk;
    const exchange = await ExchangeInDatabase.between(scene.db, bigEdition);
    const at = new Date().toISOString();
    const step = (what: string, ...given: Parameters<ExchangeInDatabase['step']>) => this.plans.during('step', what, () => exchange.publish(exchange.step(...given)));
    const application = exchange.prompt('visiting', 'application', 'manager');
    await step('asks', [{ kind: 'asked', prompt: application }], 'applying');
    await step('reminds', [{ kind: 'reminded', prompt: application, nth: 1, skipped: 0 }, { kind: 'escalated', prompt: application, skipped: 0 }], 'applying');
    const answer = await exchange.received(application, 'submitted');
    await step('asks for a place', [{ kind: 'answered', prompt: application, answer, choice: 'submitted', by: 'x', at }, { kind: 'place-asked', answer }], 'queued');
    await step('tells', [{ kind: 'informed', leg: '1', party: 'visiting', slot: 'manager', notice: 'signed-by-all' }], 'preparing');
    await step('postpones', [{ kind: 'paused', by: 'coordinator' }], 'preparing');
    await step('goes on', [{ kind: 'resumed', by: 'coordinator' }], 'preparing');
    const payment = { leg: '1', party: 'visiting', purpose: 'claim' } as const;
    await step('asks for money', [{ kind: 'payment-requested', ...payment, cents: 50_000 }, { kind: 'nothing-claimed', leg: '1', party: 'hosting' }], 'wrapping-up');
    await step('gives its place back', [{ kind: 'place-released', why: 'withdrawn' }], 'withdrawn');
    const closing = exchange.prompt('visiting', 'follow-up', 'manager');
    await step('asks again', [{ kind: 'asked', prompt: closing }], 'following-up');
    await this.plans.during('step', 'closes a question', () => exchange.closePrompt(closing, at));
  }

  private async roundsRun(): Promise<void> {
    const { db, client, config } = this.desk.scene;
    const tools = { db: db.manager, client, config };
    const round = (what: string, work: () => Promise<unknown>) => this.plans.during('round', what, work);
    const relay = new Relay(db, client, () => undefined);
    for (let n = 0; n < 3; n += 1) await round('the relay', () => relay.round());
    const [mail] = (await db.query(`select message_id as id from outbox where ref is not null limit 1`)) as { id: string }[];
    for (const header of [`In-Reply-To: <${mail!.id}>`, 'Subject: about us']) {
      const raw = Buffer.from(`From: manager@hub-7.example\r\nTo: exchanges@programme.example\r\nMessage-ID: <${randomUUID()}@hub-7.example>\r\n${header}\r\n\r\nHello.\r\n`);
      await round('a mail that comes in', () => takeMail({ db, config, read: (one) => mailReader.read(one) }, { raw }));
    }
    await round('which editions', () => editionsInUse(db.manager));
    await round('what is due', () => planDue(tools, bigEdition));
    await round('what is due, again', () => planDue(tools, bigEdition));
    await round('what would be due', () => nextRunDueAt(tools, bigEdition));
    await round('tidying up', () => tidyUp(tools, bigEdition));
    await round('health', () => lookAtHealth(tools));
    await round('the nightly look at the data', () => lookAtData(db.manager));
  }

  private page<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.plans.during('page', what, work);
  }

  /** Somebody with every role sees every page. */
  private async everybodyInOne(): Promise<Browser> {
    const { id } = await this.desk.member(['coordinator', 'lead', 'finance', 'director']);
    return this.plans.during('page', 'a sign-in and the desk', () => this.desk.signIn(id));
  }

  private async reference(which: string): Promise<string> {
    const [row] = (await this.desk.db.query(`select ref from dossier where edition = $1 and ${which} and corrects is null order by ref desc limit 1`, [bigEdition])) as { ref: string }[];
    return row!.ref;
  }

  /** One open question of each kind. */
  private questions(which: string): Promise<{ id: string; kind: string; contact: string | null }[]> {
    return this.desk.db.query(`select distinct on (kind) id, kind, contact_id as contact from prompt where status = 'open' and edition = $1 and ${which} order by kind, id`, [bigEdition]);
  }

  /** The link that was filled in has a token that nobody can say; here it gets its own. */
  private async linkTo(prompt: string, holderId: string): Promise<string> {
    const keys = this.desk.scene.config.linkKeys;
    const link = await this.desk.db.findOneByOrFail(SignedLinkEntity, { subjectId: prompt, holderId });
    const token = tokenOf(keys, { ...link, kid: keys[0].kid })!;
    await this.desk.db.update(SignedLinkEntity, { id: link.id }, { kid: keys[0].kid, tokenHash: tokenHash(token) });
    return `/l/${token}`;
  }
}
