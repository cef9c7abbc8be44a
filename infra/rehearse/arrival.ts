import { promptInstants } from '../../libs/domain/calendar/deadlines.js';
import { mailInstant, nextDigestAt, nextPaymentRunAt } from '../../libs/domain/calendar/moments.js';
import { parsePromptId, type PromptId } from '../../libs/domain/dossier/reference.js';
import type { Definition } from '../../libs/domain/programme/definition.js';
import { mailedPromptKinds, roles, type MailKind, type PromptKind } from '../../libs/domain/programme/vocabulary.js';

/** By what a question reaches whoever is asked. */
export type Carrier = 'mail' | 'digest' | 'payment-run' | 'nothing';

/** Questions about money that finance finds in the weekly run. */
const runKinds: readonly PromptKind[] = ['approve-payment', 'booking'];

/** By what a question reaches whoever is asked: hubs by a mail of its own, staff by digest or payment run. */
export function carrierOf(prompt: PromptId): Carrier {
  const { kind, slot } = parsePromptId(prompt);
  if (slot === 'programme') return 'nothing';
  if (!(roles as readonly string[]).includes(slot)) return (mailedPromptKinds as readonly string[]).includes(kind) ? 'mail' : 'nothing';
  return runKinds.includes(kind) && slot === 'finance' ? 'payment-run' : 'digest';
}

/** When a question that is asked at an instant reaches whoever is asked. */
export function arrivalOf(definition: Definition, prompt: PromptId, askedAt: string): string {
  const { calendar, zone } = definition;
  switch (carrierOf(prompt)) {
    case 'mail':
      return mailAt(definition, parsePromptId(prompt).kind as MailKind, askedAt);
    case 'digest':
      return nextDigestAt(calendar, zone, ripeAt(definition, parsePromptId(prompt).kind, askedAt));
    case 'payment-run':
      return nextPaymentRunAt(definition, askedAt);
    case 'nothing':
      return askedAt;
  }
}

/** From when the digest has a question: at once; whether an exchange stays postponed only when its date has come. */
function ripeAt({ prompts, calendar, zone }: Definition, kind: PromptKind, askedAt: string): string {
  return kind === 'pause-check' ? promptInstants(prompts[kind], calendar, zone, askedAt).dueAt : askedAt;
}

/** When a mail to a hub goes: at once where somebody waits for it, else in mail hours outside quiet periods. */
export function mailAt({ calendar, zone }: Definition, kind: MailKind, at: string): string {
  return calendar.atOnce.includes(kind) ? at : mailInstant(calendar, zone, at);
}
