import { InboxEntity, PlaceHoldEntity, PlanEntity } from '../../libs/platform/db/entities/index.js';
import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import type { Stage } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { PromptKind, Slot } from '../../libs/domain/programme/vocabulary.js';
import { receiveAct } from '../../libs/acts/acts.js';
import type { LetterData } from '../../libs/mail/letters/new-mail.js';
import { edition, enquiry, Scene, wednesday } from '../integration/public/scene.js';

/** A page of the gallery: where it is, and what is posted to get there. */
export interface Exhibit {
  name: string;
  path: string;
  /** Sent as a form, after which the page is what came back. */
  post?: Readonly<Record<string, string>>;
  /** Where it is sent to; the page's own address unless told otherwise. */
  to?: string;
  /** Anybody can open it, so it speaks the programme's first language. */
  anybodys?: boolean;
  /** What the clock of the edition shows, ISO 8601. */
  at: string;
  /** What the page answers with; 200 unless told otherwise. */
  status?: number;
  /** What the browser keeps in which a code was typed. */
  cookies?: readonly { name: string; value: string }[];
}

type Party = 'visiting' | 'hosting';

const afterwards = '2027-03-15T10:00:00.000Z';
const participants = [{ name: 'Visiting Manager', position: 'director', email: 'manager@artcor.example' }];
const leaving = { reason: 'illness', words: 'A broken leg.' };

/** Every kind of public page at once, on a database of its own. */
export class Gallery {
  private number = 0;
  private clock: string = wednesday;
  private readonly asked = new Set<string>();

  private constructor(
    private readonly scene: Scene,
    readonly exhibits: Exhibit[] = [],
  ) {}

  get origin(): string {
    return this.scene.origin;
  }

  static async open(): Promise<Gallery> {
    const gallery = new Gallery(await Scene.open());
    await gallery.hangUp();
    return gallery;
  }

  close(): Promise<void> {
    return this.scene.close();
  }

  /** All people read this language from now on. */
  async speak(language: string): Promise<void> {
    await this.scene.db.query('update contact set language = $1', [language]);
    await this.scene.db.query('update draft set language = $1', [language]);
  }

  /** What people are called, and what they typed into any form: it stays as it is in every language. */
  async typed(): Promise<string[]> {
    const { db } = this.scene;
    const names: unknown = await db.query('select name, city as more from hub union select legal_name, null from organisation union select name, email from contact');
    const written: unknown = await db.query('select payload from draft union all select payload from inbox union all select payload from act union all select content from plan');
    const posted = this.exhibits.map(({ post }) => post);
    // Codes of choices are no words that anybody reads.
    return [names, written, posted].flatMap(textsIn).filter((text) => /\p{Lu}|\s/u.test(text));
  }

  /** Moves the clock of the edition. */
  async setClock(at: string): Promise<void> {
    if (at !== this.clock) await this.scene.setClock(at);
    this.clock = at;
  }

  private async hangUp(): Promise<void> {
    this.scene.exchangesSay((update) => (update === 'answer' ? Promise.reject(new Error('away')) : Promise.resolve({ seq: 9 })));
    await this.front();
    await this.beforeSigning();
    await this.otherHosts();
    await this.passedOn();
    await this.stopped();
    await this.signedAndAfter();
  }

  /** The kinds of questions that stand in it. */
  kinds(): string[] {
    return [...this.asked];
  }

  private show(name: string, path: string, more: Omit<Exhibit, 'name' | 'path' | 'at'> = {}): void {
    this.exhibits.push({ name, path, at: this.clock, ...more });
  }

  // Pages that anybody can open ---------------------------------------------------------------------

