import { MailedCodeEntity, DraftEntity, InboxEntity, PromptEntity, SignedLinkEntity } from './asking.entities.js';
import { ActEntity, ArchivedHistoryEntity, IncidentEntity, RecoveryEntity } from './acts.entities.js';
import { AddressProblemEntity, ConversationEntity, IncomingMailEntity, IncomingWatchEntity } from './conversation.entities.js';
import { ErrorReportEntity, HeldFormEntity, StaffSessionEntity, StaffTokenEntity } from './access.entities.js';
import {
  ActivityLogEntity,
  AgreementEntity,
  DossierEntity,
  JournalEntity,
  PartyContactEntity,
  PartyEntity,
  PlaceHoldEntity,
  PlanEntity,
  StepEntity,
  VisitDataEntity,
} from './dossier.entities.js';
import { DataCheckEntity, DataFindingEntity } from './data-check.entities.js';
import { UploadedFileEntity } from './files.entities.js';
import { DueReminderEntity, MailGateEntity, OutboxEntity } from './mail.entities.js';
import { BankDetailsEntity, PaymentEntity, PaymentRunEntity } from './money.entities.js';
import { ContactEntity, HubEntity, OrganisationEntity, StaffMemberEntity } from './network.entities.js';
import { BrokenSinceEntity } from './operations.entities.js';
import { DefinitionEntity, EditionEntity, UpkeepDoneEntity } from './programme.entities.js';

export * from './access.entities.js';
export * from './acts.entities.js';
export * from './asking.entities.js';
export * from './conversation.entities.js';
export * from './dossier.entities.js';
export * from './data-check.entities.js';
export * from './files.entities.js';
export * from './mail.entities.js';
export * from './money.entities.js';
export * from './network.entities.js';
export * from './operations.entities.js';
export * from './programme.entities.js';

/** Every table of the database. */
export const entities = [
  ActEntity,
  ArchivedHistoryEntity,
  IncidentEntity,
  RecoveryEntity,
  ActivityLogEntity,
  AddressProblemEntity,
  AgreementEntity,
  BankDetailsEntity,
  BrokenSinceEntity,
  ContactEntity,
  ConversationEntity,
  DataCheckEntity,
  DataFindingEntity,
  DefinitionEntity,
  DraftEntity,
  DueReminderEntity,
  EditionEntity,
  ErrorReportEntity,
  DossierEntity,
  HubEntity,
  InboxEntity,
  IncomingMailEntity,
  IncomingWatchEntity,
  JournalEntity,
  MailedCodeEntity,
  MailGateEntity,
  OrganisationEntity,
  OutboxEntity,
  PartyContactEntity,
  PartyEntity,
  PaymentEntity,
  PaymentRunEntity,
  PlaceHoldEntity,
  PlanEntity,
  PromptEntity,
  SignedLinkEntity,
  StaffMemberEntity,
  StaffSessionEntity,
  HeldFormEntity,
  StaffTokenEntity,
  StepEntity,
  UpkeepDoneEntity,
  UploadedFileEntity,
  VisitDataEntity,
];
