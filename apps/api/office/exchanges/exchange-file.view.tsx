import type { DossierPage } from '../../../../libs/office/dossier-page/dossier-page.js';
import type { FactDifference } from '../../../../libs/dossier/seen/facts-seen.js';
import { Notice, Sections } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { FactsChanged } from '../frame/facts-changed.view.js';
import { staffPlaces } from '../frame/staff-places.js';
import { StaffPage } from '../frame/staff-page.view.js';

/** What came of the last click on an exchange's page. */
export interface ExchangeNews {
  sentence: string;
  difference?: readonly FactDifference[] | undefined;
}

interface ExchangeFileView {
  frame: Frame;
  session: StaffSession;
  page: DossierPage;
  news?: ExchangeNews | undefined;
}

/** One exchange: who, where it stands, whom it waits for, what happened, what was mailed, what is paid. */
export function ExchangeFilePage({ frame, session, page, news }: ExchangeFileView) {
  return (
    <StaffPage frame={frame} title={page.record.exchange.ref} session={session} wide>
      <h1>{page.title}</h1>
      {news === undefined ? null : (
        <Notice>
          <p>{news.sentence}</p>
        </Notice>
      )}
      <FactsChanged difference={news?.difference} />
      <Sections sections={page.sections} places={staffPlaces(frame.texts.language, session)} />
    </StaffPage>
  );
}