  private async front(): Promise<void> {
    const { scene } = this;
    this.show('start', '/');
    this.show('enquiry', `/e/${edition}/enquiry`);
    this.show('enquiry with errors', `/e/${edition}/enquiry`, { post: { hostChoice: 'named', email: 'no address', theme: 'Typed' }, status: 422 });
    this.show('enquiry sent', `/e/${edition}/enquiry`, { post: { ...enquiry, signs: 'me', bank: 'me', language: 'en' } });
    this.show('not found', `/l/${'A'.repeat(43)}`, { status: 404 });
    this.show('new link', `/l/${'A'.repeat(43)}`, { post: { email: 'nobody@nowhere.example' }, to: '/l/new' });
    for (const exhibit of this.exhibits) exhibit.anybodys = true;
    const ref = await this.exchange();
    const { id } = (await scene.db.query('select id from draft where ref = $1', [ref]))[0] as { id: string };
    const confirmed = await scene.linkTo(id);
    this.show('confirmed', confirmed);
    this.show('exchange page by the first link', `${confirmed}/exchange`);
    this.show('application ahead', `${confirmed}/application`);
    this.show('application ahead saved', `${confirmed}/application`, { post: { _act: 'save', objectives: 'Half a thought' } });
    await scene.post(`/e/${edition}/enquiry`, { ...enquiry, signs: 'me', bank: 'me', language: 'en' });
    const confirm = await scene.linkTo((await scene.mail('confirm-address')).recipientId);
    this.show('confirm', confirm);
    this.show('enquiry to correct', `${confirm}/enquiry`);
    this.show('enquiry to correct with errors', `${confirm}/enquiry`, { post: { theme: '' }, status: 422 });
  }

  // Questions ---------------------------------------------------------------------------------------

  private async beforeSigning(): Promise<void> {
    const { scene } = this;
    const ref = await this.exchange();
    const link = await this.ask(ref, 'host-asked', 'hosting', 'availability');
    this.show('availability', link);
    this.show('availability with errors', link, { post: { choice: 'other-dates', 'otherDates.from': '2027-05-10' }, status: 422 });
    this.show('exchange page', `${link}/exchange`);
    this.show('something changed', `${link}/changed`);
    this.show('withdraw', `${link}/withdraw`);
    this.show('withdraw with errors', `${link}/withdraw`, { post: { words: 'Typed' }, status: 422 });
    this.show('hand over', `${link}/hand-over`);
    this.show('hand over with errors', `${link}/hand-over`, { post: { colleagueName: 'X' }, status: 422 });

    const application = await this.ask(ref, 'applying', 'visiting', 'application');
    this.show('application', application);
    this.show('application with errors', application, { post: { _act: 'preview', '_rows.activities': '2', 'activities.1.what': 'Tour', objectives: 'Short' }, status: 422 });
    this.show('application saved', application, { post: { _act: 'save', objectives: 'Half a thought' } });
    this.show('application previewed', application, {
      post: {
        _act: 'preview',
        theme: 'Shared workshops',
        objectives: 'Learn how workshops are shared between makers and schools.',
        'activities.0.day': '2027-03-08',
        'activities.0.what': 'Tour',
        'activities.0.outcome': 'A list of rules',
        aims: 'new-formats',
        'participants.0.name': 'Visiting Manager',
        'participants.0.position': 'director',
        'participants.0.email': 'manager@artcor.example',
        'dates.from': '2027-03-08',
        'dates.to': '2027-03-11',
        eventTitle: 'Open studios',
        eventDate: '2027-03-11',
        eventPlace: 'Great hall',
        eventAudience: 'Makers',
        noDoubleFunding: 'yes',
      },
    });

    const unsigned = await this.exchange();
    const sign = await this.ask(unsigned, 'signing', 'hosting', 'sign', 'signatory', { kind: 'entered', stage: 'signing' });
    this.show('signature behind a code', sign);
    this.show('code mailed', sign, { post: { _act: 'code' } });
    const other = await this.ask(unsigned, 'signing', 'visiting', 'sign', 'signatory');
    await scene.post(other, { _act: 'code' });
    this.show('code wrong', other, { post: { _act: 'check', code: '1' }, status: 422 });
    const opened = await this.exchange();
    const open = await this.ask(opened, 'signing', 'hosting', 'sign', 'signatory', { kind: 'entered', stage: 'signing' });
    await this.unlock(open);
    const cookies = this.scene.browserCookies();
    this.show('signature', open, { cookies });
    this.show('signature with errors', open, { post: { choice: 'signed', bank: 'now', iban: 'BE00' }, status: 422, cookies });
    this.show('agreement', `${open}/agreement`);
    this.show('bank details', await this.ask(await this.signed(), 'preparing', 'hosting', 'bank-details', 'accountant'));
  }

