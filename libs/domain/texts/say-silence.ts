/** What people are told about the date of a question: what follows when they do not answer. */
import type { PromptPolicy } from '../programme/definition.js';
import type { PromptKind } from '../programme/vocabulary.js';
import { say, type TextCatalogue, type TextParams } from './catalogue.js';

type Escalates = Pick<PromptPolicy, 'escalateTo'>;
type WithDue = TextParams & { due: string };

/** That the office calls, where it does so on the date; else what becomes of the question. `due` is the date as it is read. */
export function saySilence(texts: TextCatalogue, kind: PromptKind, { escalateTo }: Escalates, params: WithDue): string {
  return escalateTo === undefined ? say(texts, `prompts.${kind}.onSilence`, params) : say(texts, 'pages.question.afterThat', { due: params.due });
}

/** The same with the date, where both stand in one line. */
export function sayDate(texts: TextCatalogue, kind: PromptKind, policy: Escalates, params: WithDue): string {
  const silence = saySilence(texts, kind, policy, params);
  return policy.escalateTo === undefined ? `${say(texts, 'pages.question.answerBy', { due: params.due })} ${silence}` : silence;
}
