import { localDay } from '../../libs/domain/calendar/days.js';
import type { Ending } from '../../libs/domain/kinds/exchange/lifecycle.js';
import type { Answer, AnswerContext, Question } from './answers.js';
import type { OpenedPage } from './browser.js';
import { countMessages, type Counts } from './budget.js';
import { Cast, type Person } from './cast.js';
import { doAsParty, doAsStaff, isTimeFor, type ComesBetween, type Send } from './come-between.js';
import type { Filling } from './fill-form.js';
import { bookingForm, leadsToRun, openPayments, openRun, type OpenPayment } from './finance.js';
import type { PageButton, PageForm } from './html-page.js';
import type { Secret } from './leaks.js';
import type { Mail } from './mailbox-client.js';
import { codeField, codeIn, codeRequest, previewForm, questionForm, questionOn } from './page-questions.js';
import { RehearsalClock } from './rehearsal-clock.js';
import type { AnswerMoment, RehearsalInput } from './rehearsal-input.js';
import { RobotStuck } from './robot-stuck.js';
import { confirmSignIn, openSignedIn } from './sign-in.js';
import type { JournalEntry } from './staff-api.js';
import { ToldJournal } from './told-journal.js';
import { inTurn } from './one-at-a-time.js';

/** What came of a rehearsal. */
export interface Rehearsed {
  ref: string;
  ending: Ending;
  counts: Counts;
  payments: { party: string; cents: number }[];
  journal: JournalEntry[];
  /** Mails of the exchange by Message-ID, with how often each arrived. */
  mails: Map<string, { subject: string; party: string; times: number }>;
  secrets: Secret[];
}

/** More turns than any exchange takes: whoever needs them goes in circles. */
const mostTurns = 200;
/** How long a robot waits for a mail that it has just asked for, in milliseconds. */
const mailWaitMs = 30_000;

/** Plays one exchange through mailbox and pages, and moves the clock whenever nobody has anything left to do. */
export class Rehearsal {
  readonly cast: Cast;
  readonly clock: RehearsalClock;
  private readonly secrets: Secret[] = [];
  private readonly seenMails = new Map<string, { subject: string; party: string; times: number }>();
  private readonly doneLinks = new Set<string>();
  private readonly threads = new Set<string>();
  private lastMail = 0;
  private readonly journal: ToldJournal;
  /** How often each party has answered each question. */
  private readonly rounds = new Map<string, number>();
  /** Questions that the script leaves unanswered, the newest link of each. */
  private readonly leftOpen = new Map<string, string>();
  private readonly toCome: ComesBetween[];
  /** The exchange's reference, once there is one. */
  ref: string | undefined;

  constructor(private readonly input: RehearsalInput) {
    this.cast = new Cast(input.plot.canaries, input.office, input.hooks?.browserFor);
    this.clock = new RehearsalClock(input.api, input);
    this.journal = new ToldJournal(input.api, input.timeline);
    this.toCome = [...(input.play.comesBetween ?? [])];
  }

  /** From the enquiry to the end. */
  async play(): Promise<Rehearsed> {
    await this.begin();
    return this.playOn();
  }

  /** From wherever it stands to the end. */
  async playOn(): Promise<Rehearsed> {
    await this.playUntil(() => this.journal.ending !== undefined);
    if (this.toCome.length > 0) throw new RobotStuck(`${this.ref} ended before anybody could ${this.toCome.map(({ act }) => act).join(', ')}`);
    return this.result(this.journal.ending as Ending);
  }

  /** Plays on until the journal shows what is looked for, and everybody has acted on it. */
  async playUntil(isThere: (journal: readonly JournalEntry[]) => boolean): Promise<void> {
    for (let turn = 0; turn < mostTurns; turn += 1) {
      await this.untilNobodyActs();
      if (isThere(this.journal.entries)) return;
      if (!(await this.comeBetween())) await this.moveClock();
    }
    throw new RobotStuck(`${this.ref} did not get there within ${mostTurns} turns of the clock`);
  }

  /** Somebody answers after all what the script left open, and gets the page that says what became of it. */
  async answerLeftOpen(who: string, question: Question, answer: Answer): Promise<OpenedPage> {
    const person = this.cast.named(who);
    const filling = answer(this.contextFor(person, question));
    if (filling === 'silent') throw new RobotStuck(`the ${who} has nothing to say`);
    const page = await person.browser.open(this.linkLeftOpen(who, question));
    return this.send(person, page, questionForm(page, question), filling, question);
  }

  /** The link behind which somebody has left a question open. */
  linkLeftOpen(who: string, question: Question): string {
    const link = this.leftOpen.get(`${who}/${question}`);
    if (!link) throw new RobotStuck(`the ${who} has left no ${question} open`);
    return link;
  }

