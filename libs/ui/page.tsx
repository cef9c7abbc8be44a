import { say, type TextCatalogue } from '../domain/texts/catalogue.js';
import { languageName } from './names.js';
import type { Html } from './render.js';
import { autosavePath } from './script.js';
import { stylePath } from './style.js';

/** Whose page it is in the reader's eyes; the `brand` of a definition has this shape. */
export interface PageBrand {
  readonly programmeName: string;
  readonly logoText: string;
  /** `#rrggbb`. */
  readonly accentColour: string;
  readonly officeName: string;
  readonly officePhone: string;
  readonly officeAddressLine: string;
}

/** A page in one language: where it stands, as an address from the page's own. */
export interface LanguageChoice {
  /** BCP 47 tag. */
  readonly language: string;
  readonly href: string;
}

interface PageProps {
  brand: PageBrand;
  /** The reader's language, and what the page says of its own in it. */
  texts: TextCatalogue;
  title: string;
  /** For tables and lists that need the room. */
  wide?: boolean;
  /** Links in the head of the page. */
  nav?: readonly { label: string; href: string }[];
  /** The same page in other languages, where its reader may choose. */
  choice?: readonly LanguageChoice[];
  /** Address of the page without what follows a question mark, for search engines that lead to its languages. */
  address?: string;
  /** Where the programme's name leads; to the start page in the reader's language unless told otherwise. */
  home?: string;
  /** Only the programme's start page wants to be found by search engines. */
  index?: boolean;
  /** The form on it was refused: said first by the title, because that is what a screen reader says first. */
  refused?: boolean;
  /** Seconds after which the browser looks again by itself; for pages on which something is on its way. */
  refresh?: number;
  /** The form on it is saved as it is typed, where scripts run. */
  autosave?: boolean;
  children?: Html;
}

/** The frame of every page: the programme's name, a skip link, the content, the office that answers the phone. */
export function Page({ brand, texts, title, wide, nav, choice = [], address, home = `/?lang=${texts.language}`, index, refused, refresh, autosave, children }: PageProps) {
  const named = title === brand.programmeName ? title : `${title} – ${brand.programmeName}`;
  const windowTitle = refused ? say(texts, 'pages.frame.check', { title: named }) : named;
  return (
    <html lang={texts.language} class={wide ? 'wide' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        {index ? null : <meta name="robots" content="noindex, nofollow" />}
        {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
        <title>{windowTitle}</title>
        <link rel="stylesheet" href={stylePath(brand.accentColour)} />
        <link rel="icon" href="data:," />
        {autosave ? <script src={autosavePath} defer></script> : null}
        {address === undefined ? null : choice.map(({ language, href }) => <link rel="alternate" hreflang={language} href={`${address}${href}`} />)}
      </head>
      <body class={wide ? 'wide' : undefined}>
        <a class="skip" href="#content">
          {say(texts, 'pages.frame.skip')}
        </a>
        <header class="top">
          <div>
            <a class="brand" href={home}>
              {brand.logoText}
            </a>
            {nav === undefined || nav.length === 0 ? null : (
              <nav aria-label={brand.programmeName}>
                {nav.map((item) => (
                  <a href={item.href}>{item.label}</a>
                ))}
              </nav>
            )}
            <LanguageLinks choice={choice} texts={texts} />
          </div>
        </header>
        <main id="content">{children}</main>
        <footer class="foot">
          <div>
            <p>
              {say(texts, 'pages.frame.help')} {brand.officeName}, <a href={`tel:${brand.officePhone.replace(/[^+\d]/g, '')}`}>{brand.officePhone}</a>
            </p>
            <p>{brand.officeAddressLine}</p>
          </div>
        </footer>
      </body>
    </html>
  );
}

/** Each language by its own name, so that whoever cannot read the page finds it. */
function LanguageLinks({ choice, texts }: { choice: readonly LanguageChoice[]; texts: TextCatalogue }) {
  if (choice.length < 2) return null;
  return (
    <nav aria-label={say(texts, 'pages.frame.languages')}>
      {choice.map(({ language, href }) => (
        <a href={href} lang={language} hreflang={language} aria-current={language === texts.language ? 'true' : undefined}>
          {languageName(language)}
        </a>
      ))}
    </nav>
  );
}
