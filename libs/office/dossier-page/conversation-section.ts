import type { ConversationEntity, MissingWhy } from '../../platform/db/entities/index.js';
import type { Message, MessagesSection } from '../../domain/sections/section.js';
import { say } from '../../domain/texts/catalogue.js';
import { formatInstant } from '../../domain/texts/say-values.js';
import { mayActOn } from './act-sections.js';
import type { DossierFile } from './read-dossier.js';

/** Name of the field that says up to which instant messages were shown. */
export const shownUntilName = 'shownUntil';

/** What came in by mail, the newest last. It is read here and decides nothing. */
export function conversationSection(file: DossierFile): MessagesSection {
  const { record, staff, texts, conversation } = file;
  const unread = conversation.filter(({ seenByStaffAt }) => seenByStaffAt === null).length;
  const newest = conversation.map(({ receivedRealAt }) => receivedRealAt).sort().at(-1) ?? '';
  const warning = { small: 'Anybody can write any address as the sender. Nothing here decides anything: before you act on it, ask the person by phone.' };
  return {
    type: 'messages',
    title: { text: 'Answers by mail', ...(unread > 0 && { tag: say(texts, 'pages.staff.unreadMails', { count: unread }) }) },
    words: conversation.length === 0 ? ['None yet.'] : [warning],
    messages: conversation.map((message) => messageOf(file, message)),
    ...(unread > 0 && mayActOn(staff) && {
      offer: { act: 'conversation-seen', of: [record.exchange.ref], values: { [shownUntilName]: newest }, buttons: [{ label: 'I have read them', quiet: true }] },
    }),
  };
}

function messageOf({ record, texts, people }: DossierFile, message: ConversationEntity): Message {
  const { contactId, sender, senderKnown, subject, text, raw, attachments, missing, receivedAt, seenByStaffAt, ref } = message;
  const name = contactId === null ? undefined : people.get(contactId);
  return {
    at: receivedAt,
    when: formatInstant(receivedAt, record.programme.definition.zone, texts.language),
    from: [name, sender].filter(Boolean).join(', '),
    tags: [...(senderKnown ? [] : ['unverified sender']), ...(seenByStaffAt === null ? ['new'] : [])],
    ...(ref !== record.exchange.ref && { of: ref }),
    subject,
    ...(missing !== null && { missing: missingWords[missing] }),
    text,
    attachments: attachments.map(({ name: file, size }) => ({ name: file, size })),
    ...(raw.trim() !== text.trim() && { whole: raw }),
  };
}

const missingWords: Readonly<Record<MissingWhy, string>> = {
  'too-large': 'This mail was too large: only its beginning stands here. The whole of it is flagged in the mailbox.',
  unreadable: 'What this mail says could not be read: its text is flagged in the mailbox.',
};
