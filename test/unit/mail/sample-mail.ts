import type { MailBrand, MailContent } from '../../../libs/mail/compose/content.js';
import type { MailEnvelope } from '../../../libs/mail/compose/message.js';

/** A link as long as the signed ones are. */
export const LONG_LINK = `https://apply.programme.example/a/${'4f9c1a7be6d24c3f'.repeat(7)}.k1?lang=en&page=1`;

export const brand: MailBrand = {
  programmeName: 'Hub Visits 2026',
  logoText: 'HUB VISITS',
  accentColour: '#e4572e',
  officeName: 'Network office',
  officePhone: '+32 2 555 01 00',
  officeAddressLine: 'Example Street 1, 1000 Brussels',
};

export const content: MailContent = {
  language: 'en',
  subject: 'Can you host Kulturni centar Ćuprija?',
  preheader: 'One click is enough.',
  greeting: 'Dear host contact,',
  blocks: [
    { kind: 'text', text: 'They would like to visit you, and they have read what you wrote about residencies for circus artists.\n\nDo the dates suit you?' },
    { kind: 'facts', rows: [{ label: 'Who', value: 'Kulturni centar Ćuprija' }, { label: 'Place of work', value: 'Čačak' }] },
    { kind: 'button', label: 'Answer now', url: LONG_LINK },
    { kind: 'notice', text: 'Please answer by 14 April.' },
    { kind: 'list', title: 'Next', items: [{ text: 'They apply', detail: 'You see it first.' }, { text: 'Guide', url: 'https://programme.example/guide' }] },
  ],
  closing: ['With kind regards', 'The coordinator'],
};

export const envelope: MailEnvelope = {
  messageId: 'P2P-2026-0042.h1.1@programme.example',
  from: { name: 'Hub Visits 2026', address: 'office@programme.example' },
  to: { name: 'Host contact', address: 'host@hub.example' },
  replyTo: { name: 'Network office', address: 'office@programme.example' },
  references: ['P2P-2026-0042@programme.example', '<P2P-2026-0042.v1@programme.example>'],
  date: '2026-04-01T07:00:00Z',
};