  private async otherHosts(): Promise<void> {
    const full = await this.exchange();
    const no = await this.answered(full, 'host-asked', 'hosting', 'availability', { choice: 'no', message: 'We are full in March.' });
    this.show('receipt', no.link);
    this.show('another answer was recorded', no.link, { post: { choice: 'yes' }, status: 409 });
    this.show('choose a host', await this.ask(full, 'choosing-host', 'visiting', 'choose-host', 'manager', undefined, no.id));
    const moved = await this.exchange();
    const dates = await this.answered(moved, 'host-asked', 'hosting', 'availability', { choice: 'other-dates', 'otherDates.from': '2027-04-05', 'otherDates.to': '2027-04-07' });
    this.show('other dates', await this.ask(moved, 'host-asked', 'visiting', 'dates', 'manager', undefined, dates.id));
  }

  private async passedOn(): Promise<void> {
    const { scene } = this;
    const ref = await this.exchange();
    const link = await this.ask(ref, 'applying', 'visiting', 'application');
    await scene.post(`${link}/hand-over`, { colleagueName: 'New Director', colleagueEmail: 'new.director@artcor.example' });
    const act = (await scene.db.query(`select input from act where ref = $1 and kind = 'replace-contact'`, [ref]))[0] as { input: { contact: string; party: Party; slot: Slot } };
    await scene.publish(ref, 'applying', { kind: 'contact-replaced', leg: '1', by: 'artcor-manager', ...act.input } as DomainEvent);
    this.show('handed over', link);
  }

  private async stopped(): Promise<void> {
    const { scene } = this;
    const ended = await this.exchange();
    const late = await this.ask(ended, 'host-asked', 'hosting', 'availability');
    const prompt = `${ended}/1/hosting/availability/manager/1`;
    await scene.publish(ended, 'expired', { kind: 'lapsed', prompt, skipped: 0 }, { kind: 'entered', stage: 'expired' }, { kind: 'ended', ending: 'expired' });
    this.show('too late', late);
    this.show('exchange page of an ended exchange', `${late}/exchange`);
    this.show('nothing to change any more', `${late}/changed`);
    this.show('withdraw is not possible', `${late}/withdraw`, { post: leaving, status: 409 });
  }