  /** The visiting manager asks for a host. */
  async begin(): Promise<void> {
    this.lastMail = await this.input.mailbox.lastSeq();
    await this.clock.settle();
    await this.enquire();
  }

  /** The visiting manager fills the public page in. */
  private async enquire(): Promise<void> {
    const manager = this.cast.named('visiting manager');
    const link = `${this.input.publicUrl}/e/${this.input.edition}/enquiry`;
    const page = await manager.browser.open(link);
    await this.answer(manager, { page, link, question: 'enquiry' });
  }

  /** Reads and answers until no mail is left unread and none is on its way. */
  private async untilNobodyActs(): Promise<void> {
    for (let turn = 0; turn < mostTurns; turn += 1) {
      await this.clock.settle();
      if (this.ref) await this.journal.read(this.ref);
      const mails = await this.input.mailbox.after(this.lastMail);
      if (mails.length === 0) return;
      for (const mail of mails) {
        this.lastMail = Math.max(this.lastMail, mail.seq);
        await this.take(mail);
      }
    }
    throw new RobotStuck('mails keep coming without the clock being moved');
  }

  private async moveClock(): Promise<void> {
    if (await this.clock.toNext()) return;
    throw new RobotStuck(`nothing is left to happen, but ${this.ref ?? 'the enquiry'} has not ended; last asked: ${this.journal.lastAsked}`);
  }

  // Beside the questions ---------------------------------------------------------------------------

  /** Does the next thing that nobody is asked for, if its time has come. */
  private async comeBetween(): Promise<boolean> {
    const [next] = this.toCome;
    if (!next || !isTimeFor(next, this.journal.entries)) return false;
    this.toCome.shift();
    await this.doBeside(next);
    return true;
  }

  /** Somebody acts without being asked, through the pages. */
  async doBeside({ who, act, filling, brings }: Pick<ComesBetween, 'who' | 'act' | 'filling' | 'brings'>): Promise<void> {
    const person = this.cast.named(who);
    const context = this.contextFor(person);
    if (brings) this.cast.join(brings.who, brings.address(context), brings.party);
    const send: Send = (...sending) => this.send(...sending);
    const done = person.party === 'staff' ? await doAsStaff(person, await this.openFile(who), act, filling(context), send) : await doAsParty(person, act, filling(context), send);
    this.tellClick(person, `${act}: ${done.heading}`);
  }

  /** Somebody of the office opens the exchange's file, and signs in on the way. */
  async openFile(who: string): Promise<OpenedPage> {
    const person = this.cast.named(who);
    return openSignedIn(person, `${this.input.staffUrl}/exchanges/${this.ref}`, () => this.freshLink(person, ''));
  }

  /** Presses a button of a page that asks nothing more. */
  async press(who: string, page: OpenedPage, label: string): Promise<OpenedPage> {
    const form = page.forms.find(({ buttons }) => buttons.some((button) => button.label === label));
    if (!form) throw new RobotStuck(`the page "${page.heading}" has no button "${label}"`);
    return this.send(this.cast.named(who), page, form, {});
  }

  // Mails ------------------------------------------------------------------------------------------

  private async take(mail: Mail): Promise<void> {
    const [address = ''] = mail.to;
    const links = mail.links.filter((link) => this.isOurs(link));
    const known = this.cast.find(address);
    if (this.input.office.others.includes(address)) return;
    if (known?.party === 'staff' ? links.length === 0 && !this.concernsUs(mail.text) : !this.isOfOurs(mail)) return;
    const before = this.seenMails.get(mail.messageId);
    if (before) {
      before.times += 1;
      return;
    }
    const reader = known ?? (await this.meet(address, links));
    this.seenMails.set(mail.messageId, { subject: mail.subject, party: reader.party, times: 1 });
    this.input.timeline.add({ at: this.clock.now(), who: reader.who, kind: 'mail', what: mail.subject });
    await this.input.hooks?.beforeReading?.(mail);
    for (const link of links) await this.follow(reader, link);
  }

  /** Somebody at the host's is written to for the first time: what is asked tells who it is. */
  private async meet(address: string, links: readonly string[]): Promise<Person> {
    const host = this.cast.join('host', address, 'hosting');
    const question = links[0] && questionOn(await host.browser.open(links[0]));
    host.who = question === 'sign' ? 'host signatory' : 'host contact';
    return host;
  }

  /** Whether a mail belongs to this exchange: it names it, or stands in one of its threads. Hosts may have others. */
  private isOfOurs(mail: Mail): boolean {
    const isOurs = this.concernsUs(`${mail.subject} ${mail.text} ${mail.to.join(' ')}`) || mail.references.some((id) => this.threads.has(id));
    if (isOurs) for (const id of mail.references) this.threads.add(id);
    return isOurs;
  }

  private concernsUs(text: string): boolean {
    return text.includes(this.input.plot.canaries.mark) || (this.ref !== undefined && text.includes(this.ref));
  }

