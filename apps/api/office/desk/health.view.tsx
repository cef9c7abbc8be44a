import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { BrokenCondition } from '../../../../libs/operations/health/condition.js';
import { Card, Notice } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import type { Frame } from '../../http/site.js';
import { StaffPage } from '../frame/staff-page.view.js';

interface HealthPageView {
  frame: Frame;
  session: StaffSession;
  conditions: readonly BrokenCondition[];
  zone: string;
  now: string;
}

/** What is broken, by name: how many, since when, what to do, and the way to each exchange. */
export function HealthPage({ frame, session, conditions, zone, now }: HealthPageView) {
  const { texts } = frame;
  const title = say(texts, 'pages.health.title');
  const time = (at: string): string => formatInstant(at, zone, texts.language);
  return (
    <StaffPage frame={frame} title={title} session={session}>
      <h1>{title}</h1>
      {conditions.length === 0 ? (
        <Notice tone="good">
          <p>{say(texts, 'pages.health.allGood', { at: time(now) })}</p>
        </Notice>
      ) : null}
      {conditions.map(({ name, count, since, items }) => (
        <Card>
          <h2>{say(texts, `health.${name}.name`)}</h2>
          <p>{say(texts, `health.${name}.explain`, { count, at: time(since) })}</p>
          <p>
            <strong>{say(texts, `health.${name}.do`)}</strong>
          </p>
          <ul>
            {items
              .filter(({ text }) => text !== '')
              .map(({ text, ref }) => (
                <li>{ref === undefined ? text : <a href={`/staff/exchanges/${ref}`}>{text}</a>}</li>
              ))}
          </ul>
        </Card>
      ))}
    </StaffPage>
  );
}
