import type { Attachment } from 'postal-mime';

/** What a mail server tells about one recipient of a mail (RFC 3464). */
export interface RecipientReport {
  /** Final and original recipient, in lower case: a server on the way may have rewritten the address. */
  addresses: string[];
  action: string;
  /** Enhanced status code, such as `5.1.1`; empty if there is none. */
  status: string;
}

/** A mail server's report about a mail. */
export interface DeliveryReport {
  recipients: RecipientReport[];
  /** Message-ID of the mail that it is about, from the copy that it returns; undefined if it returns none. */
  originalMessageId: string | undefined;
}

/** Bytes of a report's part that are read. */
const partLimit = 200_000;
const mostRecipients = 50;

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
const originalTypes = ['message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers', 'message/global', 'message/global-headers'];

/** Reads the parts of a delivery report. */
export function deliveryReport(parts: readonly Attachment[]): DeliveryReport {
  const status = parts.find(({ mimeType }) => statusTypes.includes(mimeType));
  const original = parts.find(({ mimeType }) => originalTypes.includes(mimeType));
  const groups = status ? fieldGroups(textOf(status)) : [];
  const ownId = original ? fieldGroups(textOf(original))[0]?.get('message-id') : undefined;
  return {
    recipients: groups.flatMap(recipientOf).slice(0, mostRecipients),
    originalMessageId: /<([^<>\s]{3,500})>/.exec(ownId ?? '')?.[1],
  };
}

function recipientOf(fields: ReadonlyMap<string, string>): RecipientReport[] {
  const addresses = [fields.get('final-recipient'), fields.get('original-recipient')].flatMap((field) => addressIn(field));
  if (addresses.length === 0) return [];
  const [status = ''] = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '') ?? [];
  const [action = ''] = /^[a-z]+/.exec((fields.get('action') ?? '').toLowerCase()) ?? [];
  return [{ addresses, action, status }];
}

/** `rfc822; somebody@hub.example` */
function addressIn(field: string | undefined): string[] {
  const typed = field?.split(';').at(-1)?.trim().replace(/^<|>$/g, '').toLowerCase() ?? '';
  return typed.includes('@') ? [typed] : [];
}

/** Groups of header fields, separated by empty lines; folded lines are joined. */
function fieldGroups(text: string): Map<string, string>[] {
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((group) => {
      const fields = new Map<string, string>();
      for (const line of group.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
        const colon = line.indexOf(':');
        const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
        if (name && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

function textOf({ content }: Attachment): string {
  if (typeof content === 'string') return content.slice(0, partLimit);
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  return Buffer.from(bytes.subarray(0, partLimit)).toString('latin1');
}
