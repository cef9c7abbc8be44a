import { createHash } from 'node:crypto';

/** A picture that travels with a mail and is shown in its text. */
export interface InlinePicture {
  /** Content-ID without angle brackets; follows from the picture, so that the same mail has the same bytes. */
  cid: string;
  filename: string;
  contentType: string;
  content: Buffer;
}

/** The programme's logo, read from its `data:` address; undefined where it has none or what is there is no picture. */
export function logoOf(logo: string | undefined): InlinePicture | undefined {
  const [, kind, base64] = /^data:image\/(png|jpeg|gif);base64,([A-Za-z0-9+/]+={0,2})$/.exec(logo ?? '') ?? [];
  if (kind === undefined || base64 === undefined) return undefined;
  const content = Buffer.from(base64, 'base64');
  const cid = `${createHash('sha256').update(content).digest('hex').slice(0, 32)}@logo`;
  return { cid, filename: `logo.${kind === 'jpeg' ? 'jpg' : kind}`, contentType: `image/${kind}`, content };
}
