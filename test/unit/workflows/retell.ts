import type { DomainEvent } from '../../../libs/contracts/dossier/index.js';
import { parsePromptId, type PromptId } from '../../../libs/domain/dossier/reference.js';

/** A journal as lines that a test can name: `asked availability.hosting.manager`, `entered applying`. */
export function retell(journal: readonly DomainEvent[]): string[] {
  return journal.map(lineOf);
}

function lineOf(event: DomainEvent): string {
  switch (event.kind) {
    case 'entered':
      return `entered ${event.stage}`;
    case 'asked':
      return `asked ${whom(event.prompt)}`;
    case 'answered':
      return `answered ${whom(event.prompt)} ${event.choice}`;
    case 'reminded':
      return `reminded ${whom(event.prompt)} nth ${event.nth}${skipped(event)}`;
    case 'escalated':
    case 'lapsed':
      return `${event.kind} ${whom(event.prompt)}${skipped(event)}`;
    case 'warned':
      return `warned ${whom(event.prompt)}`;
    case 'closed':
      return `closed ${whom(event.prompt)} ${event.why}`;
    case 'informed':
      return `informed ${event.party} ${event.notice}`;
    case 'awaited':
    case 'reached':
      return `${event.kind} ${event.moment}`;
    case 'place-released':
      return `place-released ${event.why}`;
    case 'payment-requested':
      return `payment-requested ${event.party} ${event.purpose} ${event.cents}`;
    case 'payment-approved':
    case 'payment-returned':
    case 'payment-booked':
      return `${event.kind} ${event.party} ${event.purpose}`;
    case 'nothing-claimed':
      return `nothing-claimed ${event.party}`;
    case 'ended':
      return `ended ${event.ending}`;
    default:
      return event.kind;
  }
}

function whom(prompt: PromptId): string {
  const { kind, party, slot, round } = parsePromptId(prompt);
  return [kind, party, slot].join('.') + (round > 1 ? ` again ${round}` : '');
}

function skipped(event: { skipped: number }): string {
  return event.skipped > 0 ? ` skipped ${event.skipped}` : '';
}
