import { say } from '../../../../libs/domain/texts/catalogue.js';
import { nameOfParty } from '../../../../libs/dossier/record/say-dossier.js';
import type { Agreement, Signature } from '../../../../libs/kinds/exchange/agreement/agreement.js';
import { Page } from '../../../../libs/ui/index.js';
import { AgreementText } from '../question/agreement-text.js';
import type { OpenExchange } from '../opening/open-exchange.js';

interface AgreementPageProps {
  open: OpenExchange;
  token: string;
  agreement: Agreement;
  signatures: readonly Signature[];
}

/** The agreement with its signatures, to be read and printed. */
export function AgreementPage({ open, token, agreement, signatures }: AgreementPageProps) {
  const { record, frame, holder } = open;
  const { texts, brand } = frame;
  const partyName = (party: string): string => nameOfParty(record, party);
  const unsigned = Object.keys(record.parties).filter((party) => !signatures.some((signature) => signature.party === party));
  const title = say(texts, 'pages.agreement.title');
  return (
    <Page brand={brand} texts={texts} title={title}>
      <h1>{title}</h1>
      <AgreementText
        agreement={agreement}
        texts={texts}
        signatures={signatures.filter((signature) => signature.sha256 === agreement.sha256)}
        partyName={partyName}
        zone={holder.zone}
      />
      {unsigned.map((party) => (
        <p>{say(texts, 'pages.agreement.notSigned', { party: partyName(party) })}</p>
      ))}
      <p class="noprint">
        <a href={`/l/${token}/exchange`}>{say(texts, 'pages.receipt.toExchange')}</a>
      </p>
    </Page>
  );
}
