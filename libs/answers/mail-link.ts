import type { EntityManager } from 'typeorm';
import type { ContactEntity, PromptEntity, SignedLinkEntity } from '../platform/db/entities/index.js';
import type { ServiceConfig } from '../platform/config/config.js';
import { catalogueFor, say } from '../domain/texts/catalogue.js';
import { receivedAt } from '../dossier/prompts/received-at.js';
import { loadDossier } from '../dossier/record/dossier-record.js';
import { spokenPrompt } from '../dossier/record/say-dossier.js';
import { amountAskedBack } from '../kinds/exchange/claims/settlement-claim.js';
import { planMail } from '../mail/outbox/plan-mail.js';

/** A link to a question that is mailed to whom the question is for. */
export interface LinkMail {
  prompt: PromptEntity;
  contact: ContactEntity;
  link: SignedLinkEntity;
  /** Names this mail: the same one is planned once. */
  businessKey: string;
}

/** Plans a mail with a link to a question, and nothing else in it. Returns its outbox id. */
export async function mailLink(db: EntityManager, config: Pick<ServiceConfig, 'linkKeys' | 'mail'>, { prompt, contact, link, businessKey }: LinkMail): Promise<string> {
  const record = await loadDossier(db, prompt.ref);
  const texts = catalogueFor(record.programme.texts, contact.language);
  const spoken = spokenPrompt(record, prompt, texts.language, contact.zone, await amountAskedBack(db, prompt));
  return planMail(db, config, {
    businessKey,
    kind: 'new-link',
    recipientId: contact.id,
    audience: prompt.party,
    edition: prompt.edition,
    ref: prompt.ref,
    linkId: link.id,
    data: { params: { reference: prompt.ref, question: say(texts, `prompts.${prompt.kind}.question`, spoken) } },
    plannedAt: await receivedAt(db, prompt.edition),
  });
}
