/** Longest block, in lines, in which a mail program announces what it quotes. */
const announcement = 4;
/** A line that is longer announces nothing. */
const longestLine = 400;
/** The line above a quoted mail, in the languages that people write here in. */
const wrote = /(?:wrote|a écrit|escribió|ha scritto|schrieb|je napisa(?:o|la|o\/la)|написа(?:о|ла)).{0,80}:$/iu;
/** Outlook's dividing lines. */
const divider = /^\s*(?:-{3,}\s*(?:Original Message|Message d['’]origine|Mensaje original|Messaggio originale|Ursprüngliche Nachricht|Originalna poruka|Forwarded message).{0,20}|_{20,})$/iu;
/** The first line of Outlook's copy of a header, and one that follows it closely. */
const headerFrom = /^\s*\*?(?:From|De|Da|Von|Od)\s?\*?\s?:\*?\s.{0,300}$/iu;
const headerSent = /^\s*\*?(?:Sent|Date|Envoyé|Enviado(?: el)?|Inviato|Data|Gesendet|Datum|Poslato|To|À|Para|A|An|Za)\s?\*?\s?:\*?\s/iu;

/** A text without the mails quoted below it and between its lines. Empty where all of it is quoted. */
export function withoutQuotes(text: string): string {
  const lines = text.split('\n');
  const below = nextWritten(lines);
  const end = lines.findIndex((_, at) => beginsQuote(lines, below, at));
  const own = end < 0 ? lines : lines.slice(0, end);
  return tidyLines(own.filter((line) => !line.startsWith('>')));
}

/** Lines as one text, with at most one empty line in a row. */
export function tidyLines(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** For each line the nearest one from it on that is not blank; found once, from the end: a mail may be blank lines only. */
function nextWritten(lines: readonly string[]): (string | undefined)[] {
  const found = Array<string | undefined>(lines.length);
  let next: string | undefined;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') next = line;
    found[at] = next;
  }
  return found;
}

function beginsQuote(lines: readonly string[], below: readonly (string | undefined)[], at: number): boolean {
  const line = (lines[at] ?? '').trimEnd();
  if (divider.test(line)) return true;
  if (headerFrom.test(line) && lines.slice(at + 1, at + 1 + announcement).some((next) => headerSent.test(next))) return true;
  return announcesQuote(lines, below, at);
}

/** "On Monday … wrote:", on one line or broken into several, with the quoted mail below it. */
function announcesQuote(lines: readonly string[], below: readonly (string | undefined)[], at: number): boolean {
  if (lines[at]?.startsWith('>')) return false;
  let said = '';
  for (const [place, line] of lines.slice(at, at + announcement).entries()) {
    if (line.trim() === '' || line.length > longestLine) return false;
    said = `${said} ${line}`.replace(/\s+/g, ' ').trim();
    if (!said.endsWith(':')) continue;
    const next = below[at + place + 1];
    const quoted = next === undefined || next.startsWith('>');
    // An ordinary sentence may end in "wrote:" too; one with a date or an address in it does not.
    return wrote.test(said) ? quoted || /\d{4}|@/.test(said) : quoted && next !== undefined && /@|\d{1,2}[:.h]\d{2}/.test(said);
  }
  return false;
}
