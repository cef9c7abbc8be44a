/** The colours of a mail in light and in dark, worked out from the programme's one accent. */
export interface Colours {
  accent: string;
  /** Black or white, whichever can be read on the accent. */
  onAccent: string;
  /** The accent as ink on white: darkened until it can be read. */
  accentInk: string;
  /** The accent as ink on the dark background: lightened until it can be read. */
  accentInkDark: string;
}

const FALLBACK_ACCENT = '#1f4e79';
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const DARK_CARD = '#1e2126';
/** Contrast that small text needs (WCAG 2.2, 1.4.3, level AA). */
const READABLE = 4.5;

/** Works out the colours; an accent that is not `#rrggbb` gives those of the fallback. */
export function colours(accentColour: string): Colours {
  const accent = /^#[0-9a-f]{6}$/iu.test(accentColour) ? accentColour.toLowerCase() : FALLBACK_ACCENT;
  return {
    accent,
    onAccent: contrast(accent, '#ffffff') >= contrast(accent, '#000000') ? '#ffffff' : '#000000',
    accentInk: readable(accent, '#ffffff', '#000000'),
    accentInkDark: readable(accent, DARK_CARD, '#ffffff'),
  };
}

/** Inline styles, by what they dress. Sizes in pixels, because mail programs disagree about everything else. */
export const styles = {
  page: `margin:0;padding:0;background-color:#f2f3f5;-webkit-text-size-adjust:100%;font-family:${FONT};`,
  outer: 'background-color:#f2f3f5;',
  gutter: 'padding:16px 8px;',
  card: (palette: Colours) =>
    `width:100%;max-width:600px;background-color:#ffffff;border-top:6px solid ${palette.accent};border-radius:6px;text-align:left;`,
  header: 'padding:20px 24px 16px;border-bottom:1px solid #e3e5e8;',
  logo: (palette: Colours) => `font-family:${FONT};font-size:20px;line-height:28px;font-weight:700;color:${palette.accentInk};`,
  /** The words that stand in for a picture which is not shown look as the logo in words does. */
  logoPicture: (palette: Colours) =>
    `display:block;max-width:200px;max-height:72px;border:0;font-family:${FONT};font-size:20px;line-height:28px;font-weight:700;color:${palette.accentInk};background-color:#ffffff;`,
  programme: `font-family:${FONT};font-size:14px;line-height:20px;color:#5c6370;`,
  body: `padding:24px;font-family:${FONT};font-size:16px;line-height:25px;color:#1f2328;overflow-wrap:anywhere;`,
  greeting: 'margin:0 0 16px;',
  paragraph: 'margin:0 0 16px;',
  closing: 'margin:24px 0 0;',
  block: 'margin:8px 0 24px;',
  buttonCell: (palette: Colours) => `border-radius:6px;background-color:${palette.accent};`,
  button: (palette: Colours) =>
    `display:block;padding:15px 20px;font-family:${FONT};font-size:18px;line-height:24px;font-weight:600;color:${palette.onAccent};text-decoration:none;border-radius:6px;`,
  plainLink: `padding:10px 0 0;font-family:${FONT};font-size:13px;line-height:19px;color:#5c6370;word-break:break-all;`,
  plainLinkAnchor: 'color:#5c6370;text-decoration:underline;word-break:break-all;',
  facts: 'margin:8px 0 24px;border-collapse:collapse;',
  factLabel: `width:36%;padding:9px 12px 9px 0;border-bottom:1px solid #e3e5e8;font-family:${FONT};font-size:15px;line-height:22px;font-weight:400;color:#5c6370;`,
  factValue: `padding:9px 0;border-bottom:1px solid #e3e5e8;font-family:${FONT};font-size:16px;line-height:22px;overflow-wrap:anywhere;`,
  listTitle: 'margin:8px 0 8px;font-weight:600;',
  list: 'margin:0 0 20px;padding:0 0 0 22px;',
  item: 'margin:0 0 10px;',
  itemLink: (palette: Colours) => `text-decoration:underline;color:${palette.accentInk};`,
  itemDetail: 'font-size:14px;line-height:21px;color:#5c6370;',
  itemPlainLink: 'font-size:13px;line-height:19px;color:#5c6370;word-break:break-all;',
  phone: 'color:inherit;text-decoration:underline;white-space:nowrap;',
  notice: `padding:14px 16px;background-color:#fff6e0;border-left:4px solid #d99a00;border-radius:4px;font-family:${FONT};font-size:16px;line-height:24px;color:#3d2c00;`,
  noticeLine: 'margin:0;',
  noticeNext: 'margin:10px 0 0;',
  footer: `padding:16px 24px 22px;border-top:1px solid #e3e5e8;font-family:${FONT};font-size:13px;line-height:20px;color:#5c6370;`,
  footerLink: 'color:#5c6370;text-decoration:none;',
  preheader: 'display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:#f2f3f5;',
};

/** For programs that keep a style sheet and show mails in the dark; `!important` outranks the inline styles. */
export function darkStyles(palette: Colours): string {
  return [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    '@media (prefers-color-scheme:dark){',
    '.page{background-color:#121417!important}',
    `.card{background-color:${DARK_CARD}!important}`,
    '.ink,.ink p,.facts td{color:#e8eaed!important}',
    '.soft,.facts th{color:#a9b0bb!important}',
    `.accent{color:${palette.accentInkDark}!important}`,
    '.rule{border-color:#3a3f47!important}',
    '.notice{background-color:#3a2f10!important}.notice,.notice p{color:#ffe9b3!important}',
    `.button{background-color:${palette.accent}!important}.button-label{color:${palette.onAccent}!important}`,
    '}',
  ].join('');
}

/** Moves a colour towards black or white in small steps until it can be read on the ground. */
function readable(colour: string, ground: string, towards: string): string {
  for (let step = 0; step < 20; step += 1) {
    const mixed = mix(colour, towards, step / 20);
    if (contrast(mixed, ground) >= READABLE) return mixed;
  }
  return towards;
}

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  return `#${channels(from)
    .map((value, index) => Math.round(value + ((target[index] ?? value) - value) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
