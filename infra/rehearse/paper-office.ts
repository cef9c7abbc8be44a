import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { DeliveryOutcome, MailActivities } from '../../libs/contracts/delivery/index.js';
import type {
  AnswerInput,
  CloseVerdict,
  DomainEvent,
  EditionClock,
  ExchangeActivities,
  ExchangeInput,
  PromptInstants,
  Step,
  StepResult,
  WrittenStep,
} from '../../libs/contracts/dossier/index.js';
import { movedInstants, promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { remainingOf, resumedInstants, type RemainingInstants } from '../../libs/domain/calendar/pauses.js';
import { editionClosesAt, momentInstant, type VisitDays } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import { compilePolicy } from '../../libs/domain/programme/compiled-policy.js';
import { definitionSchema, type Definition } from '../../libs/domain/programme/definition.js';
import type { Moment } from '../../libs/domain/programme/vocabulary.js';
import { projectRoot } from '../stack/project-files.js';

/** The rules of programme A, without its texts. */
export function readProgramme(): Definition {
  const file = `${projectRoot}/programmes/p2p-learning/definition.yaml`;
  return definitionSchema.parse(parse(readFileSync(file, 'utf8')));
}

/** What an exchange of the programme starts with. */
export function exchangeInputOf(definition: Definition, ref: string, changes: Partial<ExchangeInput> = {}): ExchangeInput {
  return {
    ref,
    edition: definition.edition.id,
    definition: { id: definition.id, version: definition.version, sha256: '0'.repeat(64), policy: compilePolicy(definition) },
    leg: '1',
    parties: Object.keys(definition.parties),
    startAt: 'host-asked',
    clock: { offsetMs: 0, version: 1 },
    ...changes,
  };
}

/** What the office knows of one exchange. */
interface File {
  steps: Step[];
  results: StepResult[];
  open: Map<PromptId, PromptInstants>;
  /** What is left of deadlines while the exchange is postponed. */
  frozen: Map<PromptId, RemainingInstants>;
  paused: boolean;
  visit: VisitDays;
  /** Dates of the plan that have not come, with the instant from which they are awaited. */
  awaited: Map<Moment, string>;
}

/** What is particular about an office on paper. */
export interface PaperOfficeOptions {
  visit: VisitDays;
  /** The visit once a change of its dates was agreed on. */
  moved?: VisitDays;
  /** Clock of the hubs. */
  zone?: string;
  /** Whether a place is free for who asks for the first time. */
  place?: 'held' | 'waiting';
  /** How many mails of a step `publish` leaves to the mail queue, as it did before the relay sent every mail. */
  unsent?: (step: Step) => number;
}

/**
 * An office on paper: does in memory what `publish`, `closePrompt` and `deliver` do with Postgres and a mail server, with
 * the real calendar. Tests and the bench run exchanges against it.
 */
export class PaperOffice implements ExchangeActivities, MailActivities {
  private readonly files = new Map<string, File>();
  private readonly inbox = new Map<PromptId, AnswerInput>();
  readonly delivered: string[] = [];
  clock: EditionClock = { offsetMs: 0, version: 1 };

  constructor(
    private readonly definition: Definition,
    private readonly options: PaperOfficeOptions,
  ) {}

  async publish(step: Step): Promise<StepResult> {
    const file = this.fileOf(step.ref);
    const written = file.steps[step.seq - 1];
    const known = file.results[step.seq - 1];
    if (written && known) {
      if (JSON.stringify(written) !== JSON.stringify(step)) throw new Error(`step ${step.seq} differs from what was written`);
      return known;
    }
    if (step.seq !== file.steps.length + 1) throw new Error(`step ${step.seq} after ${file.steps.length}`);
    const result = this.resultOf(step, file);
    file.steps.push(step);
    file.results.push(result);
    return result;
  }

  async writtenSteps(ref: string, from: number): Promise<WrittenStep[]> {
    const { steps, results } = this.fileOf(ref);
    return steps.map((step, n) => ({ step, result: results[n]!, writtenAt: step.at })).slice(from - 1);
  }

  async closePrompt(prompt: PromptId, _closesAt: string): Promise<CloseVerdict> {
    const answer = this.inbox.get(prompt);
    return answer ? { kind: 'answered', answer } : { kind: 'lapsed' };
  }

  async deliver(outboxId: string): Promise<DeliveryOutcome> {
    this.delivered.push(outboxId);
    return 'sent';
  }

  /** Puts an answer into the inbox without handing it to the exchange. */
  receive(answer: AnswerInput): void {
    this.inbox.set(answer.prompt, answer);
  }

  /** Everything that happened in an exchange, in order. */
  journal(ref: string): DomainEvent[] {
    return this.steps(ref).flatMap((step) => step.events);
  }

  /** Throws an exchange's file away. */
  forget(ref: string): void {
    this.files.delete(ref);
  }

  steps(ref: string): readonly Step[] {
    return this.fileOf(ref).steps;
  }

  /** Questions that wait for an answer, in the order of asking. */
  openPrompts(ref: string): ReadonlyMap<PromptId, PromptInstants> {
    return this.fileOf(ref).open;
  }

  /** The first instant after another at which an exchange acts by itself, as far as the office told it. */
  nextInstant(ref: string, after: string): string | undefined {
    const { open, results } = this.fileOf(ref);
    const ofPrompts = [...open.values()].flatMap(({ remindAt, dueAt, noticeAt, closesAt }) => [...remindAt, dueAt, ...(noticeAt ? [noticeAt] : []), closesAt]);
    const ofMoments = results.flatMap(({ moments }) => Object.values(moments));
    return [...ofPrompts, ...ofMoments].filter((at) => at > after).toSorted()[0];
  }

  private fileOf(ref: string): File {
    const known = this.files.get(ref);
    if (known) return known;
    const file: File = { steps: [], results: [], open: new Map(), frozen: new Map(), paused: false, visit: this.options.visit, awaited: new Map() };
    this.files.set(ref, file);
    return file;
  }

  private resultOf(step: Step, file: File): StepResult {
    const result: StepResult = { prompts: {}, moments: {}, clock: this.clock };
    for (const event of step.events) {
      if (event.kind === 'asked') {
        this.reschedule(file, result, event.prompt, this.instantsOf(event.prompt, step.at));
        if (file.paused) this.freeze(file, result, event.prompt, step.at);
      } else if (event.kind === 'answered' || event.kind === 'lapsed' || event.kind === 'closed') {
        file.open.delete(event.prompt);
      } else if (event.kind === 'awaited') {
        file.awaited.set(event.moment, step.at);
        result.moments[event.moment] = this.momentOf(file, event.moment);
      } else if (event.kind === 'reached') {
        file.awaited.delete(event.moment);
      } else if (event.kind === 'plan-changed' && event.what === 'dates') {
        file.visit = this.options.moved ?? file.visit;
        for (const moment of file.awaited.keys()) result.moments[moment] = this.momentOf(file, moment);
      } else if (event.kind === 'extended') {
        this.reschedule(file, result, event.prompt, this.movedInstantsOf(event.prompt, event.until, step.at));
      } else if (event.kind === 'paused') {
        file.paused = true;
        for (const prompt of file.open.keys()) this.freeze(file, result, prompt, step.at);
      } else if (event.kind === 'resumed') {
        this.thaw(file, result, step.at);
      } else if (event.kind === 'place-asked') {
        const asked = file.steps.some((earlier) => earlier.events.some(({ kind }) => kind === 'place-asked'));
        result.place = asked ? 'held' : (this.options.place ?? 'held');
      }
    }
    const unsent = this.options.unsent?.(step) ?? 0;
    return unsent === 0 ? result : { ...result, unsent: Array.from({ length: unsent }, (_, n) => `${step.ref}-${step.seq}-${n + 1}`) };
  }

  /** A question that the same step asked has no dates to live by yet. */
  private freeze(file: File, result: StepResult, prompt: PromptId, at: string): void {
    const instants = file.open.get(prompt);
    if (!instants || parsePromptId(prompt).kind === 'pause-check') return;
    file.frozen.set(prompt, remainingOf(instants, this.definition.calendar, this.zone, at));
    delete result.prompts[prompt];
  }

  /** It goes on: what was left of each deadline counts from now. */
  private thaw(file: File, result: StepResult, at: string): void {
    for (const [prompt, rest] of file.frozen) {
      if (!file.open.has(prompt)) continue;
      const { prompts, calendar, edition } = this.definition;
      const instants = resumedInstants(rest, prompts[parsePromptId(prompt).kind], calendar, this.zone, at, editionClosesAt(edition));
      this.reschedule(file, result, prompt, { ...instants, remindAt: [...instants.remindAt] });
    }
    file.paused = false;
    file.frozen.clear();
  }

  private momentOf({ visit, awaited }: File, moment: Moment): string {
    return momentInstant(moment, visit, this.definition, this.zone, awaited.get(moment)!);
  }

  private reschedule(file: File, result: StepResult, prompt: PromptId, instants: PromptInstants): void {
    file.open.set(prompt, instants);
    result.prompts[prompt] = instants;
  }

  private instantsOf(prompt: PromptId, openedAt: string): PromptInstants {
    const policy = this.definition.prompts[parsePromptId(prompt).kind];
    const { calendar, edition } = this.definition;
    const instants = promptInstants(policy, calendar, this.zone, openedAt, editionClosesAt(edition));
    return { ...instants, remindAt: [...instants.remindAt] };
  }

  private movedInstantsOf(prompt: PromptId, dueAt: string, movedAt: string): PromptInstants {
    const { prompts, calendar, edition } = this.definition;
    const instants = movedInstants(prompts[parsePromptId(prompt).kind], calendar, this.zone, { dueAt, movedAt }, editionClosesAt(edition));
    return { ...instants, remindAt: [...instants.remindAt] };
  }

  private get zone(): string {
    return this.options.zone ?? this.definition.zone;
  }
}
