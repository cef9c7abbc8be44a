import type { EditionEntity } from '../../../../libs/platform/db/entities/index.js';
import { endings, openStages, type Stage } from '../../../../libs/domain/kinds/exchange/lifecycle.js';
import { parsePromptId } from '../../../../libs/domain/dossier/reference.js';
import { has, say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Actions, Card, Table } from '../../../../libs/ui/index.js';
import type { ListedExchange, ListPage } from '../../../../libs/dossier/record/dossier-list.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface ExchangeListPageProps {
  frame: Frame;
  session: StaffSession;
  page: ListPage;
  /** How many answers by mail nobody has read, by reference. */
  unread: ReadonlyMap<string, number>;
  /** IANA zone of the office: dates are read there. */
  zone: string;
  wish: { stage?: Stage | undefined; text: string; edition: string; paused: boolean };
  editions: readonly EditionEntity[];
}

/** Exchanges by reference, with a filter by stage and text. */
export function ExchangeListPage({ frame, session, page, unread, zone, wish, editions }: ExchangeListPageProps) {
  const { texts } = frame;
  const title = say(texts, 'pages.staff.exchanges');
  return (
    <StaffPage frame={frame} title={title} session={session} wide>
      <h1>{title}</h1>
      <Card>
        <form method="get" action="/staff/exchanges">
          <div class="columns">
            <div class="field">
              <label for="f-q">Reference, hub or city</label>
              <input type="search" id="f-q" name="q" value={wish.text} maxlength={100} />
            </div>
            <div class="field">
              <label for="f-stage">Stage</label>
              <select id="f-stage" name="stage">
                <option value="">All</option>
                {[...openStages, ...endings].map((stage) => (
                  <option value={stage} selected={stage === wish.stage}>
                    {say(texts, `stages.${stage}.name`)}
                  </option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="f-edition">Edition</label>
              <select id="f-edition" name="edition">
                <option value="">All</option>
                {editions.map(({ id, name }) => (
                  <option value={id} selected={id === wish.edition}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <div class="field">
              <label for="f-paused">Postponed</label>
              <select id="f-paused" name="paused">
                <option value="">All</option>
                <option value="yes" selected={wish.paused}>
                  Only postponed ones
                </option>
              </select>
            </div>
          </div>
          <button type="submit">Filter</button>
        </form>
      </Card>
      {page.exchanges.length === 0 ? (
        <p>No exchange fits.</p>
      ) : (
        <Table
          caption={title}
          head={[{ label: 'Reference' }, { label: 'Who visits whom' }, { label: 'Stage' }, { label: 'Waiting for' }, { label: 'By' }]}
          rows={page.exchanges.map((exchange) => [
            <>
              <a href={`/staff/exchanges/${exchange.ref}`}>{exchange.ref}</a>
              {unread.has(exchange.ref) ? <div class="small">{say(texts, 'pages.staff.unreadMails', { count: unread.get(exchange.ref) ?? 0 })}</div> : null}
            </>,
            exchange.pair,
            <>
              {say(texts, `stages.${exchange.stage}.name`)} {exchange.paused ? <span class="tag">postponed</span> : null}
            </>,
            waitingText(texts, exchange),
            dueText(texts, zone, exchange),
          ])}
        />
      )}
      {page.next === undefined ? null : (
        <Actions>
          <a class="button quiet" href={`/staff/exchanges?${nextQuery(wish, page.next)}`}>
            More
          </a>
        </Actions>
      )}
    </StaffPage>
  );
}

function waitingText(texts: TextCatalogue, { waitingFor, visitingHub, hostingHub }: ListedExchange): string {
  const names = waitingFor.map(({ prompt }) => {
    const { party, slot } = parsePromptId(prompt);
    const hub = { visiting: visitingHub, hosting: hostingHub }[party];
    const role = has(texts, `roles.${slot}`) ? say(texts, `roles.${slot}`) : undefined;
    return role ?? hub ?? party;
  });
  return [...new Set(names)].join(', ');
}

function dueText(texts: TextCatalogue, zone: string, { waitingFor }: ListedExchange): string {
  const [first] = waitingFor.map((each) => each.dueAt).sort();
  return first === undefined ? '' : formatInstant(first, zone, texts.language);
}

function nextQuery({ stage, text, edition, paused }: ExchangeListPageProps['wish'], after: string): string {
  const wish = { ...(text && { q: text }), ...(stage && { stage }), ...(edition && { edition }), ...(paused && { paused: 'yes' }) };
  return new URLSearchParams({ ...wish, after }).toString();
}
