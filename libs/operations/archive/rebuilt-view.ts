import type { DomainEvent, OpenPrompt, WrittenStep } from '../../contracts/dossier/index.js';
import { isEnding, type Stage } from '../../domain/kinds/exchange/lifecycle.js';
import { parsePromptId, type PromptId } from '../../domain/dossier/reference.js';
import { wakeAtAfter } from '../../dossier/record/wake-at.js';

/** A row of the journal as a history tells it. */
export interface RebuiltEntry {
  seq: number;
  n: number;
  kind: string;
  event: DomainEvent;
  at: string;
  realAt: string;
}

/** The read model of one exchange as a history tells it. */
export interface RebuiltView {
  seq: number;
  stage: Stage;
  stageSince: string | null;
  waitingFor: OpenPrompt[];
  wakeAt: string | null;
  paused: boolean;
  /** The exchange's clock at the last step. */
  endedAt: string | null;
  updatedAt: string | null;
}

/** Tells the journal of an exchange again from its steps. */
export function rebuiltJournal(steps: readonly WrittenStep[]): RebuiltEntry[] {
  return steps.flatMap(({ step, writtenAt }) =>
    step.events.map((event, n) => ({ seq: step.seq, n, kind: event.kind, event, at: step.at, realAt: writtenAt })),
  );
}

/** How the read model of an exchange stands before its first step. */
export interface Beginning {
  stage: Stage;
  since: string | null;
}

/** Computes the read model of an exchange again from its steps, as publishing them one by one does. */
export function rebuiltView({ stage, since }: Beginning, steps: readonly WrittenStep[]): RebuiltView {
  const view: RebuiltView = { seq: 0, stage, stageSince: since, waitingFor: [], wakeAt: null, paused: false, endedAt: null, updatedAt: null };
  const open = new OpenQuestions();
  for (const { step, result } of steps) {
    for (const event of step.events) {
      open.hear(event, step.seq);
      if (event.kind === 'paused' || event.kind === 'resumed' || event.kind === 'ended') view.paused = event.kind === 'paused';
    }
    open.learn({ ...result.prompts, ...result.frozen });
    if (step.stage !== view.stage) view.stageSince = step.at;
    if (isEnding(step.stage)) view.endedAt ??= step.at;
    Object.assign(view, { seq: step.seq, stage: step.stage, wakeAt: wakeAtAfter(step, result), updatedAt: step.at });
  }
  return { ...view, waitingFor: open.list() };
}

interface Asked {
  prompt: PromptId;
  askedIn: number;
  dueAt: string;
  closesAt: string;
  escalated: boolean;
  /** Its dates stood still when the exchange was postponed. */
  frozen: boolean;
}

/** Which questions are open, as the rows of prompts have it. */
class OpenQuestions {
  private readonly open = new Map<PromptId, Asked>();

  hear(event: DomainEvent, seq: number): void {
    switch (event.kind) {
      case 'asked':
        this.open.set(event.prompt, { prompt: event.prompt, askedIn: seq, dueAt: '', closesAt: '', escalated: false, frozen: false });
        return;
      case 'answered':
      case 'lapsed':
      case 'closed':
        this.open.delete(event.prompt);
        return;
      case 'escalated':
      case 'extended':
        return this.mark(event.prompt, { escalated: event.kind === 'escalated' });
      case 'paused':
        for (const { prompt } of this.open.values()) if (parsePromptId(prompt).kind !== 'pause-check') this.mark(prompt, { frozen: true });
        return;
      case 'resumed':
        for (const { prompt, frozen } of this.open.values()) if (frozen) this.mark(prompt, { frozen: false, escalated: false });
        return;
      default:
    }
  }

  /** Takes the dates that a step computed. */
  learn(prompts: WrittenStep['result']['prompts']): void {
    for (const [prompt, { dueAt, closesAt }] of Object.entries(prompts)) this.mark(prompt, { dueAt, closesAt });
  }

  list(): OpenPrompt[] {
    return [...this.open.values()]
      .toSorted((a, b) => a.askedIn - b.askedIn || (a.prompt < b.prompt ? -1 : 1))
      .map(({ prompt, dueAt, closesAt, escalated }) => ({ prompt, dueAt, closesAt, escalated }));
  }

  private mark(prompt: PromptId, changes: Partial<Asked>): void {
    const known = this.open.get(prompt);
    if (known) Object.assign(known, changes);
  }
}