  private async signedAndAfter(): Promise<void> {
    const { scene } = this;
    const [ref, visited, off] = [await this.signed(), await this.signed(), await this.signed()]; // before the days of the visit
    const sign = await this.ask(ref, 'preparing', 'visiting', 'follow-up');
    this.show('exchange page of a signed exchange', `${sign}/exchange`);
    this.show('change', `${sign}/change`);
    this.show('change with errors', `${sign}/change`, { post: { what: 'dates' }, status: 422 });
    this.show('withdraw after the signatures', `${sign}/withdraw`);
    this.show('follow-up', sign);
    this.show('follow-up with errors', sign, { post: { whatCame: '' }, status: 422 });
    await scene.post(`${sign}/change`, { what: 'dates', 'dates.from': '2027-03-15', 'dates.to': '2027-03-18', reason: 'A strike.' });
    const [act] = (await scene.db.query(`select id, input, by from act where ref = $1 and kind = 'change'`, [ref])) as [{ id: string; input: { what: 'dates' }; by: string }];
    await scene.publish(ref, 'preparing', { kind: 'change-asked', leg: '1', change: act.id, what: act.input.what, by: act.by });
    this.show('consent', await this.ask(ref, 'preparing', 'hosting', 'consent', 'manager', undefined, act.id));

    await this.setClock(afterwards);
    const host = await this.ask(visited, 'wrapping-up', 'hosting', 'host-wrap-up');
    const visitor = await this.ask(visited, 'wrapping-up', 'visiting', 'visitor-wrap-up');
    this.show('host wrap-up', host);
    this.show('host wrap-up with errors', host, { post: { _act: 'preview', tookPlace: 'another-person' }, status: 422 });
    this.show('host wrap-up without the grant', host, {
      post: { _act: 'preview', tookPlace: 'as-planned', 'daysPresent.0.participant': 'Visiting Manager', 'daysPresent.0.days': '4', event: 'held', report: 'It was good to have them.' },
    });
    this.show('visitor wrap-up', visitor);
    this.show('visitor wrap-up with errors', visitor, { post: { _act: 'preview', choice: 'claimed', 'costs.0.what': 'Train', 'costs.0.amount': '1.234' }, status: 422 });
    await scene.publish(visited, 'correcting', { kind: 'recovery-requested', leg: '1', party: 'hosting', cents: 12_050 });
    this.show('repayment', await this.ask(visited, 'correcting', 'hosting', 'repayment', 'accountant'));

    const input = { ending: 'withdrawn' as const, reason: 'illness' as const, by: 'artcor-manager', party: 'visiting' };
    const { id } = await receiveAct(scene.db.manager, { ref: off, kind: 'stop', input, payload: leaving, by: 'artcor-manager', at: afterwards });
    await scene.publish(off, 'settling', { kind: 'stopped', ...input, notice: id }, { kind: 'entered', stage: 'settling' });
    const settlement = await this.ask(off, 'settling', 'visiting', 'settlement');
    this.show('settlement', settlement);
    this.show('settlement with errors', settlement, { post: { _act: 'preview', choice: 'claimed', 'costs.0.what': 'Flight' }, status: 422 });
    this.show('exchange page of a stopped exchange', `${settlement}/exchange`);
  }

  // How an exchange gets there ----------------------------------------------------------------------

  private exchange(): Promise<string> {
    return this.scene.confirmedExchange({ theme: `Exhibit ${(this.number += 1)}` });
  }

  private async signed(): Promise<string> {
    const ref = await this.exchange();
    const { manager } = this.scene.db;
    const plan = await manager.findOneByOrFail(PlanEntity, { ref });
    await manager.update(PlanEntity, { ref }, { content: { ...plan.content, participants, eventTitle: 'Open studios', eventDate: '2027-03-11', eventPlace: 'Great hall' } });
    await manager.insert(PlaceHoldEntity, { ref, edition, queueOrder: this.number, cents: 151_000, status: 'held', askedAt: afterwards, heldAt: afterwards, releasedAt: null });
    await this.scene.publish(ref, 'preparing', { kind: 'agreement-signed' }, { kind: 'entered', stage: 'preparing' });
    return ref;
  }

  /** Asks a question and gives its link. */
  private async ask(ref: string, stage: Stage, party: Party, kind: PromptKind, slot: Slot = 'manager', also?: DomainEvent, about?: string): Promise<string> {
    const prompt = `${ref}/1/${party}/${kind}/${slot}/1`;
    this.asked.add(kind);
    await this.scene.publish(ref, stage, { kind: 'asked', prompt, ...(about && { about }) }, ...(also ? [also] : []));
    return this.scene.linkTo(prompt);
  }

  private async answered(ref: string, stage: Stage, party: Party, kind: PromptKind, body: Record<string, string>): Promise<{ link: string; id: string }> {
    const link = await this.ask(ref, stage, party, kind);
    await this.scene.post(link, body);
    const promptId = `${ref}/1/${party}/${kind}/manager/1`;
    const { id, by, receivedAt, choice } = await this.scene.db.manager.findOneByOrFail(InboxEntity, { promptId });
    await this.scene.publish(ref, stage, { kind: 'answered', prompt: promptId, answer: id, choice, by, at: receivedAt });
    return { link, id };
  }

  private async unlock(link: string): Promise<void> {
    await this.scene.post(link, { _act: 'code' });
    const { params } = (await this.scene.mail('code')).data as unknown as LetterData;
    await this.scene.post(link, { _act: 'check', code: String(params['code']) });
  }
}

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
