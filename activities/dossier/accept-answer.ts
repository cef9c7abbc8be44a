import type { DomainEvent } from '../../libs/contracts/dossier/index.js';
import { BankDetailsEntity, InboxEntity, PromptEntity } from '../../libs/platform/db/entities/index.js';
import { visitOnlyFields } from '../../libs/domain/forms/visit-only.js';
import { keepForVisit } from '../../libs/dossier/retention/keep-for-visit.js';
import { parsePromptId } from '../../libs/domain/dossier/reference.js';
import { nameAccountant } from './change-dossier.js';
import { answerRow, latestPlan, type StepContext } from './step-context.js';

/** Only here does a received answer become an accepted one. */
export async function acceptAnswer(
  context: StepContext,
  { prompt, answer }: Extract<DomainEvent, { kind: 'answered' }>,
): Promise<void> {
  const { tx, now, exchange, programme } = context;
  await tx.update(InboxEntity, { id: answer }, { status: 'accepted', code: null });
  await tx.update(PromptEntity, { id: prompt }, { status: 'answered', endedAt: now });
  const { kind, leg } = parsePromptId(prompt);
  if (visitOnlyFields(programme.definition).some((field) => field.kind === kind)) await keepForVisit(tx, exchange, programme.definition, await latestPlan(tx, exchange.ref, leg));
  if (kind === 'sign' || kind === 'bank-details') await keepBankDetails(context, prompt, answer);
}

/** Bank details come with the signature, later, or from an accountant whom the signatory names. */

async function keepBankDetails(context: StepContext, prompt: string, answer: string): Promise<void> {
  const { tx, parties, now } = context;
  const { ref, leg, party } = parsePromptId(prompt);
  const organisationId = parties[party]?.organisation?.id;
  const { payload, by } = await answerRow(tx, answer);
  await nameAccountant(context, leg, party, payload);
  const { accountHolder, iban, bic } = payload;
  if (typeof iban !== 'string' || typeof accountHolder !== 'string' || !organisationId) return; // given later
  const row = {
    answerId: answer,
    ref,
    party,
    organisationId,
    accountHolder,
    iban,
    bic: typeof bic === 'string' ? bic : null,
    givenBy: by,
    givenAt: now,
  };
  await tx.createQueryBuilder().insert().into(BankDetailsEntity).values(row).orIgnore().execute();
}
