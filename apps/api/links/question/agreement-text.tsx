import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import type { Agreement, Signature } from '../../../../libs/kinds/exchange/agreement/agreement.js';
import { Facts, nameOfLanguage } from '../../../../libs/ui/index.js';

interface AgreementTextProps {
  agreement: Agreement;
  /** The reader's texts; the agreement itself is in its binding language. */
  texts: TextCatalogue;
  signatures?: readonly Signature[];
  /** Names a party. */
  partyName?: (party: string) => string;
  zone?: string;
}

/** The agreement as it is signed, with the fingerprint that the signatures name. */
export function AgreementText({ agreement, texts, signatures = [], partyName = (party) => party, zone = 'UTC' }: AgreementTextProps) {
  const { content, sha256 } = agreement;
  return (
    <article class="agreement">
      <p class="small">{say(texts, 'pages.agreement.binding', { language: nameOfLanguage(content.language, texts.language) })}</p>
      <div lang={content.language}>
        <h2>{content.title}</h2>
        <p>{content.intro}</p>
        {content.clauses.map((clause) => (
          <>
            <h3>{clause.title}</h3>
            <p>{clause.text}</p>
          </>
        ))}
        {content.annexes.map((annex) => (
          <>
            <h3>{annex.title}</h3>
            <Facts rows={annex.rows} />
          </>
        ))}
      </div>
      {signatures.map((signature) => (
        <p>
          {say(texts, 'pages.agreement.signedBy', {
            name: signature.name,
            party: partyName(signature.party),
            at: formatInstant(signature.at, zone, texts.language),
          })}
        </p>
      ))}
      <p class="small hash">{say(texts, 'pages.agreement.fingerprint', { hash: sha256 })}</p>
    </article>
  );
}
