import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import { DraftEntity } from '../../../libs/db/entities/index.js';
import type { FormValue } from '../../../libs/domain/forms/read-form.js';
import { say } from '../../../libs/domain/texts/catalogue.js';
import { receivedAt, sayObjection, textOf, type Objection } from '../../../libs/intake/index.js';
import type { FoundLink } from '../../../libs/links/links.js';
import { Actions, Card, Form, FormAnswers, Notice, Page, render } from '../../../libs/pages/index.js';
import { programmeOfEdition, type Programme } from '../../../libs/programmes/definition-store.js';
import { candidateName, type Candidacy } from '../../../libs/starting/candidacy.js';
import { confirmDraft, type Confirmed } from '../../../libs/starting/confirm-draft.js';
import { startExchange } from '../../../libs/starting/start-exchange.js';
import { hubOptions } from './hubs.js';
import { frameOf, type Frame } from './site.js';

/** Behind the link of a candidate's first mail: what was typed, and the button that makes an exchange of it. */
@Injectable()
export class ConfirmPages {
  constructor(
    private readonly db: DataSource,
    @Inject(Client) private readonly client: Client,
  ) {}

  async show(link: FoundLink, _request: Request, response: Response): Promise<void> {
    const { draft, programme, frame } = await this.open(link);
    const { email, hostChoice } = draft.payload as FormValue;
    if (draft.ref !== null) {
      this.sendDone(response, frame, { ref: draft.ref, hostNamed: hostChoice === 'named' });
      return;
    }
    const hubs = await hubOptions(this.db.manager);
    const title = say(frame.texts, 'pages.confirm.title');
    const page = (
      <Page brand={frame.brand} texts={frame.texts} title={title}>
        <h1>{title}</h1>
        <p class="lead">{say(frame.texts, 'pages.confirm.intro', { email: textOf(email) })}</p>
        <Form>
          <Actions>
            <button type="submit">{say(frame.texts, 'pages.confirm.button')}</button>
          </Actions>
        </Form>
        <h2>{say(frame.texts, 'pages.question.about')}</h2>
        <Card>
          <FormAnswers
            form={enquiryForm(programme)}
            formName="enquiry"
            texts={frame.texts}
            value={draft.payload as FormValue}
            reader={['manager']}
            hubs={hubs}
          />
        </Card>
      </Page>
    );
    response.type('html').send(render(page));
  }

  async act(link: FoundLink, _request: Request, response: Response): Promise<void> {
    const { draft, frame } = await this.open(link);
    const confirmed = await this.db.transaction(async (db) => confirmDraft(db, draft.id, await receivedAt(db, draft.edition)));
    if (confirmed.kind === 'gone') throw new NotFoundException();
    if (confirmed.kind === 'refused') {
      this.sendRefused(response, frame, confirmed);
      return;
    }
    // What does not get through now, the relay starts later: the exchange has its reference either way.
    await startExchange(this.db.manager, this.client, confirmed.ref);
    this.sendDone(response, frame, confirmed);
  }

  private async open(link: FoundLink): Promise<{ draft: DraftEntity; programme: Programme; frame: Frame }> {
    const draft = await this.db.manager.findOneBy(DraftEntity, { id: link.subjectId });
    if (!draft) throw new NotFoundException();
    const now = await receivedAt(this.db.manager, draft.edition);
    if (draft.ref === null && draft.deleteAt <= now) throw new NotFoundException(); // what became an exchange can still be read
    const programme = await programmeOfEdition(this.db.manager, draft.edition);
    return { draft, programme, frame: frameOf(programme, draft.language) };
  }

  private sendDone(response: Response, { brand, texts }: Frame, { ref, hostNamed }: { ref: string; hostNamed: boolean }): void {
    const title = say(texts, 'pages.receipt.title');
    const page = (
      <Page brand={brand} texts={texts} title={title}>
        <h1>{title}</h1>
        <Notice tone="good">
          <p>{say(texts, hostNamed ? 'pages.confirm.done' : 'pages.confirm.doneHelp', { reference: ref })}</p>
        </Notice>
      </Page>
    );
    response.type('html').send(render(page));
  }

  private sendRefused(response: Response, frame: Frame, { refusals, candidacy }: Extract<Confirmed, { kind: 'refused' }>): void {
    response.status(422).type('html').send(render(<RefusedPage frame={frame} refusals={refusals} candidacy={candidacy} />));
  }
}

function RefusedPage({ frame, refusals, candidacy }: { frame: Frame; refusals: readonly Objection[]; candidacy: Candidacy | undefined }) {
  const { brand, texts } = frame;
  const title = say(texts, 'pages.confirm.title');
  return (
    <Page brand={brand} texts={texts} title={title} refused>
      <h1>{title}</h1>
      <Notice tone="warn" role="alert">
        {refusals.map((refusal) => (
          <p>{sayObjection(texts, refusal, (party) => (candidacy ? candidateName(candidacy, party) : ''))}</p>
        ))}
      </Notice>
    </Page>
  );
}

function enquiryForm({ definition }: Programme) {
  const form = definition.forms['enquiry'];
  if (!form) throw new Error('the programme has no form "enquiry"');
  return form;
}
