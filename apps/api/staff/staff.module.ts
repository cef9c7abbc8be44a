import { Module } from '@nestjs/common';
import { FilesModule } from '../../../libs/files/files.module.js';
import { STAFF_LINK_PAGES } from '../public/staff-link-pages.js';
import { DeskAudit } from './access/desk-audit.js';
import { ActPages } from './pages/act.pages.js';
import { ActsController } from './pages/acts.controller.js';
import { ConversationController } from './pages/conversation.controller.js';
import { DecisionBasis } from './pages/decision-basis.js';
import { DeskController } from './pages/desk.controller.js';
import { DeskFrame } from './pages/desk-frame.js';
import { ExchangeFileController } from './pages/exchange-file.controller.js';
import { StaffHealthController } from './pages/health.controller.js';
import { FilesController } from './pages/files.controller.js';
import { IncidentPages } from './pages/incident.pages.js';
import { IncidentsController } from './pages/incidents.controller.js';
import { OfficeController } from './pages/office.controller.js';
import { QuestionPages } from './pages/question.pages.js';
import { QuestionsController } from './pages/questions.controller.js';
import { RunPages } from './pages/run.pages.js';
import { RunsController } from './pages/runs.controller.js';
import { SignInController } from './pages/sign-in.controller.js';
import { StaffLinks } from './pages/staff-links.js';
import { HealthApiController } from './rest/health-api.controller.js';
import { OfficeApiController } from './rest/office-api.controller.js';
import { EditionsController } from './rest/editions.controller.js';
import { ExchangeReader } from './rest/exchange-reader.js';
import { ExchangesController } from './rest/exchanges.controller.js';

/** Controllers for programs, under a bearer token. */
export const restControllers = [ExchangesController, EditionsController, HealthApiController, OfficeApiController];
/** Controllers for people, under a session. */
export const pageControllers = [SignInController, DeskController, ExchangeFileController, ConversationController, FilesController, ActsController, QuestionsController, RunsController, IncidentsController, OfficeController, StaffHealthController];

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
