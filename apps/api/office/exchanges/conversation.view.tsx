import type { AddressProblemEntity, ConversationEntity, MissingWhy } from '../../../../libs/platform/db/entities/index.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { Actions, Form, sizeText, type Html } from '../../../../libs/ui/index.js';
import { actingRoles } from '../../../../libs/acts/office/may-act.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { csrfName } from '../access/session.guard.js';
import type { ExchangeFileView } from './exchange-file.view.js';

/** Name of the field that says up to which instant messages were shown. */
export const shownUntilName = 'shownUntil';
/** Where the conversation stands on the exchange's page. */
export const conversationId = 'conversation';

/** What came in by mail, the newest last. It is read here and decides nothing. */
export function Conversation({ view }: { view: ExchangeFileView }) {
  const { frame, session, record, conversation } = view;
  const unread = conversation.filter(({ seenByStaffAt }) => seenByStaffAt === null);
  const newest = conversation.map(({ receivedRealAt }) => receivedRealAt).sort().at(-1) ?? '';
  return (
    <>
      <h2 id={conversationId}>Answers by mail {unread.length > 0 ? <span class="tag">{say(frame.texts, 'pages.staff.unreadMails', { count: unread.length })}</span> : null}</h2>
      {conversation.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <p class="small">Anybody can write any address as the sender. Nothing here decides anything: before you act on it, ask the person by phone.</p>
      )}
      {conversation.length === 0 ? null : (
        <ol class="rows">
          {conversation.map((message) => (
            <Message message={message} view={view} />
          ))}
        </ol>
      )}
      {unread.length > 0 && mayAct(session) ? (
        <Form action={`/staff/exchanges/${record.exchange.ref}/conversation/seen`} hidden={{ [csrfName]: session.csrfToken, [shownUntilName]: newest }}>
          <Actions>
            <button class="quiet" type="submit">
              I have read them
            </button>
          </Actions>
        </Form>
      ) : null}
    </>
  );
}

function Message({ message, view: { frame, record, people } }: { message: ConversationEntity; view: ExchangeFileView }) {
  const { language } = frame.texts;
  const { contactId, sender, senderKnown, subject, text, raw, attachments, missing, receivedAt, seenByStaffAt, ref } = message;
  const name = contactId === null ? undefined : people.get(contactId);
  return (
    <li>
      <p class="small">
        <time datetime={receivedAt}>{formatInstant(receivedAt, record.programme.definition.zone, language)}</time> · <bdi>{[name, sender].filter(Boolean).join(', ')}</bdi>{' '}
        {senderKnown ? null : <span class="tag">unverified sender</span>} {seenByStaffAt === null ? <span class="tag">new</span> : null}
        {ref === record.exchange.ref ? null : ` · ${ref}`}
      </p>
      <p>
        <strong>
          <bdi>{subject}</bdi>
        </strong>
      </p>
      {missing === null ? null : <p class="notice">{missingWords[missing]}</p>}
      <p class="said" dir="auto">{text}</p>
      {attachments.length === 0 ? null : (
        <>
          <p class="small">Came with it; the files are in the mailbox:</p>
          <ul class="small">
            {attachments.map((file) => (
              <li>
                <bdi>{file.name}</bdi> ({sizeText(file.size, language)})
              </li>
            ))}
          </ul>
        </>
      )}
      {raw.trim() === text.trim() ? null : (
        <details>
          <summary>With what it quotes</summary>
          <p class="said" dir="auto">{raw}</p>
        </details>
      )}
    </li>
  );
}

const missingWords: Readonly<Record<MissingWhy, string>> = {
  'too-large': 'This mail was too large: only its beginning stands here. The whole of it is flagged in the mailbox.',
  unreadable: 'What this mail says could not be read: its text is flagged in the mailbox.',
};

/** That mail to a contact's address comes back, with the button for when it works again. */
export function AddressProblem({ view, contact }: { view: ExchangeFileView; contact: { id: string; email: string } }): Html {
  const { session, record, frame, addressProblems } = view;
  const problem = addressProblems.get(contact.id);
  // One of an address that was corrected since is over.
  if (!problem || !isAbout(problem, contact.email)) return null;
  const since = formatInstant(problem.since, record.programme.definition.zone, frame.texts.language);
  return (
    <>
      <div class="error">
        Mail to this address comes back ({problem.code}), since {since}.
      </div>
      {mayAct(session) ? (
        <Form action={`/staff/exchanges/${record.exchange.ref}/contacts/${contact.id}/address-works`} hidden={{ [csrfName]: session.csrfToken }}>
          <button class="quiet" type="submit">
            The address works again
          </button>
        </Form>
      ) : null}
    </>
  );
}

function isAbout({ address }: AddressProblemEntity, email: string): boolean {
  return address.toLowerCase() === email.toLowerCase();
}

function mayAct({ staff }: StaffSession): boolean {
  return staff.roles.some((role) => actingRoles.includes(role));
}
