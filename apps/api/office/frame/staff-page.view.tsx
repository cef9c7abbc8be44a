import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { Form, Page, type Html } from '../../../../libs/ui/index.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';

interface StaffPageProps {
  frame: Frame;
  title: string;
  /** Who is signed in; absent on pages behind a mailed link. */
  session?: StaffSession | undefined;
  wide?: boolean;
  refused?: boolean;
  /** Seconds after which the browser looks again by itself. */
  refresh?: number;
  children?: Html;
}

/** The frame of a staff page, with the way to the others for whoever is signed in. */
export function StaffPage({ frame: { brand, texts }, title, session, wide, refused, refresh, children }: StaffPageProps) {
  const nav = session
    ? [
        { label: say(texts, 'pages.staff.deskTitle'), href: '/staff' },
        { label: say(texts, 'pages.staff.exchanges'), href: '/staff/exchanges' },
        { label: say(texts, 'pages.staff.payments'), href: '/staff/runs' },
        { label: say(texts, 'pages.staff.incidents'), href: '/staff/incidents' },
        { label: say(texts, 'pages.staff.health'), href: '/staff/health' },
        { label: 'The office', href: '/staff/office' },
      ]
    : [];
  return (
    <Page brand={brand} texts={texts} title={title} nav={nav} home="/staff" wide={wide ?? false} refused={refused ?? false} {...(refresh && { refresh })}>
      {children}
      {session ? (
        <Form action="/staff/sign-out" hidden={{ [csrfName]: session.csrfToken }}>
          <p class="small">
            {session.staff.name} ({session.staff.roles.join(', ')}){' '}
            <button class="quiet" type="submit">
              {say(texts, 'pages.staff.signOut')}
            </button>
          </p>
        </Form>
      ) : null}
    </Page>
  );
}