  private isOurs(link: string): boolean {
    return link.startsWith(`${this.input.publicUrl}/l/`) && /^[\w-]{43}$/.test(link.slice(`${this.input.publicUrl}/l/`.length));
  }

  /** Remembers what a link must never be seen in. */
  private keep(link: string): void {
    this.secrets.push({ what: 'a link', text: link.slice(link.lastIndexOf('/') + 1) });
  }

  // Pages ------------------------------------------------------------------------------------------

  private async follow(person: Person, link: string): Promise<void> {
    if (this.doneLinks.has(link)) return;
    this.keep(link);
    person.lastLink = link;
    const page = await person.browser.open(link);
    if (page.status === 404 && person.party === 'staff') return; // a sign-in link that somebody of the office has used
    if (page.status !== 200) throw new RobotStuck(`the ${person.who}'s link answers ${page.status}: ${page.heading}`);
    if (!this.ref && person.who === 'visiting manager') return this.confirm(person, page, link);
    if (person.who === 'finance') return leadsToRun(page) ? this.payOut(person, page, link) : undefined;
    if (person.party === 'staff' && !this.concernsUs(page.text)) return;
    const question = questionOn(page);
    if (question) await this.answer(person, { page, link, question });
  }

  private async confirm(person: Person, page: OpenedPage, link: string): Promise<void> {
    const form = page.forms.find((each) => each.method === 'post');
    if (!form) throw new RobotStuck(`the page "${page.heading}" has nothing to confirm with`);
    const receipt = await this.send(person, page, form, {});
    this.doneLinks.add(link);
    const prefix = this.input.definition.referencePrefix;
    this.ref = new RegExp(`\\b${prefix}-[A-Za-z0-9-]*\\d{4}\\b`).exec(receipt.text)?.[0];
    if (!this.ref) throw new RobotStuck(`the receipt "${receipt.heading}" names no reference`);
    this.tellClick(person, `confirms the address and gets the number ${this.ref}`);
  }

  private async answer(person: Person, asked: { page: OpenedPage; link: string; question: Question }): Promise<void> {
    const { question, link } = asked;
    const filling = this.input.play.script[question](this.contextFor(person, question));
    if (filling === 'silent') return void this.leftOpen.set(`${person.who}/${question}`, link);
    await this.input.hooks?.beforeAnswer?.(this.moment(question, person, asked.page, link));
    const page = question === 'sign' ? await this.unlock(person, asked.page) : asked.page;
    const press = (): Promise<OpenedPage> => this.send(person, page, questionForm(page, question), filling, question);
    const receipt = person.party === 'staff' ? await inTurn(person.address, () => this.decideSignedIn(person, press, { link, question })) : await press();
    this.tellClick(person, `${question}: ${typeof filling['choice'] === 'string' ? filling['choice'] : 'sent'}`);
    await this.input.hooks?.afterAnswer?.(this.moment(question, person, receipt, link));
    if (question === 'enquiry') return;
    this.rounds.set(`${person.party}/${question}`, this.roundOf(person, question));
    this.doneLinks.add(link);
    await this.readReceipt(person, link, question);
  }

  /** A mailed link decides nothing: the office signs in, and sends what stands in the form already. */
  private async decideSignedIn(person: Person, press: () => Promise<OpenedPage>, { link, question }: { link: string; question: Question }): Promise<OpenedPage> {
    const before = await this.input.mailbox.lastSeq();
    const sent = await press();
    const page = questionOn(sent) ? sent : await confirmSignIn(person, await this.freshLink(person, link, before));
    return this.send(person, page, questionForm(page, question), {}, question);
  }

  /** The same link now shows what was recorded, and asks nothing any more. */
  private async readReceipt(person: Person, link: string, question: Question): Promise<void> {
    const page = await person.browser.open(link);
    if (page.status !== 200) throw new RobotStuck(`the ${person.who}'s answered link answers ${page.status}`);
    if (questionOn(page)) throw new RobotStuck(`the ${person.who} is asked for ${question} again after the receipt`);
  }

  /** Asks for the e-mailed code and types it in; then the page shows what can be signed. */
  private async unlock(person: Person, page: OpenedPage): Promise<OpenedPage> {
    const request = codeRequest(page);
    if (!request) return page; // another signature of this person has opened the window
    const sent = await this.send(person, page, request, {});
    const mail = await this.input.mailbox.next(person.address, this.lastMail, (each) => codeIn(each.text) !== undefined && this.isOfOurs(each), mailWaitMs);
    if (mail) await this.input.hooks?.beforeReading?.(mail);
    const code = codeIn(mail?.text ?? '');
    if (!code) throw new RobotStuck(`no code reached the ${person.who} within ${mailWaitMs / 1000} s`);
    this.secrets.push({ what: 'an e-mailed code', text: code, alone: true });
    const { form, field } = codeField(sent);
    return this.send(person, sent, form, { [field.name]: code });
  }

