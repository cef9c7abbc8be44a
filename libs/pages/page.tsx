import type { Html } from './render.js';
import { autosavePath } from './script.js';
import { stylePath } from './style.js';
import { pageWords } from './words.js';

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

interface PageProps {
  brand: PageBrand;
  /** BCP 47 tag. */
  language: string;
  title: string;
  /** For tables and lists that need the room. */
  wide?: boolean;
  /** Links in the head of the page. */
  nav?: readonly { label: string; href: string }[];
  /** Where the programme's name leads; `/` unless told otherwise. */
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
export function Page({ brand, language, title, wide, nav, home = '/', index, refused, refresh, autosave, children }: PageProps) {
  const words = pageWords(language);
  return (
    <html lang={language} class={wide ? 'wide' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        {index ? null : <meta name="robots" content="noindex, nofollow" />}
        {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
        <title>{`${refused ? `${words.errorPrefix}: ` : ''}${title} – ${brand.programmeName}`}</title>
        <link rel="stylesheet" href={stylePath(brand.accentColour)} />
        <link rel="icon" href="data:," />
        {autosave ? <script src={autosavePath} defer></script> : null}
      </head>
      <body class={wide ? 'wide' : undefined}>
        <a class="skip" href="#content">
          {words.skip}
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
          </div>
        </header>
        <main id="content">{children}</main>
        <footer class="foot">
          <div>
            <p>
              {words.office} {brand.officeName}, <a href={`tel:${brand.officePhone.replace(/[^+\d]/g, '')}`}>{brand.officePhone}</a>
            </p>
            <p>{brand.officeAddressLine}</p>
          </div>
        </footer>
      </body>
    </html>
  );
}
