import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { choosableExchanges } from '../../../../libs/acts/incidents/choose-exchanges.js';
import { foreseeIncident, incidentFacts, type ForeseenExchange, type IncidentKind } from '../../../../libs/acts/incidents/foresee-incident.js';
import { incidentProgress } from '../../../../libs/acts/incidents/incident-progress.js';
import { foreseenSections, progressSections } from '../../../../libs/acts/incidents/incident-sections.js';
import { startIncident } from '../../../../libs/acts/incidents/start-incident.js';
import { readForm, type FormValue } from '../../../../libs/domain/forms/read-form.js';
import { catalogueFor, type TextCatalogue } from '../../../../libs/domain/texts/catalogue.js';
import { seenOf } from '../../../../libs/dossier/seen/facts-seen.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { EditionEntity, type StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { programmeOfEdition, type Programme } from '../../../../libs/programmes/definition-store.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { readChoice } from '../incidents/incident-form.js';
import { RefusalDto } from './dto.js';
import { ChoosableDto, IncidentDto, IncidentPreviewDto, IncidentWishDto, StartIncidentDto } from './dto-incidents.js';
import { FactsChangedDto, SectionDto } from './dto-sections.js';
import { fieldsOf, objectOf, refuseChanged, refuseForm, seenOut } from './refused.js';
import { RestFilter } from './rest.filter.js';

/** An incident as it was asked for, with what it would do. */
interface Wished {
  edition: string;
  kind: IncidentKind;
  value: FormValue;
  refs: string[];
  programme: Programme;
  texts: TextCatalogue;
}

/** Exchanges that are looked at side by side for a preview. */
const sideBySide = 4;

/** Many exchanges at once: which can be chosen, what would happen to them, the beginning, and how far it has come. */
@ApiTags('incidents')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@ApiNotFoundResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/incidents')
export class IncidentsApiController {
  constructor(private readonly db: DataSource) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'listChoosable', summary: 'Open exchanges of an edition that an incident may concern' })
  @ApiQuery({ name: 'edition' })
  @ApiQuery({ name: 'stage', required: false, isArray: true })
  @ApiQuery({ name: 'country', required: false })
  @ApiQuery({ name: 'visitFrom', required: false })
  @ApiQuery({ name: 'visitUntil', required: false })
  @ApiOkResponse({ type: [ChoosableDto] })
  async choosable(@Query() query: Record<string, unknown>): Promise<ChoosableDto[]> {
    const { filter } = readChoice(query, '');
    await this.programme(filter.edition);
    return choosableExchanges(this.db.manager, filter);
  }

  @Post('preview')
  @HttpCode(200)
  @Access('lead')
  @ApiOperation({ operationId: 'previewIncident', summary: 'What an incident would do; nothing is written' })
  @ApiOkResponse({ type: IncidentPreviewDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  async preview(@Body() body: IncidentWishDto, @Req() request: StaffRequest): Promise<IncidentPreviewDto> {
    return this.foreseen(await this.read(body), staffOf(request));
  }

  @Post()
  @HttpCode(200)
  @Access('lead')
  @ApiOperation({ operationId: 'startIncident', summary: 'Begins an incident on what its preview showed' })
  @ApiOkResponse({ type: IncidentDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; refused: nothing to do' })
  async start(@Body() body: StartIncidentDto, @Req() request: StaffRequest): Promise<IncidentDto> {
    const { id } = objectOf(body);
    if (typeof id !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new StaffRefusal('bad-request', 'id is a UUID that the sender made for this incident.');
    const wished = await this.read(body);
    const staff = staffOf(request);
    const begun = await startIncident(this.db, staff, { ...wished, id, seen: readSeen(objectOf(body)) });
    if (begun.kind === 'nothing-to-do') throw new StaffRefusal('refused', 'None of the chosen exchanges would take this any more.');
    if (begun.kind === 'begun') return this.progress(id);
    const { sections, seen: version, seenFacts: said = {} } = await this.foreseen(wished, staff);
    return refuseChanged(begun.difference, { seen: { version, said }, sections: sections as Parameters<typeof refuseChanged>[1]['sections'] });
  }

  @Get(':id')
  @Access('viewer')
  @ApiOperation({ operationId: 'getIncident', summary: 'How far an incident has come' })
  @ApiOkResponse({ type: IncidentDto })
  async one(@Param('id') id: string): Promise<IncidentDto> {
    return this.progress(id);
  }

  private async progress(id: string): Promise<IncidentDto> {
    const found = /^[0-9a-f-]{36}$/.test(id) ? await incidentProgress(this.db.manager, id, 'en') : undefined;
    if (!found) throw new StaffRefusal('not-found');
    const { definition, texts } = await this.programme(found.incident.edition);
    const catalogue = catalogueFor(texts, definition.languages[0] ?? 'en');
    const sections = progressSections(catalogue, found, { zone: definition.zone, phone: definition.brand.officePhone });
    return { id, kind: found.incident.kind, done: found.done, waiting: found.waiting, refused: found.refused, sections };
  }

  private async foreseen({ programme, texts, ...wish }: Wished, staff: StaffMemberEntity): Promise<IncidentPreviewDto> {
    const all: ForeseenExchange[] = await foreseeIncident(this.db.manager, staff, wish, sideBySide);
    const moved = all.filter(({ acts }) => acts.length > 0);
    return {
      moved: moved.length,
      mails: moved.reduce((sum, { consequences }) => sum + consequences.mails.length, 0),
      sections: foreseenSections(texts, formOf(programme), wish.value, all, staff.roles),
      ...seenOut(seenOf(incidentFacts(all))),
    };
  }

  private async read(body: unknown): Promise<Wished> {
    const { edition, refs } = objectOf(body);
    if (typeof edition !== 'string') throw new StaffRefusal('bad-request', 'edition is missing.');
    const programme = await this.programme(edition);
    const texts = catalogueFor(programme.texts, programme.definition.languages[0] ?? 'en');
    const read = readForm(formOf(programme), fieldsOf(body));
    if (!read.ok) return refuseForm(texts, read.errors);
    const open = await choosableExchanges(this.db.manager, { edition, stages: [], country: '', visitFrom: '', visitUntil: '' });
    const chosen = new Set(Array.isArray(refs) ? (refs as unknown[]) : []);
    const wanted = open.map(({ ref }) => ref).filter((ref) => chosen.has(ref));
    if (wanted.length === 0) throw new StaffRefusal('form', 'Choose at least one exchange.');
    return { edition, kind: read.value['what'] as IncidentKind, value: read.value, refs: wanted, programme, texts };
  }

  private async programme(edition: string): Promise<Programme> {
    if (!(await this.db.manager.existsBy(EditionEntity, { id: edition }))) throw new StaffRefusal('not-found');
    return programmeOfEdition(this.db.manager, edition);
  }
}

function formOf({ definition }: Programme) {
  const form = definition.forms['incident'];
  if (!form) throw new Error('the programme has no form "incident"');
  return form;
}
