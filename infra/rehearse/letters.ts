import { durationOf } from '../../libs/domain/programme/durations.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import { lengthInDays, localDay } from '../../libs/domain/calendar/days.js';
import type { VisitDays } from '../../libs/domain/calendar/moments.js';
import { maximumEntitlement } from '../../libs/domain/entitlement/entitlement.js';
import { formatCents } from '../../libs/domain/money/cents.js';
import type { MailKind, Moment } from '../../libs/domain/programme/vocabulary.js';
import { catalogueFor, has, say, sayMail, type TextCatalogue } from '../../libs/domain/texts/catalogue.js';
import { everyMail, mailParams } from '../../libs/domain/texts/mail-params.js';
import { formatDay, formatInstant } from '../../libs/domain/texts/say-values.js';

/** What an event of the history is about. */
export interface Happening {
  /** A staff role or a party. */
  by?: string;
  party?: string;
  slot?: string;
  prompt?: PromptId;
  reason?: string;
  change?: string;
  due?: string;
  cents?: number;
}

/** A value that a rehearsal does not know, such as what somebody writes. */
const unknown = '…';

/** The visit of a road, and where a change of dates moves it. */
export interface RoadDates {
  visit: VisitDays;
  moved: VisitDays;
}

/** Says mails, questions and people of a rehearsed exchange in the programme's own words. */
export class Letters {
  private readonly texts: TextCatalogue;
  private readonly known: Record<string, string | number>;
  /** Days of the visit. */
  private readonly stay: number;

  constructor(
    private readonly definition: Definition,
    catalogues: readonly TextCatalogue[],
    private readonly dates: RoadDates,
    reference: string,
  ) {
    const { visit } = dates;
    this.texts = catalogueFor(catalogues, definition.agreement.bindingLanguage);
    const { language } = this.texts;
    const { brand, code } = definition;
    this.known = {
      ...{ programme: brand.programmeName, office: brand.officeName, phone: brand.officePhone, reference },
      ...{ visitingHub: this.party('visiting'), hostingHub: this.party('hosting') },
      ...{ firstDay: formatDay(visit.firstDay, language), lastDay: formatDay(visit.lastDay, language) },
      ...{ count: 1, remarks: 0, queueNumber: 1, silent: 'no', minutes: durationOf(code.validFor).amount },
    };
    this.stay = lengthInDays(visit.firstDay, visit.lastDay);
  }

  /** The subject of a mail. */
  subject(kind: MailKind, party: string, variant: string = party): string {
    const values = this.values([...everyMail, ...mailParams[kind]], { amount: this.amount(party), party: this.party(party) });
    return sayMail(this.texts, kind, variant, values).subject;
  }

  /** A question as people read it. */
  question(prompt: PromptId): string {
    const { kind, party } = parsePromptId(prompt);
    return this.sentence(`prompts.${kind}.question`, party);
  }

  /** What the history says of an answer. */
  answered(prompt: PromptId, choice: string): string {
    const { kind, party } = parsePromptId(prompt);
    return this.sentence(`prompts.${kind}.history.${choice}`, party, this.who(prompt));
  }

  /** What the history says of a question that closed without an answer. */
  lapsed(prompt: PromptId): string {
    const { kind, party } = parsePromptId(prompt);
    return this.sentence(`prompts.${kind}.lapsed`, party);
  }

  /** What the history says of something that was no answer. */
  happened(event: string, { by, party = '', slot, prompt, reason, change, due, cents }: Happening = {}): string {
    const { language } = this.texts;
    const { zone } = this.definition;
    return say(this.texts, `events.${event}`, {
      ...this.values(['visitingHub', 'hostingHub', 'name', 'firstDay', 'lastDay'], { party: this.party(party), amount: this.amount(party) }),
      party: this.party(party),
      amount: cents === undefined ? this.amount(party) : formatCents(cents, language),
      ...(by !== undefined && { by: this.actor(by) }),
      ...(slot && { slot: say(this.texts, `slots.${slot}`) }),
      ...(reason && { reason: say(this.texts, `stopReasons.${reason}`) }),
      ...(change && { change: this.change(change) }),
      ...(prompt && { question: this.question(prompt) }),
      ...(due && { due: formatInstant(due, zone, language) }),
    });
  }

  /** Whoever acts: the office by its role, a hub by its side. */
  actor(by: string): string {
    return has(this.texts, `roles.${by}`) ? this.role(by) : this.party(by);
  }

  private change(what: string): string {
    const { firstDay, lastDay } = this.dates.moved;
    const days = what === 'dates' ? { firstDay: formatDay(firstDay, this.texts.language), lastDay: formatDay(lastDay, this.texts.language) } : {};
    return say(this.texts, `changes.${what}`, this.values(['firstDay', 'lastDay', 'name', 'position', 'count'], days));
  }

  /** A date of the plan, and when it comes. */
  moment(moment: Moment, at: string): string {
    const { language } = this.texts;
    return `${say(this.texts, `moments.${moment}`)}: ${formatDay(localDay(this.definition.zone, at), language)}`;
  }

  stage(stage: string): string {
    return say(this.texts, `stages.${stage}.name`);
  }

  /** Who is asked: a party's slot or a staff role. */
  who(prompt: PromptId): string {
    const { party, slot } = parsePromptId(prompt);
    return has(this.texts, `slots.${slot}`) ? this.contact(party, slot) : this.role(slot);
  }

  contact(party: string, slot: string): string {
    return `${this.party(party)}: ${say(this.texts, `slots.${slot}`).toLowerCase()}`;
  }

  party(party: string): string {
    return has(this.texts, `parties.${party}`) ? say(this.texts, `parties.${party}`) : party;
  }

  role(role: string): string {
    return say(this.texts, `roles.${role}`);
  }

  private sentence(key: string, party: string, by: string = unknown): string {
    const names = ['reference', 'visitingHub', 'hostingHub', 'firstDay', 'lastDay', 'theme', 'due', 'amount', 'by', 'party'];
    return say(this.texts, key, this.values(names, { party: this.party(party), amount: this.amount(party), by }));
  }

  /** The most that a party can get by the plan. */
  private amount(party: string): string {
    const rules = this.definition.entitlements[party];
    return rules ? formatCents(maximumEntitlement(rules, { participants: 1, days: this.stay }), this.texts.language) : unknown;
  }

  private values(names: readonly string[], more: Record<string, string>): Record<string, string | number> {
    const all: Record<string, string | number> = { ...this.known, ...more };
    return Object.fromEntries(names.map((name) => [name, all[name] ?? unknown]));
  }
}
