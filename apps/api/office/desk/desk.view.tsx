import type { EditionEntity } from '../../../../libs/platform/db/entities/index.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Actions, Card, Facts, Form, Notice, type Html } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { FiveLines, LineItem } from '../../../../libs/office/monday/five-lines.js';
import type { HandOverTask, OfficeTask } from '../../../../libs/office/work/office-work.js';
import type { Frame } from '../../http/site.js';
import { csrfName } from '../access/session.guard.js';
import { conversationId } from '../exchanges/conversation.view.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface DeskPageProps {
  frame: Frame;
  session: StaffSession;
  editions: readonly { edition: EditionEntity; now: string; zone: string; lines: FiveLines; unread: readonly UnreadLine[] }[];
  /** How many questions wait for the reader. */
  own: number;
  news?: DeskNews | undefined;
}

/** An exchange about which somebody wrote what nobody has read. */
export interface UnreadLine {
  ref: string;
  pair: string;
  count: number;
}

/** What came of moving a rehearsal's clock. */
export interface DeskNews {
  edition: string;
  sentence: string;
}

/** Decide, Silent, Travelling, Owed, Broken: the office's week on one page. */
export function DeskPage({ frame, session, editions, own, news }: DeskPageProps) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.deskTitle');
  return (
    <StaffPage frame={frame} title={title} session={session}>
      <h1>{title}</h1>
      <p class="lead">{own > 0 ? say(texts, 'pages.staff.deskIntro', { count: own }) : say(texts, 'pages.staff.deskEmpty')}</p>
      {editions.map((one) => (
        <Edition frame={frame} session={session} news={news?.edition === one.edition.id ? news.sentence : undefined} {...one} />
      ))}
    </StaffPage>
  );
}

type EditionProps = { frame: Frame; session: StaffSession; news: string | undefined } & DeskPageProps['editions'][number];

function Edition({ frame, session, news, edition, now, zone, lines, unread }: EditionProps) {
  const { texts } = frame;
  const { decide, silent, travelling, owed, owedCents, broken } = lines;
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
      <Card>
        <Facts
          rows={[
            line('Unread', say(texts, 'pages.staff.unreadMails', { count: unread.reduce((sum, { count }) => sum + count, 0) }), unread.map(unreadLink), unread.length),
            line('Decide', say(texts, 'pages.staff.mondayDecide', { count: decide.count }), decide.first.map(decideLink), decide.count),
            line('Silent', say(texts, 'pages.staff.mondaySilent', { count: silent.count }), silent.first.map(exchangeLink), silent.count),
            line('Travelling', say(texts, 'pages.staff.mondayTravelling', { count: travelling.count }), travelling.first.map(exchangeLink), travelling.count),
            line('Owed', say(texts, 'pages.staff.mondayOwed', { amount: formatCents(owedCents, texts.language) }), owed.first.map(exchangeLink), owed.count),
            line('Broken', say(texts, 'pages.staff.mondayBroken', { count: broken.count }), broken.first.map(exchangeLink), broken.count),
          ]}
        />
      </Card>
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

/** A desk with more than this on one line needs the list of exchanges. */
const mostOnLine = 20;

function line(label: string, sum: string, items: Html[], count: number): { label: string; value: Html } {
  const value = (
    <>
      {sum}
      {items.length === 0 ? null : (
        <ul>
          {items.slice(0, mostOnLine).map((item) => (
            <li>{item}</li>
          ))}
          {count > mostOnLine ? <li>and {count - mostOnLine} more</li> : null}
        </ul>
      )}
    </>
  );
  return { label, value };
}

function unreadLink({ ref, pair, count }: UnreadLine): Html {
  return (
    <>
      <a href={`/staff/exchanges/${ref}#${conversationId}`}>{pair}</a>
      <div class="small">
        {ref} · {count}
      </div>
    </>
  );
}

function decideLink(task: OfficeTask | HandOverTask): Html {
  const { text, detail } = task;
  return (
    <>
      <a href={task.kind === 'hand-over' ? `/staff/exchanges/${task.ref}` : `/staff/questions/${task.prompt.id}`}>{text}</a>
      <div class="small">{detail}</div>
    </>
  );
}

function exchangeLink(item: LineItem | OfficeTask): Html {
  const ref = 'prompt' in item ? item.prompt.ref : item.ref;
  return (
    <>
      {ref ? <a href={`/staff/exchanges/${ref}`}>{item.text}</a> : item.text}
      <div class="small">{item.detail}</div>
    </>
  );
}
