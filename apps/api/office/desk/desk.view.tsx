import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Actions, Form, Notice, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { DeskWeek } from '../../../../libs/office/monday/desk-sections.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface DeskPageProps {
  frame: Frame;
  session: StaffSession;
  weeks: readonly DeskWeek[];
  /** How many questions wait for the reader. */
  own: number;
  news?: DeskNews | undefined;
}

/** What came of moving a rehearsal's clock. */
export interface DeskNews {
  edition: string;
  sentence: string;
}

/** Decide, Silent, Travelling, Owed, Broken: the office's week on one page. */
export function DeskPage({ frame, session, weeks, own, news }: DeskPageProps) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.deskTitle');
  return (
    <StaffPage frame={frame} title={title} session={session}>
      <h1>{title}</h1>
      <p class="lead">{own > 0 ? say(texts, 'pages.staff.deskIntro', { count: own }) : say(texts, 'pages.staff.deskEmpty')}</p>
      {weeks.map((week) => (
        <Edition frame={frame} session={session} news={news?.edition === week.edition.id ? news.sentence : undefined} week={week} />
      ))}
    </StaffPage>
  );
}

function Edition({ frame: { texts }, session, news, week: { edition, now, zone, sections } }: { frame: Frame; session: StaffSession; news: string | undefined; week: DeskWeek }) {
  return (
    <section>
      <h2>
        {edition.name} {edition.rehearsal ? <span class="tag">rehearsal, {formatInstant(now, zone, texts.language)}</span> : null}
      </h2>
      {news === undefined ? null : (
        <Notice>
          <p>{news}</p>
        </Notice>
      )}
      <Sections sections={sections} places={staffPlaces(texts.language, session)} />
      {edition.rehearsal && session.staff.roles.includes('coordinator') ? (
        <Form action={`/staff/editions/${edition.id}/advance`} hidden={{ [csrfName]: session.csrfToken }}>
          <Actions>
            <button class="quiet" type="submit">
              Advance to the next thing that happens
            </button>
          </Actions>
        </Form>
      ) : null}
    </section>
  );
}
