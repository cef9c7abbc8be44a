import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { codeMinutes, type CodeWindow } from '../../../../libs/answers/mailed-code.js';
import { actName, Actions, Card, Form, Notice } from '../../../../libs/ui/index.js';
import { postedAgain } from '../opening/posted-again.js';
import type { OpenPrompt } from '../opening/open-prompt.js';

/** What the button that was just pressed led to. */
export type CodeNews =
  | { kind: 'mailed' }
  /** A code went out a moment ago. */
  | { kind: 'too-soon' }
  /** As many as one day has, until this instant. */
  | { kind: 'enough'; opensAt: string }
  /** The one that was typed is not it. With no try left, another one is needed. */
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'right' };

/** How far the holder of a link is with the e-mailed code. */
export interface CodeStep {
  window: CodeWindow;
  news?: CodeNews | undefined;
}

/** Whether the code is still to be typed. */
export function needsCode(code: CodeStep | undefined): code is CodeStep {
  return code !== undefined && code.window.state !== 'open';
}

/** Whether something went wrong that the page has to say first. */
export function codeRefused({ window, news }: CodeStep): boolean {
  return window.state === 'locked' || news?.kind === 'wrong' || news?.kind === 'enough';
}

/** Where the buttons of the code lead: the card of the code, or what it gave way to. */
const place = 'code';

/** On top of the page, what became of the code, with a link to where it goes on: the page is longer than a screen. */
export function CodeNewsOnTop({ open, code }: { open: OpenPrompt; code: CodeStep }) {
  const { texts } = open.frame;
  const { news, window } = code;
  if (news === undefined && window.state === 'open') return null;
  const target = window.state === 'closed' && window.isOut ? 'f-code' : place;
  return (
    <Notice tone={codeRefused(code) ? 'warn' : 'good'} role={codeRefused(code) ? 'alert' : 'status'}>
      <p>
        {sayNews(open, code)} <a href={`#${target}`}>{say(texts, window.state === 'open' ? 'pages.question.codeGoOn' : 'pages.question.codeThere')}</a>
      </p>
    </Notice>
  );
}

/** Above the form that the code has opened: whoever typed it lands here. */
export function CodeWasRight({ open, code }: { open: OpenPrompt; code: CodeStep }) {
  if (code.news?.kind !== 'right') return null;
  return (
    <Notice tone="good" id={place}>
      <p>{sayNews(open, code)}</p>
    </Notice>
  );
}

/** Asks for a code and takes it; what was filled in before goes along unseen. */
export function CodeCard({ open, code, carried = {} }: { open: OpenPrompt; code: CodeStep; carried?: Readonly<Record<string, unknown>> | undefined }) {
  const { frame, holder, definition } = open;
  const { texts } = frame;
  const { window, news } = code;
  const mailed = window.state === 'closed' && (window.isOut || news?.kind === 'wrong');
  return (
    <Card id={place}>
      <h2>{say(texts, 'pages.question.codeTitle')}</h2>
      {window.state === 'locked' ? (
        <p class="error">{sayNews(open, code)}</p>
      ) : (
        <>
          <p>{news && news.kind !== 'wrong' ? sayNews(open, code) : say(texts, 'pages.question.codeIntro', { minutes: codeMinutes(definition), email: masked(holder.email) })}</p>
          {mailed ? <TypeCode open={open} code={code} carried={carried} /> : null}
          <Form action={`#${place}`} hidden={[...postedAgain(carried), [actName, 'code']]}>
            <Actions>
              <button type="submit" class={mailed ? 'quiet' : undefined}>
                {say(texts, mailed ? 'pages.question.codeSendAgain' : 'pages.question.codeSend')}
              </button>
            </Actions>
          </Form>
        </>
      )}
    </Card>
  );
}

function TypeCode({ open, code, carried }: { open: OpenPrompt; code: CodeStep; carried: Readonly<Record<string, unknown>> }) {
  const { texts } = open.frame;
  const isWrong = code.news?.kind === 'wrong';
  return (
    <Form action={`#${place}`} hidden={[...postedAgain(carried), [actName, 'check']]}>
      <div class={isWrong ? 'field bad' : 'field'}>
        <label for="f-code">{say(texts, 'pages.question.codeLabel')}</label>
        {isWrong ? (
          <p class="error" id="f-code-about">
            {sayNews(open, code)}
          </p>
        ) : null}
        <input
          type="text"
          class="mono tiny"
          id="f-code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={12}
          aria-invalid={isWrong ? 'true' : undefined}
          aria-describedby={isWrong ? 'f-code-about' : undefined}
        />
      </div>
      <Actions>
        <button type="submit">{say(texts, 'pages.question.codeCheck')}</button>
      </Actions>
    </Form>
  );
}

function sayNews({ frame: { texts, brand }, holder, definition }: OpenPrompt, { window, news }: CodeStep): string {
  if (window.state === 'locked') {
    return say(texts, 'pages.question.codeLocked', { phone: brand.officePhone, at: formatInstant(window.opensAt, holder.zone, texts.language) });
  }
  const email = masked(holder.email);
  const minutes = codeMinutes(definition);
  switch (news?.kind) {
    case 'mailed':
      return say(texts, 'pages.question.codeMailed', { email, minutes });
    case 'too-soon':
      return say(texts, 'pages.question.codeTooSoon', { email });
    case 'enough':
      return say(texts, 'pages.question.codeEnough', { phone: brand.officePhone, at: formatInstant(news.opensAt, holder.zone, texts.language) });
    case 'wrong':
      return say(texts, 'pages.question.codeWrong', { count: news.triesLeft });
    case 'right':
      return say(texts, 'pages.question.codeRight');
    default:
      return say(texts, 'pages.question.codeFirst');
  }
}

/** Enough of an address to recognise one's own. */
function masked(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 2)}…@${domain}`;
}
