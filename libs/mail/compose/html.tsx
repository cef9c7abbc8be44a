import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { raw } from 'hono/html';
import { colours, darkStyles, styles, type Colours } from './html-style.js';
import type { MailBlock, MailBrand, MailContent, MailListItem } from './content.js';
import { logoOf } from './logo.js';
import { paragraphs, plainLine, splitAtPhones, telUrl, webUrl } from './plain.js';

/**
 * The HTML part: one column of at most 600 pixels that a phone shows without zooming, styled inline
 * because mail programs drop style sheets, laid out by two plain tables because Outlook knows
 * nothing else. Every value is escaped; no script, no picture but the logo that
 * travels with the mail, nothing fetched from anywhere.
 */
export function renderHtml(content: MailContent, brand: MailBrand): string {
  const palette = colours(brand.accentColour);
  const page = (
    <html lang={content.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="date=no, address=no" />
        <title>{plainLine(content.subject)}</title>
        <style>{raw(darkStyles(palette))}</style>
      </head>
      <body class="page" style={styles.page}>
        {content.preheader === undefined ? null : <Preheader text={content.preheader} />}
        <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style={styles.outer}>
          <tr>
            <td align="center" style={styles.gutter}>
              <table role="presentation" class="card" width="600" cellpadding="0" cellspacing="0" style={styles.card(palette)}>
                <Header brand={brand} palette={palette} />
                <tr>
                  <td class="ink" style={styles.body}>
                    <p style={styles.greeting}>{plainLine(content.greeting)}</p>
                    {content.blocks.map((block) => (
                      <Block block={block} palette={palette} />
                    ))}
                    <p style={styles.closing}>{joinLines(content.closing.map(plainLine))}</p>
                  </td>
                </tr>
                <Footer brand={brand} />
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>
  );
  // No component here is asynchronous, so this is a text already.
  return `<!DOCTYPE html>\n${(page as HtmlEscapedString).toString()}\n`;
}

function Preheader({ text }: { text: string }) {
  // The blanks behind it keep mailboxes from filling their preview with the greeting.
  return (
    <div style={styles.preheader}>
      {plainLine(text)}
      {raw('&#847;&zwnj;&nbsp;'.repeat(40))}
    </div>
  );
}

function Header({ brand, palette }: { brand: MailBrand; palette: Colours }) {
  const logo = logoOf(brand.logo);
  return (
    <tr>
      <td class="rule" style={styles.header}>
        {logo === undefined ? (
          <span class="accent" style={styles.logo(palette)}>{plainLine(brand.logoText)}</span>
        ) : (
          <img src={`cid:${logo.cid}`} alt={plainLine(brand.logoText)} class="accent" style={styles.logoPicture(palette)} />
        )}
        {plainLine(brand.programmeName) === plainLine(brand.logoText) ? null : (
          <span class="soft" style={styles.programme}>
            <br />
            {plainLine(brand.programmeName)}
          </span>
        )}
      </td>
    </tr>
  );
}

function Block({ block, palette }: { block: MailBlock; palette: Colours }) {
  switch (block.kind) {
    case 'text':
      return <>{paragraphs(block.text).map((lines) => <p style={styles.paragraph}>{joinLines(lines)}</p>)}</>;
    case 'button':
      return <Button label={block.label} url={block.url} palette={palette} />;
    case 'facts':
      return <Facts rows={block.rows} />;
    case 'list':
      return <List block={block} palette={palette} />;
    case 'notice':
      return (
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={styles.block}>
          <tr>
            <td class="notice" style={styles.notice}>
              {paragraphs(block.text).map((lines, index) => (
                <p style={index === 0 ? styles.noticeLine : styles.noticeNext}>{joinLines(lines)}</p>
              ))}
            </td>
          </tr>
        </table>
      );
  }
}

/** A big target for a thumb, and the address in words below it for those whose program shows no button. */
function Button({ label, url, palette }: { label: string; url: string; palette: Colours }) {
  const href = webUrl(url);
  if (href === null) throw new TypeError('a mail button leads to a web address');
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={styles.block}>
      <tr>
        <td class="button" align="center" bgcolor={palette.accent} style={styles.buttonCell(palette)}>
          <a href={href} class="button-label" style={styles.button(palette)}>{plainLine(label)}</a>
        </td>
      </tr>
      <tr>
        <td class="soft" style={styles.plainLink}>
          <a href={href} class="soft" style={styles.plainLinkAnchor}>{href}</a>
        </td>
      </tr>
    </table>
  );
}

function Facts({ rows }: { rows: { label: string; value: string }[] }) {
  return (
    <table class="facts" width="100%" cellpadding="0" cellspacing="0" style={styles.facts}>
      {rows.map(({ label, value }) => (
        <tr>
          <th class="rule soft" scope="row" align="left" valign="top" style={styles.factLabel}>{plainLine(label)}</th>
          <td class="rule" align="left" valign="top" style={styles.factValue}>{joinLines(paragraphs(value).flat())}</td>
        </tr>
      ))}
    </table>
  );
}

function List({ block, palette }: { block: Extract<MailBlock, { kind: 'list' }>; palette: Colours }) {
  return (
    <>
      {block.title === undefined ? null : <p style={styles.listTitle}>{plainLine(block.title)}</p>}
      {block.items.length === 0 ? null : (
        <ul style={styles.list}>
          {block.items.map((item) => (
            <Item item={item} palette={palette} />
          ))}
        </ul>
      )}
    </>
  );
}

function Item({ item: { text, detail, url, button }, palette }: { item: MailListItem; palette: Colours }) {
  const href = url === undefined ? null : webUrl(url);
  return (
    <li style={styles.item}>
      {href === null || button !== undefined ? dialled(plainLine(text)) : <a href={href} class="accent" style={styles.itemLink(palette)}>{plainLine(text)}</a>}
      {detail === undefined ? null : (
        <span class="soft" style={styles.itemDetail}>
          <br />
          {joinLines(paragraphs(detail).flat())}
        </span>
      )}
      {href === null ? null : button === undefined ? <PlainLink href={href} /> : <Button label={button} url={href} palette={palette} />}
    </li>
  );
}

function PlainLink({ href }: { href: string }) {
  return (
    <span class="soft" style={styles.itemPlainLink}>
      <br />
      <a href={href} class="soft" style={styles.plainLinkAnchor}>{href}</a>
    </span>
  );
}

function Footer({ brand }: { brand: MailBrand }) {
  const phone = plainLine(brand.officePhone);
  return (
    <tr>
      <td class="rule soft" style={styles.footer}>
        {plainLine(brand.officeName)}
        <br />
        <a href={telUrl(phone)} class="soft" style={styles.footerLink}>{phone}</a>
        <br />
        {plainLine(brand.officeAddressLine)}
      </td>
    </tr>
  );
}

function joinLines(lines: string[]): Child {
  return lines.flatMap((line, index) => (index === 0 ? dialled(line) : [<br />, ...dialled(line)]));
}

/** A line in which a touch on a telephone number dials it. */
function dialled(line: string): Child[] {
  return splitAtPhones(line).map((part, index) => (index % 2 === 0 ? part : <a href={telUrl(part)} style={styles.phone}>{part}</a>));
}
