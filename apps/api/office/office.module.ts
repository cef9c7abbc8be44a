import { Module } from '@nestjs/common';
import { FilesModule } from '../../../libs/files/files.module.js';
import { STAFF_LINK_PAGES } from '../links/opening/staff-link-pages.js';
import { DeskAudit } from './access/desk-audit.js';
import { ActPages } from './acts/act.handler.js';
import { ActsController } from './acts/acts.controller.js';
import { ConversationController } from './exchanges/conversation.controller.js';
import { DecisionBasis } from './questions/decision-basis.js';
import { DeskController } from './desk/desk.controller.js';
import { DeskFrame } from './frame/desk-frame.js';
import { LinksAnewController } from './exchanges/links-anew.controller.js';
import { ExchangeFileController } from './exchanges/exchange-file.controller.js';
import { StaffHealthController } from './desk/health.controller.js';
import { FilesController } from './exchanges/files.controller.js';
import { IncidentPages } from './incidents/incident.handler.js';
import { IncidentsController } from './incidents/incidents.controller.js';
import { OfficeController } from './people/people.controller.js';
import { QuestionPages } from './questions/question.handler.js';
import { QuestionsController } from './questions/questions.controller.js';
import { RunPages } from './runs/run.handler.js';
import { RunsController } from './runs/runs.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { StaffLinks } from './sign-in/staff-links.js';
import { HealthApiController } from './rest/health-api.controller.js';
import { OfficeApiController } from './rest/office-api.controller.js';
import { EditionsController } from './rest/editions.controller.js';
import { ExchangeReader } from './rest/exchange-reader.js';
import { ExchangesController } from './rest/exchanges.controller.js';

/** Controllers for programs, under a bearer token. */
export const restControllers = [ExchangesController, EditionsController, HealthApiController, OfficeApiController];
/** Controllers for people, under a session. */
export const pageControllers = [SignInController, DeskController, ExchangeFileController, LinksAnewController, ConversationController, FilesController, ActsController, QuestionsController, RunsController, IncidentsController, OfficeController, StaffHealthController];

/** The office's side: pages and API. Who may use a route is stated on the route. */
@Module({
  imports: [FilesModule],
  controllers: [...restControllers, ...pageControllers],
  providers: [
    ActPages,
    DecisionBasis,
    DeskAudit,
    DeskFrame,
    ExchangeReader,
    IncidentPages,
    QuestionPages,
    RunPages,
    { provide: STAFF_LINK_PAGES, useClass: StaffLinks },
  ],
})
export class StaffModule {}
