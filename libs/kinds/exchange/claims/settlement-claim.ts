import type { EntityManager } from 'typeorm';
import { InboxEntity, PlaceHoldEntity, RecoveryEntity, type PromptEntity } from '../../../platform/db/entities/index.js';
import type { FormValue } from '../../../domain/forms/read-form.js';
import { formatCents, type Cents } from '../../../domain/money/cents.js';
import { say, type TextCatalogue } from '../../../domain/texts/catalogue.js';
import { sayEntitlement } from '../../../domain/texts/say-values.js';
import { parsePromptId } from '../../../domain/dossier/reference.js';
import { entitlementFor, rowsOf } from './entitlement-for.js';
import type { DossierRecord, StandingAnswer } from '../../../dossier/record/dossier-record.js';
import { reservedFor } from '../../../dossier/record/say-dossier.js';
import { textOf } from '../../../dossier/record/text-of.js';

/** The most that a check can accept, and how it comes about, line by line. */
export interface Checkable {
  cents: Cents;
  explanation: string[];
}

/** What a check is about: the costs of a settlement where one is claimed, else what the wrap-ups give. */
export async function checkable(db: EntityManager, record: DossierRecord, prompt: PromptEntity, texts: TextCatalogue): Promise<Checkable> {
  const claim = await settlementClaim(db, prompt);
  if (claim) return settlementOf(claim.payload, await heldFor(db, record, prompt.party), texts);
  const { entitlement } = await entitlementFor(db, record.exchange.ref, prompt.party);
  return { cents: entitlement.totalCents, explanation: sayEntitlement(texts, entitlement) };
}

/** The claim of a settlement that a check refers to; undefined where it checks a wrap-up. */
export async function settlementClaim(db: EntityManager, { kind, about }: PromptEntity): Promise<StandingAnswer | undefined> {
  if (kind !== 'check' || !about) return undefined;
  const answer = (await db.findOneBy(InboxEntity, { id: about })) as StandingAnswer | null;
  return answer && parsePromptId(answer.promptId).kind === 'settlement' ? answer : undefined;
}

/** Proven costs only: no days, and never more than is held. */
export function settlementOf(claim: FormValue, heldCents: Cents, texts: TextCatalogue): Checkable {
  const rows = rowsOf(claim['costs']);
  const euro = (cents: Cents): string => say(texts, 'words.euro', { amount: formatCents(cents, texts.language) });
  const claimed = rows.reduce((sum, row) => sum + Number(row['amount'] ?? 0), 0);
  const cents = Math.min(claimed, heldCents);
  const amounts = { beforeCap: formatCents(claimed, texts.language), cap: formatCents(cents, texts.language) };
  return {
    cents,
    explanation: [
      ...rows.map((row) => `${textOf(row['what'])}: ${euro(Number(row['amount'] ?? 0))}`),
      ...(cents < claimed ? [say(texts, 'entitlement.cap', amounts)] : []),
      say(texts, 'entitlement.total', { total: formatCents(cents, texts.language) }),
    ],
  };
}

/** What is held for a party: its part of the place's reservation. */
export async function heldFor(db: EntityManager, record: DossierRecord, party: string): Promise<Cents> {
  const hold = await db.findOneBy(PlaceHoldEntity, { ref: record.exchange.ref, status: 'held' });
  return Math.min(reservedFor(record, party), hold?.cents ?? Number.MAX_SAFE_INTEGER);
}

/** The amount that a question is about, where it is not what the plan reserves for its party: money to be paid back. */
export async function amountAskedBack(db: EntityManager, { ref, leg, party, kind }: PromptEntity): Promise<Cents | undefined> {
  if (kind !== 'repayment' && kind !== 'recovery') return undefined;
  return (await db.findOneBy(RecoveryEntity, { id: [ref, leg, party].join('/') }))?.cents;
}
