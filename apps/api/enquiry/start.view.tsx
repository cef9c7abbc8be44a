import { editionClosesAt } from '../../../libs/domain/calendar/moments.js';
import { maximumEntitlement } from '../../../libs/domain/entitlement/entitlement.js';
import { formatCents } from '../../../libs/domain/money/cents.js';
import type { Definition } from '../../../libs/domain/programme/definition.js';
import { say } from '../../../libs/domain/texts/catalogue.js';
import { formatInstant } from '../../../libs/domain/texts/say-values.js';
import { Actions, Card, Facts, Notice, Page } from '../../../libs/ui/index.js';
import { isOpen, type EditionProgramme } from '../../../libs/kinds/exchange/enquiry/save-draft.js';
import { inLanguage } from '../http/reader-language.js';
import type { Frame } from '../http/site.js';

/** The programme in a few lines: what it is, what one can get, until when, and the button. */
export function StartPage({ frame, programme, now, address }: { frame: Frame; programme: EditionProgramme; now: string; address: string }) {
  const { definition, edition } = programme;
  const { brand, texts, choice = [] } = frame;
  const title = say(texts, 'pages.home.title', { programme: brand.programmeName });
  const free = Math.max(0, edition.places - edition.placesHeld);
  const amounts = Object.keys(definition.entitlements).map((party) => ({
    label: say(texts, `parties.${party}`),
    value: say(texts, 'words.euro', { amount: formatCents(most(programme, party), texts.language) }),
  }));
  return (
    <Page brand={brand} texts={texts} title={title} choice={choice} address={address} index>
      <p class="kicker">{edition.name}</p>
      <h1>{title}</h1>
      <p class="lead">{say(texts, 'pages.home.intro')}</p>
      {edition.rehearsal ? (
        <Notice tone="warn">
          <p>{say(texts, 'words.sampleData')}</p>
        </Notice>
      ) : null}
      {isOpen(definition, now) ? (
        <Actions>
          <a class="button" href={`/e/${edition.id}/enquiry${inLanguage(texts.language)}`}>
            {say(texts, 'pages.home.start')}
          </a>
        </Actions>
      ) : null}
      <h2>{say(texts, 'pages.exchange.money')}</h2>
      <Card>
        <Facts rows={amounts} />
      </Card>
      <p>
        <strong>{say(texts, 'pages.home.deadline', { deadline: deadlineIn(definition, texts.language) })}</strong>
      </p>
      <p>{say(texts, 'pages.home.places', { free, places: edition.places })}</p>
    </Page>
  );
}

/** As it was published in the programme's first language; in the others it is written for their readers. */
function deadlineIn({ edition, languages }: Definition, language: string): string {
  return language === languages[0] ? edition.deadlineText : formatInstant(editionClosesAt(edition), edition.zone, language);
}

function most({ definition }: EditionProgramme, party: string): number {
  const rules = definition.entitlements[party];
  return rules ? maximumEntitlement(rules, { participants: 1, days: definition.eligibility.stay.maxDays }) : 0;
}
