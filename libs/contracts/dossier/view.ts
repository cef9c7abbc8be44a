import type { PromptId } from '../../domain/dossier/reference.js';

/** A question that an exchange waits for, as lists and pages show it: who acts next, on what, by when. */
export interface OpenPrompt {
  prompt: PromptId;
  dueAt: string;
  closesAt: string;
  escalated: boolean;
}
