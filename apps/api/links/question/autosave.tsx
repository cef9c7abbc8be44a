import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import { readForm } from '../../../../libs/domain/forms/read-form.js';
import { readSheet } from '../../../../libs/domain/forms/sheet.js';
import type { Form } from '../../../../libs/domain/programme/form-schema.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatTime } from '../../../../libs/domain/texts/say-values.js';
import { saveAnswer } from '../../../../libs/dossier/prompts/saved-answer.js';
import type { PostedPage } from '../../../../libs/ui/index.js';
import { markRoutine } from '../../http/log.js';
import { httpRefusals } from '../../http/refusals.js';
import { mayAnswer, type OpenPrompt } from '../opening/open-prompt.js';
import type { Frame } from '../../http/site.js';

/** Whether the page of a question saves by itself what is typed: long forms, never one that needs a code. */
export function savesByItself({ definition, prompt }: OpenPrompt, form: Form): boolean {
  return form.long && !definition.prompts[prompt.kind].code;
}

/** Whether a script of ours posted the form, to have it saved and nothing else. */
export function isPostedByScript(request: Request, { act }: Pick<PostedPage, 'act'>): boolean {
  return act === 'save' && request.headers.accept === 'application/json';
}

/** Saves what a page posted by itself. The answer is as small as it can be: when it was saved, or why it was not. */
export async function saveByItself(db: DataSource, open: OpenPrompt, form: Form, posted: PostedPage, response: Response): Promise<void> {
  const refuse = (code: 'not-allowed' | 'closed' | 'changed-elsewhere'): void => {
    const status = { 'not-allowed': httpRefusals['not-allowed'], closed: 410, 'changed-elsewhere': httpRefusals.conflict }[code];
    response.status(status).json({ code });
  };
  if (!savesByItself(open, form)) return refuse('not-allowed');
  if (open.link.handedOverAt !== null || !mayAnswer(open)) return refuse('closed');
  const { value } = readForm(form, posted.raw, { draft: true });
  const { prompt, holder, now, frame } = open;
  const saved = await db.transaction((tx) => saveAnswer(tx, { prompt, holder, value, sheet: readSheet(posted.sheet), by: 'script', now }));
  if (saved.kind !== 'saved') return refuse(saved.kind);
  markRoutine(response);
  response.json({ said: say(frame.texts, 'pages.autosave.saved', { at: formatTime(now, holder.zone, frame.texts.language) }) });
}

/** Where a page says how saving goes; empty without scripts. The sentences come along, so that they can be said offline. */
export function AutosaveStatus({ frame: { texts } }: { frame: Frame }) {
  const sentences = Object.fromEntries(autosaveSentences.map((key) => [`data-${key}`, say(texts, `pages.autosave.${key}`)]));
  return <p class="saving" role="status" aria-live="polite" data-autosave="" {...sentences} />;
}

const autosaveSentences = ['start', 'files', 'later', 'elsewhere', 'gone', 'large'] as const;
