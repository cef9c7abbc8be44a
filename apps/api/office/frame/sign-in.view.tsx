import { say } from '../../../../libs/domain/texts/catalogue.js';
import { Actions, Card, Form, Notice } from '../../../../libs/ui/index.js';
import type { Frame } from '../../http/site.js';
import { StaffPage } from './staff-page.view.js';

/** Asks for the address to which a sign-in link is mailed. */
export function SignInPage({ frame, goTo, why }: { frame: Frame; goTo: string; why?: string | undefined }) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.signInTitle');
  return (
    <StaffPage frame={frame} title={title}>
      <h1>{title}</h1>
      {why === undefined ? null : (
        <Notice tone="warn">
          <p>{why}</p>
        </Notice>
      )}
      <p class="lead">{say(texts, 'pages.staff.signInIntro')}</p>
      <Card>
        <Form action="/staff/sign-in" hidden={{ goTo }}>
          <div class="field">
            <label for="f-email">{say(texts, 'pages.staff.signInLabel')}</label>
            <input type="email" id="f-email" name="email" autocomplete="email" autocapitalize="none" maxlength={200} required />
          </div>
          <Actions>
            <button type="submit">{say(texts, 'pages.staff.signInButton')}</button>
          </Actions>
        </Form>
      </Card>
    </StaffPage>
  );
}

/** The same reply to everybody: whether the address is one of the office is not told. */
export function SignInSentPage({ frame }: { frame: Frame }) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.signInTitle');
  return (
    <StaffPage frame={frame} title={title}>
      <h1>{title}</h1>
      <Notice tone="good">
        <p>{say(texts, 'pages.staff.signInSent')}</p>
      </Notice>
    </StaffPage>
  );
}

/** What a mailed sign-in link opens: one button, because opening a link must not act. */
export function SignInConfirmPage({ frame, name, fresh }: { frame: Frame; name: string; fresh: boolean }) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.signInTitle');
  return (
    <StaffPage frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="lead">{name}</p>
      {fresh ? null : (
        <Notice tone="warn">
          <p>This link has run out. We mail you a new one.</p>
        </Notice>
      )}
      <Form>
        <Actions>
          <button type="submit">{fresh ? say(texts, 'pages.staff.signInConfirm') : say(texts, 'pages.staff.signInButton')}</button>
        </Actions>
      </Form>
    </StaffPage>
  );
}

/** Asks whoever came by a digest or payment mail to sign in, because money is decided in a session only. */
export function SignInFirst({ frame, signedInPath }: { frame: Frame; signedInPath?: string | undefined }) {
  const { texts } = frame;
  if (signedInPath !== undefined) {
    return (
      <Actions>
        <a class="button" href={signedInPath}>
          Go on, you are signed in
        </a>
      </Actions>
    );
  }
  return (
    <Notice title="Decisions about money ask you to sign in">
      <p>We mail you a link that opens this page for you; it works once.</p>
      <Form hidden={{ _act: 'sign-in' }}>
        <Actions>
          <button type="submit">{say(texts, 'pages.staff.signInButton')}</button>
        </Actions>
      </Form>
    </Notice>
  );
}