  /** Sends a form, looks through a preview if one comes, and insists on a receipt. */
  private async send(person: Person, page: OpenedPage, form: PageForm, filling: Filling, question?: Question, button?: PageButton): Promise<OpenedPage> {
    const answered = await person.browser.send(page, form, filling, button);
    const complaint = answered.problems.join('; ');
    if (answered.status >= 400 || complaint) {
      throw new RobotStuck(`the ${person.who}'s ${question ?? 'click'} was refused with ${answered.status}: ${complaint || answered.text.slice(0, 300)}`);
    }
    const preview = previewForm(answered);
    return preview ? this.send(person, answered, preview, {}, question) : answered;
  }

  /** Finance: signs in, decides each payment on the run's list, and marks the run as booked. */
  private async payOut(person: Person, page: OpenedPage, link: string): Promise<void> {
    let run = await openRun(person, page, () => this.freshLink(person, link));
    const { url } = run;
    if (!this.concernsUs(run.text)) return; // another rehearsal's payments
    for (let [payment] = openPayments(run, this.ref ?? ''); payment; [payment] = openPayments(run, this.ref ?? '')) {
      if ((await this.decidePayment(person, run, payment, link)) === 'silent') return;
      await this.clock.settle();
      run = await person.browser.open(url);
    }
    const form = bookingForm(run);
    const filling = this.input.play.script.booking(this.contextFor(person));
    if (!form || filling === 'silent') return; // nothing on it is approved and unbooked
    const receipt = await this.send(person, run, form, filling, 'booking');
    this.doneLinks.add(link);
    this.tellClick(person, `booking: the whole run (${receipt.heading})`);
  }

  private async decidePayment(person: Person, run: OpenedPage, payment: OpenPayment, link: string): Promise<'done' | 'silent'> {
    const filling = this.input.play.script['approve-payment'](this.contextFor(person));
    if (filling === 'silent') return 'silent';
    const { choice, ...typed } = filling;
    const button = payment.buttons.find(({ value }) => value === choice);
    if (!button) throw new RobotStuck(`${payment.id} cannot be answered with "${String(choice)}"`);
    await this.input.hooks?.beforeAnswer?.(this.moment('approve-payment', person, run, link));
    const receipt = await this.send(person, run, payment.form, typed, 'approve-payment', button);
    this.tellClick(person, `approve-payment: ${String(choice)} (${payment.id})`);
    await this.input.hooks?.afterAnswer?.(this.moment('approve-payment', person, receipt, link));
    return 'done';
  }

  /** Waits for a mail with a link that was not there before, and uses it up. */
  private async freshLink(person: Person, known: string, after = this.lastMail): Promise<string> {
    const fresh = (mail: Mail): string | undefined => mail.links.find((link) => this.isOurs(link) && link !== known && !this.doneLinks.has(link));
    const mail = await this.input.mailbox.next(person.address, after, (each) => fresh(each) !== undefined, mailWaitMs);
    const link = mail && fresh(mail);
    if (mail) await this.input.hooks?.beforeReading?.(mail);
    if (!link) throw new RobotStuck(`no link reached ${person.who} within ${mailWaitMs / 1000} s`);
    this.keep(link);
    this.doneLinks.add(link);
    return link;
  }

  private moment(question: Question, person: Person, page: OpenedPage, link: string): AnswerMoment {
    return { question, person, page, link, ref: this.ref, settle: () => this.clock.settle() };
  }

  private contextFor(person: Person, question?: Question): AnswerContext {
    const today = localDay(this.input.definition.zone, this.clock.now());
    return { ...this.input.plot, party: person.party, round: question ? this.roundOf(person, question) : 1, today };
  }

  private roundOf({ party }: Person, question: Question): number {
    return (this.rounds.get(`${party}/${question}`) ?? 0) + 1;
  }

  // The record -------------------------------------------------------------------------------------

  private result(ending: Ending): Rehearsed {
    const { canaries } = this.input.plot;
    return {
      ref: this.ref ?? '',
      ending,
      counts: countMessages(this.seenMails, this.journal.entries, this.input.office.ids),
      payments: this.journal.payments,
      journal: this.journal.entries,
      mails: this.seenMails,
      secrets: [
        ...this.secrets,
        ...this.cast.addresses().map((text) => ({ what: 'an address', text })),
        ...canaries.numbers().map((text) => ({ what: 'a phone number or account', text })),
        { what: 'a typed text', text: canaries.mark },
      ],
    };
  }

  private tellClick(person: Person, what: string): void {
    this.input.timeline.add({ at: this.clock.now(), who: person.who, kind: 'click', what });
  }
}
