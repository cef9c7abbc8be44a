import type {
  AnswersSection,
  ChoicesSection,
  FactRow,
  FactsSection,
  ListItem,
  Message,
  MessagesSection,
  NoticeSection,
  Offer,
  Paragraph,
  Said,
  SaidFile,
  Section,
  Target,
  TrailSection,
} from '../domain/sections/section.js';
import { FileList, sizeText } from './file-list.js';
import { AnswerGroups } from './form-answers.js';
import { actName } from './parse-posted.js';
import { Actions, Card, Facts, Form, Notice, Table, Timeline } from './parts.js';
import type { Html } from './render.js';

/** Where sections lead from a page: what is data in a section is an address only there. */
export interface Places {
  language: string;
  /** The address of something that has a page, for this reader; undefined: it is only named. */
  href: (to: Target) => string | undefined;
  /** Where a file is downloaded from. */
  file: (file: SaidFile) => string;
  /** Where an offer is posted to, and what goes along; undefined where this reader gets none. */
  form?: (offer: Offer) => { action: string; hidden: readonly (readonly [string, string])[] } | undefined;
  /** Words around messages: before the names of files that came with one, and above what one quotes. */
  said?: { filesApart: string; withQuotes: string };
}

/** Where messages stand on a page. */
export const conversationId = 'conversation';

/** Sections one below the other: one way to show each type, whatever they are about. */
export function Sections({ sections, places }: { sections: readonly Section[]; places: Places }): Html {
  return (
    <>
      {sections.map((section) => (
        <AnySection section={section} places={places} />
      ))}
    </>
  );
}

function AnySection({ section, places }: { section: Section; places: Places }): Html {
  switch (section.type) {
    case 'facts':
      return <FactsCard section={section} places={places} />;
    case 'answers':
      return <AnswersCard section={section} places={places} />;
    case 'comparison':
      return (
        <>
          <Title title={section.title} places={places} />
          <div class="columns">
            {section.sides.map((side) => (
              <AnySection section={side} places={places} />
            ))}
          </div>
        </>
      );
    case 'sum':
      return (
        <Card>
          <Title title={section.title} places={places} />
          <Lines lines={section.lines} />
          {section.note === undefined ? null : <p class="small">{section.note}</p>}
        </Card>
      );
    case 'list':
      return (
        <>
          <Title title={section.title} places={places} />
          <Items items={section.items} places={places} />
        </>
      );
    case 'choices':
      return <Choices section={section} />;
    case 'table':
      return (
        <>
          <Title title={section.title} places={places} />
          <Table caption={section.caption} head={section.head} rows={section.rows.map((row) => row.map((cell) => <Words said={cell} places={places} />))} />
        </>
      );
    case 'trail':
      return <Trail section={section} places={places} />;
    case 'files':
      return (
        <>
          <Title title={section.title} places={places} />
          <FileList files={section.files.map((file) => ({ ...file, href: places.file(file) }))} language={places.language} />
        </>
      );
    case 'notice':
      return <NoticeBox section={section} places={places} />;
    case 'messages':
      return <Messages section={section} places={places} />;
    case 'acts':
      return (
        <>
          <Title title={section.title} places={places} />
          <div class="actions">
            {section.acts.map(({ text, to }) => (
              <a class="button quiet" href={to && places.href(to)}>
                {text}
              </a>
            ))}
          </div>
        </>
      );
    case 'words':
      return (
        <>
          <Title title={section.title} places={places} />
          <Paragraphs words={section.words} />
          {section.offer === undefined ? null : <OfferForm offer={section.offer} places={places} />}
        </>
      );
  }
}

function FactsCard({ section: { title, intro, boxed = true, rows }, places }: { section: FactsSection; places: Places }) {
  const content = (
    <>
      <Title title={title} places={places} />
      {intro === undefined ? null : <p>{intro}</p>}
      <FactRows rows={rows} places={places} />
    </>
  );
  return boxed ? <Card>{content}</Card> : content;
}

function FactRows({ rows, places }: { rows: readonly FactRow[]; places: Places }) {
  return <Facts rows={rows.map((row) => ({ label: row.label, value: <FactValue row={row} places={places} />, empty: isEmpty(row) })).filter(({ empty }) => !empty)} />;
}

function isEmpty({ value, items = [] }: FactRow): boolean {
  return allOf(value).every((each) => textOf(each) === '') && items.length === 0;
}

function FactValue({ row: { value, items = [], problem, offer }, places }: { row: FactRow; places: Places }): Html {
  return (
    <>
      {allOf(value).map((each, n) => (
        <>
          {n > 0 ? ', ' : ''}
          <Words said={each} places={places} />
        </>
      ))}
      {items.length === 0 ? null : <Items items={items} places={places} />}
      {problem === undefined ? null : (
        <>
          <div class="error">{problem.text}</div>
          {problem.offer === undefined ? null : <OfferForm offer={problem.offer} places={places} bare />}
        </>
      )}
      {offer === undefined ? null : <OfferForm offer={offer} places={places} bare />}
    </>
  );
}

function AnswersCard({ section: { title, groups, absent }, places }: { section: AnswersSection; places: Places }) {
  return (
    <Card>
      <h2>{title}</h2>
      {absent === undefined ? <AnswerGroups groups={groups} language={places.language} hrefOf={places.file} /> : <p>{absent}</p>}
    </Card>
  );
}

function Choices({ section: { choices } }: { section: ChoicesSection }) {
  return (
    <>
      {choices.map(({ title, place, detail, label, values }) => (
        <Card>
          <h2>{title}</h2>
          <p>{place}</p>
          <p class="small">{detail}</p>
          <Form hidden={values}>
            <Actions>
              <button type="submit" class="quiet">
                {label}
              </button>
            </Actions>
          </Form>
        </Card>
      ))}
    </>
  );
}

