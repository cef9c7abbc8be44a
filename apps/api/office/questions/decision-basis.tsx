import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { ActEntity, ContactEntity, HubEntity, InboxEntity, OrganisationEntity, PaymentEntity, PlaceHoldEntity, PromptEntity, type StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { textOf } from '../frame/text-of.js';
import { checkEligibility } from '../../../../libs/domain/eligibility/eligibility.js';
import { formatCents } from '../../../../libs/domain/money/cents.js';
import { say, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { sayEntitlement, sayRefusal } from '../../../../libs/domain/texts/say-values.js';
import { paidBeforeSignature } from '../../../../libs/kinds/exchange/visit/days-named.js';
import { partiesAsJudged } from '../../../../libs/kinds/exchange/matching/eligibility-facts.js';
import { entitlementFor, rowsOf } from '../../../../libs/kinds/exchange/claims/entitlement-for.js';
import { unknownManager } from '../../../../libs/dossier/people/colleagues.js';
import { latestAnswer, type DossierRecord } from '../../../../libs/dossier/record/dossier-record.js';
import { nameOfParty, reservedFor, spokenParams, spokenPrompt, type SpokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { countryName, type Html, type ShownFiles } from '../../../../libs/ui/index.js';
import { accountFor, listPayment } from '../../../../libs/money/payments/payment-list.js';
import { movable } from '../../../../libs/acts/office/consequences.js';
import type { RemainingInstants } from '../../../../libs/domain/calendar/pauses.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import { formatInstant } from '../../../../libs/domain/texts/say-values.js';
import { amountAskedBack, checkable, settlementClaim } from '../../../../libs/kinds/exchange/claims/settlement-claim.js';
import { workingDays } from '../acts/act.view.js';
import {
  CheckContext,
  ContradictionContext,
  PauseContext,
  PaymentContext,
  PickHostContext,
  RecoveryContext,
  ReviewContext,
  SettlementContext,
} from './question-context.js';

/** For whom and about what a decision's basis is gathered. */
export interface BasisWish {
  record: DossierRecord;
  prompt: PromptEntity;
  staff: StaffMemberEntity;
  texts: TextCatalogue;
  params: SpokenParams;
  hubs: readonly HubOption[];
  files: ShownFiles;
  /** Accounts are written out for whoever is signed in only. */
  signedIn: boolean;
}

/** Gathers what a question to staff is decided by. */
@Injectable()
export class DecisionBasis {
  constructor(private readonly db: DataSource) {}

  async of(wish: BasisWish): Promise<Html> {
    switch (wish.prompt.kind) {
      case 'review':
        return this.review(wish);
      case 'check':
        return this.check(wish);
      case 'contradiction':
        return this.contradiction(wish);
      case 'recovery':
        return this.recovery(wish);
      case 'pause-check':
        return this.pause(wish);
      case 'pick-host':
        return this.hosts(wish);
      case 'approve-payment':
      case 'booking':
        return this.payment(wish);
      default:
        return null;
    }
  }

  private async review(wish: BasisWish): Promise<Html> {
    const { record, texts } = wish;
    const { visiting } = record.parties;
    const unknown = visiting && (await unknownManager(this.db.manager, visiting));
    const application = (await latestAnswer(this.db.manager, record.exchange.ref, 'application'))?.payload;
    const positions = rowsOf(application?.['participants']).map((person) => textOf(person['position']));
    const refusals = checkEligibility(record.programme.definition, {
      parties: partiesAsJudged(record.parties, application ? { visiting: positions } : {}),
      plan: record.plan,
    });
    return (
      <ReviewContext
        {...shared(wish)}
        queueNumber={await this.queueNumber(record)}
        checks={refusals.map((refusal) => sayRefusal(texts, refusal, refusal.party ? nameOfParty(record, refusal.party) : ''))}
        unknownAddress={unknown && `${unknown.name}, ${unknown.email}`}
        money={moneyOf(record, texts)}
        application={application}
      />
    );
  }

  private async check(wish: BasisWish): Promise<Html> {
    const { record, prompt, texts } = wish;
    const { ref } = record.exchange;
    const claim = await settlementClaim(this.db.manager, prompt);
    if (claim) {
      const { explanation } = await checkable(this.db.manager, record, prompt, texts);
      return <SettlementContext {...shared(wish)} claim={claim.payload} sum={explanation} paidEarly={await paidBeforeSignature(this.db.manager, record, claim.payload)} />;
    }
    const { entitlement, daysBy, daysDiffer } = await entitlementFor(this.db.manager, ref, prompt.party);
    const visitor = (await latestAnswer(this.db.manager, ref, 'visitor-wrap-up'))?.payload;
    return (
      <CheckContext
        {...shared(wish)}
        host={(await latestAnswer(this.db.manager, ref, 'host-wrap-up'))?.payload}
        visitor={visitor}
        paidEarly={prompt.party === 'visiting' ? await paidBeforeSignature(this.db.manager, record, visitor) : []}
        sum={sayEntitlement(texts, entitlement)}
        daysBy={daysBy}
        daysDiffer={daysDiffer}
        hostParams={spokenParams(record, texts.language, { party: 'hosting' })}
        visitorParams={spokenParams(record, texts.language, { party: 'visiting' })}
      />
    );
  }

  /** Both statements side by side, with the days that differ. */
  private async contradiction(wish: BasisWish): Promise<Html> {
    const { record, texts } = wish;
    const { ref } = record.exchange;
    const host = (await latestAnswer(this.db.manager, ref, 'host-wrap-up'))?.payload;
    const visitor = (await latestAnswer(this.db.manager, ref, 'visitor-wrap-up'))?.payload;
    return (
      <ContradictionContext
        {...shared(wish)}
        host={host}
        visitor={visitor}
        days={daysOfBoth(visitor, host)}
        hostParams={spokenParams(record, texts.language, { party: 'hosting' })}
        visitorParams={spokenParams(record, texts.language, { party: 'visiting' })}
      />
    );
  }

  private async recovery(wish: BasisWish): Promise<Html> {
    const { record, prompt, texts } = wish;
    const db = this.db.manager;
    const cents = await amountAskedBack(db, prompt);
    const act = record.exchange.correction ? await db.findOneBy(ActEntity, { id: record.exchange.correction.notice }) : null;
    return (
      <RecoveryContext
        {...shared(wish)}
        amount={cents === undefined ? '' : formatCents(cents, texts.language)}
        reason={textOf((act?.payload as FormValue | undefined)?.['reason'])}
        repaid={(await latestAnswer(db, prompt.ref, 'repayment', prompt.party))?.payload}
      />
    );
  }

  private async pause({ record, texts }: BasisWish): Promise<Html> {
    const db = this.db.manager;
    const { ref } = record.exchange;
    const { zone } = record.programme.definition;
    const [act] = await db.find(ActEntity, { where: { ref, kind: 'pause', status: 'done' }, order: { at: 'DESC' }, take: 1 });
    const frozen = movable(await db.find(PromptEntity, { where: { ref, status: 'open' }, order: { askedAt: 'ASC' } })).filter((row) => row.frozen);
    const { reason, words } = (act?.payload ?? {}) as { reason?: unknown; words?: unknown };
    return (
      <PauseContext
        since={act ? formatInstant(act.at, zone, texts.language) : ''}
        reason={[textOf(reason), textOf(words)].filter(Boolean).join('\n')}
        waiting={frozen.map((row) => ({
          question: say(texts, `prompts.${row.kind}.question`, spokenPrompt(record, row, texts.language, zone)),
          left: workingDays((row.frozen as RemainingInstants).due.workingDays),
        }))}
      />
    );
  }

  private async hosts({ record, texts }: BasisWish): Promise<Html> {
    const db = this.db.manager;
    const organisations = new Map((await db.find(OrganisationEntity)).map((row) => [row.id, row]));
    const onFile: { id: string }[] = await db.query(`select distinct organisation_id as id from contact where origin = 'directory' and retired_at is null`);
    const staffed = new Set(onFile.map(({ id }) => id));
    const hubs = await db.find(HubEntity, { where: { retiredAt: IsNull() }, order: { availableForMobility: 'DESC', name: 'ASC' } });
    const candidates = hubs
      .map((hub) => {
        const organisation = organisations.get(hub.organisationId)!;
        const hosting = { id: 'hosting', leg: '1', organisation, hub, contacts: {} };
        const refusals = checkEligibility(record.programme.definition, { parties: partiesAsJudged({ ...record.parties, hosting }) });
        const against = refusals.map((refusal) => sayRefusal(texts, refusal, hub.name));
        if (!staffed.has(hub.organisationId)) against.push('Nobody there is on file whom we could ask.');
        const open = hub.availableForMobility ? say(texts, 'pages.directory.available') : say(texts, 'pages.directory.notAvailable');
        return { hub, against, reasons: [open, ...against].join(' ') };
      })
      .sort((a, b) => a.against.length - b.against.length);
    return (
      <PickHostContext
        candidates={candidates.map(({ hub, reasons }) => ({ name: hub.name, place: `${hub.city}, ${countryName(hub.country, texts.language)}`, reasons }))}
        tried={await this.asked(record, texts)}
      />
    );
  }

  /** What hubs that were asked before have said. */
  private async asked({ exchange }: DossierRecord, texts: TextCatalogue): Promise<string[]> {
    const rows: { choice: string; name: string }[] = await this.db.manager
      .createQueryBuilder(InboxEntity, 'inbox')
      .innerJoin(ContactEntity, 'contact', 'contact.id = inbox.by')
      .leftJoin(HubEntity, 'hub', 'hub.id = contact.hub_id')
      .select(['inbox.choice as choice', 'coalesce(hub.name, contact.name) as name'])
      .where(`inbox.ref = :ref and inbox.status = 'accepted' and split_part(inbox.prompt_id, '/', 4) = 'availability'`, { ref: exchange.ref })
      .orderBy('inbox.order')
      .getRawMany();
    const empty = { reference: '', visitingHub: '', firstDay: '', lastDay: '', theme: '', party: '', due: '', amount: '', by: '' };
    return rows.map(({ choice, name }) => say(texts, `prompts.availability.history.${choice}`, { ...empty, hostingHub: name, by: name }));
  }

  private async payment({ record, prompt, staff, texts, signedIn }: BasisWish): Promise<Html> {
    const payment = await paymentOf(this.db, prompt);
    if (!payment) return null;
    const { payee, bank, checkedBy, approvedBy } = await listPayment(this.db.manager, payment, staff);
    const account = bank && accountFor(bank, record.programme.definition, signedIn ? staff.roles : []);
    return (
      <PaymentContext
        texts={texts}
        payment={payment}
        payee={payee.legalName}
        bank={bank}
        account={account}
        checkedBy={checkedBy}
        approvedBy={approvedBy}
      />
    );
  }

  private async queueNumber({ exchange, edition }: DossierRecord): Promise<number | undefined> {
    const own = await this.db.manager.findOneBy(PlaceHoldEntity, { ref: exchange.ref });
    if (!own) return undefined;
    return this.db.manager
      .createQueryBuilder(PlaceHoldEntity, 'hold')
      .where('hold.edition = :edition and hold.queueOrder <= :order', { edition: edition.id, order: own.queueOrder })
      .getCount();
  }
}

/** The days of each traveller as both sides count them, in the order of the visitor's report. */
function daysOfBoth(visitor: FormValue | undefined, host: FormValue | undefined): { name: string; byVisitor: number | undefined; byHost: number | undefined }[] {
  const counted = (report: FormValue | undefined): Map<string, number> =>
    new Map(rowsOf(report?.['daysPresent']).map((row) => [textOf(row['participant']), Number(row['days'] ?? 0)]));
  const [byVisitor, byHost] = [counted(visitor), counted(host)];
  return [...new Set([...byVisitor.keys(), ...byHost.keys()])].map((name) => ({ name, byVisitor: byVisitor.get(name), byHost: byHost.get(name) }));
}

/** The payment that a question to finance is about: the newest of its party that is not booked. */
export async function paymentOf(db: DataSource, { ref, leg, party }: PromptEntity): Promise<PaymentEntity | undefined> {
  const [payment] = await db.manager.find(PaymentEntity, { where: { ref, leg, party }, order: { requestedAt: 'DESC' }, take: 1 });
  return payment;
}

function shared({ record, texts, params, staff, hubs, files }: BasisWish) {
  return { texts, definition: record.programme.definition, params, reader: staff.roles, hubs, files };
}

/** What is held for each side, and what the edition has left. */
function moneyOf(record: DossierRecord, texts: TextCatalogue): { label: string; value: string }[] {
  const euro = (cents: number): string => say(texts, 'words.euro', { amount: formatCents(cents, texts.language) });
  const { edition } = record;
  return [
    ...Object.keys(record.parties).map((party) => ({ label: `Reserved for ${nameOfParty(record, party)}`, value: euro(reservedFor(record, party)) })),
    { label: 'Left in the edition', value: `${euro(edition.budgetCents - edition.reservedCents)}, ${edition.places - edition.placesHeld} of ${edition.places} places` },
  ];
}
