import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DomainEvent } from '../../../../libs/contracts/dossier/index.js';
import { ActEntity, ContactEntity, JournalEntity, PromptEntity } from '../../../../libs/platform/db/entities/index.js';
import type { FormValue } from '../../../../libs/domain/forms/read-form.js';
import type { ChangeKind } from '../../../../libs/domain/programme/vocabulary.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { unknownManager } from '../../../../libs/dossier/people/colleagues.js';
import { sayChange } from '../../../../libs/dossier/record/plan-change.js';
import { nameOfParty } from '../../../../libs/dossier/record/say-dossier.js';
import { textOf } from '../../../../libs/dossier/record/text-of.js';
import { hostChoices, sayReasons, type HostChoices } from '../../../../libs/kinds/exchange/matching/host-choices.js';
import type { HubOption } from '../../../../libs/network/hubs.js';
import { Actions, Card, countryName, Form, Notice, type Html } from '../../../../libs/ui/index.js';
import type { OpenPrompt } from '../opening/open-prompt.js';
import { PlanComparison } from './plan-comparison.js';

/** Gathers what a question to a contact is decided by, beside who visits whom. */
@Injectable()
export class QuestionContext {
  constructor(private readonly db: DataSource) {}

  async of(open: OpenPrompt): Promise<Html> {
    switch (open.prompt.kind) {
      case 'availability':
        return this.whoAsks(open);
      case 'choose-host':
        return this.otherHosts(open);
      case 'consent':
        return this.change(open);
      case 'settlement':
        return this.settlement(open);
      default:
        return null;
    }
  }

  /** Anybody can say that they work for a hub: what we do not know is said to whoever may know better. */
  private async whoAsks({ record, frame: { texts, brand } }: OpenPrompt): Promise<Html> {
    const { visiting } = record.parties;
    const unknown = visiting && (await unknownManager(this.db.manager, visiting));
    if (!unknown) return null;
    const about = { visitor: unknown.name, email: unknown.email, visitingHub: nameOfParty(record, 'visiting'), phone: brand.officePhone };
    return (
      <Notice tone="warn">
        <p>{say(texts, 'pages.question.addressNotOnFile', about)}</p>
      </Notice>
    );
  }

  /** The hubs that a candidate may ask, as a list offers them. */
  async hubsToChoose(open: OpenPrompt): Promise<HubOption[]> {
    const { suggested, others } = await this.choices(open);
    return [...suggested, ...others].map(({ hub: { id, name, city, country, availableForMobility } }) => ({ id, name, city, country, open: availableForMobility }));
  }

  private async otherHosts(open: OpenPrompt): Promise<Html> {
    const { texts } = open.frame;
    const { suggested } = await this.choices(open);
    const silent = await this.db.manager.existsBy(PromptEntity, { ref: open.prompt.ref, kind: 'availability', status: 'open' });
    return (
      <>
        {silent ? (
          <Notice>
            <p>{say(texts, 'pages.chooseHost.lateYes', { hub: nameOfParty(open.record, 'hosting') })}</p>
          </Notice>
        ) : null}
        {suggested.map((each) => (
          <Card>
            <h2>{each.hub.name}</h2>
            <p>
              {each.hub.city}, {countryName(each.hub.country, texts.language)}
            </p>
            <p class="small">
              {say(texts, 'pages.chooseHost.reasons')}: {sayReasons(texts, each)}
            </p>
            <Form hidden={{ choice: 'chosen', hub: each.hub.id }}>
              <Actions>
                <button type="submit" class="quiet">
                  {say(texts, 'pages.directory.ask', { hub: each.hub.name })}
                </button>
              </Actions>
            </Form>
          </Card>
        ))}
      </>
    );
  }

  private async change(open: OpenPrompt): Promise<Html> {
    const { record, frame, prompt } = open;
    const { texts, brand } = frame;
    const act = prompt.about ? await this.db.manager.findOneBy(ActEntity, { id: prompt.about }) : null;
    if (!act) return null;
    const { what } = act.input as { what: ChangeKind };
    const payload = act.payload as FormValue;
    const asker = await this.db.manager.findOneBy(ContactEntity, { id: act.by });
    const party = asker && Object.values(record.parties).find(({ organisation }) => organisation?.id === asker.organisationId);
    const by = party ? nameOfParty(record, party.id) : brand.officeName;
    return (
      <>
        <h2>{say(texts, 'pages.consent.asksFor', { by })}</h2>
        <p class="lead">{sayChange(texts, record.plan, what, payload)}</p>
        <PlanComparison record={record} texts={texts} what={what} payload={payload} />
        <Words title={say(texts, 'pages.consent.why')} words={textOf(payload['reason'])} />
      </>
    );
  }

  private async settlement(open: OpenPrompt): Promise<Html> {
    const { texts } = open.frame;
    const stop = await stopOf(this.db, open.prompt.ref);
    if (!stop) return null;
    const rule = open.definition.settlement[stop.reason];
    const act = stop.notice ? await this.db.manager.findOneBy(ActEntity, { id: stop.notice }) : null;
    return (
      <>
        <p>{say(texts, 'pages.exchange.settlement', { rule: say(texts, `settlementRules.${rule}`) })}</p>
        <Words title={say(texts, 'pages.consent.why')} words={textOf((act?.payload as FormValue | undefined)?.['words'])} />
      </>
    );
  }

  private choices({ prompt, record, definition }: OpenPrompt): Promise<HostChoices> {
    return hostChoices(this.db.manager, { ref: prompt.ref, definition, parties: record.parties });
  }
}

/** Why and by whom an exchange was stopped, if it was. */
export async function stopOf(db: DataSource, ref: string): Promise<Extract<DomainEvent, { kind: 'stopped' }> | undefined> {
  const row = await db.manager.findOneBy(JournalEntity, { ref, kind: 'stopped' });
  return row?.event as Extract<DomainEvent, { kind: 'stopped' }> | undefined;
}

function Words({ title, words }: { title: string; words: string }) {
  if (words === '') return null;
  return (
    <Notice title={title}>
      <p class="said">{words}</p>
    </Notice>
  );
}
