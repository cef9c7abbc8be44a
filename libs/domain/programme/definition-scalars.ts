/** The small values that a programme definition is made of, each with the sentence that says what is allowed. */
import { z } from 'zod';
import { readDuration } from './durations.js';
import { parseCents } from '../money/cents.js';

/** A key that other parts of the definition and the texts refer to. */
export const keyScalar = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9-]{0,39}$/, 'a key starts with a small letter and holds letters, digits and hyphens, at most 40')
  .describe('A key: small first letter, then letters, digits, hyphens');

/** One line of text that people see. */
export const lineScalar = z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters');

/** An amount in euro, written as text so that no cent is lost; read to integer cents. */
export const euroScalar = z
  .string('write the amount as quoted text, such as "1175.00"')
  .meta({ pattern: String.raw`^\d{1,9}\.\d{2}$`, description: 'Euro with two decimals, such as "1175.00"' })
  .transform((text, context) => {
    const negative = text.trim().startsWith('-');
    const read = parseCents(text);
    if (!/^\d{1,9}\.\d{2}$/.test(text) || !read.ok) {
      context.addIssue({
        code: 'custom',
        message: negative
          ? `the amount ${text} is negative; an amount is zero or more`
          : `"${text}" is no amount; write euro with two decimals, such as "1175.00"`,
      });
      return z.NEVER;
    }
    return read.cents;
  });

/** A deadline or pause: `7wd`, `30d`, `6mo`, `12h`, `30min`. */
export const durationScalar = z
  .string()
  .meta({ pattern: String.raw`^\d{1,4}(wd|d|mo|h|min)$`, description: '7wd, 30d, 6mo, 12h or 30min' })
  .refine((text) => (readDuration(text)?.amount ?? -1) >= 0, {
    error: (issue) => `"${String(issue.input)}" is no duration; write 7wd, 30d, 6mo, 12h or 30min`,
  });

/** A distance from a date of the plan; negative is before. */
export const offsetScalar = z
  .string()
  .meta({ pattern: String.raw`^-?\d{1,4}(wd|d|mo|h|min)$`, description: '-7d, 1d or 6mo' })
  .refine((text) => readDuration(text) !== undefined, {
    error: (issue) => `"${String(issue.input)}" is no offset; write -7d, 1d or 6mo`,
  });

/** A time of day, 24 hours. */
export const timeScalar = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day such as "09:00"');

/** A day of every year. */
export const monthDayScalar = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'write month and day such as "12-20"');

/** A calendar day, without a zone. */
export const dayScalar = z.iso.date('write a day such as "2027-03-31"');

/** A date and time on the clock of the zone that stands beside it. */
export const localDateTimeScalar = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'write a local date and time such as "2027-03-31T23:59"');

/** A zone of the IANA database. */
export const zoneScalar = z.string().refine(isZone, {
  error: (issue) => `"${String(issue.input)}" is no time zone; write one of the IANA database, such as Europe/Brussels`,
});

/** A language by its tag, such as `en` or `sr-Latn`. */
export const languageScalar = z.string().regex(/^[a-z]{2}(-[A-Z][a-z]{3})?$/, 'write a language tag such as en or sr-Latn');

/** A colour of the brand. */
export const colourScalar = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'write a colour such as "#0b5d57"');

/** Characters of a logo as it stands in a definition: about 30 KB of picture, for it travels with each mail. */
const mostLogo = 40_000;

/** A small picture as a `data:` address; pictures from elsewhere would tell others who reads what. */
export const pictureScalar = z
  .string()
  .max(mostLogo, `a picture has at most ${mostLogo} characters, which is about 30 KB`)
  .regex(/^data:image\/(png|jpeg|gif);base64,[A-Za-z0-9+/]+={0,2}$/, 'write a picture such as data:image/png;base64,iVBOR… (png, jpeg or gif: mail programs show no other)');

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text.includes('/') || text === 'UTC';
  } catch {
    return false;
  }
}