function Trail({ section: { title, entries }, places }: { section: TrailSection; places: Places }) {
  const dated = entries.every(({ at }) => at !== undefined);
  return (
    <>
      <Title title={title} places={places} />
      {dated ? (
        <Timeline entries={entries.map(({ at = '', when = '', text, detail }) => ({ instant: at, when, text, ...(detail !== undefined && { detail }) }))} />
      ) : (
        <ol class="timeline">
          {entries.map(({ text, detail }) => (
            <li>
              {text}
              {detail === undefined ? null : <div class="small">{detail}</div>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function NoticeBox({ section: { tone, title, words, items, rows = [], links = [], offer }, places }: { section: NoticeSection; places: Places }) {
  const after = items?.after ?? words.length;
  return (
    <Notice {...(tone && { tone })} {...(title !== undefined && { title })}>
      <Paragraphs words={words.slice(0, after)} />
      {items === undefined ? null : <Lines lines={items.texts} />}
      <Paragraphs words={words.slice(after)} />
      {rows.length === 0 ? null : <FactRows rows={rows} places={places} />}
      {links.length === 0 ? null : (
        <p>
          {links.map((link, n) => (
            <>
              {n > 0 ? ', ' : ''}
              <Words said={link} places={places} />
            </>
          ))}
        </p>
      )}
      {offer === undefined ? null : <OfferForm offer={offer} places={places} />}
    </Notice>
  );
}

function Messages({ section: { title, words, messages, offer }, places }: { section: MessagesSection; places: Places }) {
  return (
    <>
      <Title title={title} places={places} id={conversationId} />
      <Paragraphs words={words} />
      {messages.length === 0 ? null : (
        <ol class="rows">
          {messages.map((message) => (
            <li>
              <OneMessage message={message} places={places} />
            </li>
          ))}
        </ol>
      )}
      {offer === undefined ? null : <OfferForm offer={offer} places={places} />}
    </>
  );
}

function OneMessage({ message, places }: { message: Message; places: Places }) {
  const { at, when, from, tags, of, subject, missing, text, attachments, whole } = message;
  const { filesApart, withQuotes } = places.said ?? {};
  return (
    <>
      <p class="small">
        <time datetime={at}>{when}</time> · <bdi>{from}</bdi>
        {tags.map((tag) => (
          <>
            {' '}
            <span class="tag">{tag}</span>
          </>
        ))}
        {of === undefined ? null : ` · ${of}`}
      </p>
      <p>
        <strong>
          <bdi>{subject}</bdi>
        </strong>
      </p>
      {missing === undefined ? null : <p class="notice">{missing}</p>}
      <p class="said" dir="auto">{text}</p>
      {attachments.length === 0 ? null : (
        <>
          <p class="small">{filesApart}</p>
          <ul class="small">
            {attachments.map((file) => (
              <li>
                <bdi>{file.name}</bdi> ({sizeText(file.size, places.language)})
              </li>
            ))}
          </ul>
        </>
      )}
      {whole === undefined ? null : (
        <details>
          <summary>{withQuotes}</summary>
          <p class="said" dir="auto">{whole}</p>
        </details>
      )}
    </>
  );
}

function OfferForm({ offer, places, bare = false }: { offer: Offer; places: Places; bare?: boolean }): Html {
  const form = places.form?.(offer);
  if (form === undefined) return null;
  const buttons = offer.buttons.map(({ label, value, quiet }) => (
    <button class={quiet ? 'quiet' : undefined} type="submit" name={value === undefined ? undefined : actName} value={value}>
      {label}
    </button>
  ));
  const named = offer.buttons.some(({ value }) => value !== undefined);
  return (
    <Form action={form.action} hidden={form.hidden} {...(named && { enter: { name: actName, value: 'none' } })}>
      {bare ? buttons : <Actions>{buttons}</Actions>}
    </Form>
  );
}

function Title({ title, places, id }: { title: Said | undefined; places: Places; id?: string }): Html {
  if (title === undefined) return null;
  return (
    <h2 id={id}>
      <Words said={title} places={places} />
    </h2>
  );
}

/** Words, with the way to what they stand for, where there is one. */
function Words({ said, places }: { said: Said; places: Places }): Html {
  if (typeof said === 'string') return said;
  const href = said.to && places.href(said.to);
  return (
    <>
      {href === undefined ? said.text : <a href={href}>{said.text}</a>}
      {said.tag === undefined ? null : (
        <>
          {' '}
          <span class="tag">{said.tag}</span>
        </>
      )}
      {(said.lines ?? []).map((line) => (
        <div class="small">{line}</div>
      ))}
    </>
  );
}

function Paragraphs({ words }: { words: readonly Paragraph[] }): Html {
  return (
    <>
      {words.map((one) => {
        if (typeof one === 'string') return <p>{one}</p>;
        if ('quoted' in one) return <p class="said">{one.quoted}</p>;
        return 'lead' in one ? <p class="lead">{one.lead}</p> : <p class="small">{one.small}</p>;
      })}
    </>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}

function Items({ items, places }: { items: readonly ListItem[]; places: Places }) {
  return (
    <ul>
      {items.map(({ text, detail }) => (
        <li>
          <Words said={text} places={places} />
          {detail === undefined ? null : <div class="small">{detail}</div>}
        </li>
      ))}
    </ul>
  );
}

function allOf(value: FactRow['value']): readonly Said[] {
  return typeof value === 'string' || 'text' in value ? [value] : value;
}

function textOf(said: Said): string {
  return typeof said === 'string' ? said : said.text;
}
