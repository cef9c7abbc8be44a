import { Body, Controller, Get, HttpCode, Param, Post, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { giveCorrection, prepareCorrection } from '../../../../libs/acts/corrections/give-correction.js';
import { object, openActDesk, type ActDesk } from '../../../../libs/acts/office/act-desk.js';
import { besideOf, previewSections } from '../../../../libs/acts/office/act-page.js';
import { giveAct } from '../../../../libs/acts/office/give-act.js';
import { refusalToAct, staffActs, type StaffAct } from '../../../../libs/acts/office/may-act.js';
import { formOfAct, prepareAct, type PreparedAct, type WorkflowAct } from '../../../../libs/acts/office/prepare-act.js';
import { say } from '../../../../libs/domain/texts/catalogue.js';
import { spokenParams } from '../../../../libs/dossier/record/say-dossier.js';
import { seenOf, type Seen } from '../../../../libs/dossier/seen/facts-seen.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { DossierEntity } from '../../../../libs/platform/db/entities/index.js';
import { sayForm } from '../../../../libs/ui/say-form.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { RefusalDto } from './dto.js';
import { ActFormDto, ActPreviewDto, ActWishDto, GiveActDto, GivenActDto } from './dto-acts.js';
import { FactsChangedDto, SectionDto } from './dto-sections.js';
import { fieldsOf, objectOf, refuseChanged, refuseFor, refuseForm, seenOut } from './refused.js';
import { RestFilter } from './rest.filter.js';

type Prepared = PreparedAct | Awaited<ReturnType<typeof prepareCorrection>>;

/** What staff do to one exchange beside answering: the form, what it would bring about, and the act itself. */
@ApiTags('acts')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@ApiNotFoundResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/exchanges')
export class ActsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
  ) {}

  @Get(':ref/acts/correct')
  @Access('lead')
  @ApiOperation({ operationId: 'getCorrectionForm', summary: 'The form by which the lead corrects an amount' })
  @ApiOkResponse({ type: ActFormDto })
  async correctionForm(@Param('ref') ref: string, @Req() request: StaffRequest): Promise<ActFormDto> {
    return formDto(await this.desk(ref, request), 'correct');
  }

  @Post(':ref/acts/correct/preview')
  @HttpCode(200)
  @Access('lead')
  @ApiOperation({ operationId: 'previewCorrection', summary: 'What a correction would bring about; nothing is written' })
  @ApiOkResponse({ type: ActPreviewDto })
  async previewCorrection(@Param('ref') ref: string, @Body() body: ActWishDto, @Req() request: StaffRequest): Promise<ActPreviewDto> {
    const desk = await this.desk(ref, request);
    return previewOf(desk, 'correct', await prepareCorrection(desk, fieldsOf(body)));
  }

  @Post(':ref/acts/correct')
  @HttpCode(200)
  @Access('lead')
  @ApiOperation({ operationId: 'correct', summary: 'Opens a correction on what its preview showed' })
  @ApiOkResponse({ type: GivenActDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; refused' })
  async correct(@Param('ref') ref: string, @Body() body: GiveActDto, @Req() request: StaffRequest): Promise<GivenActDto> {
    const desk = await this.desk(ref, request);
    const given = await giveCorrection(this.db, this.client, staffOf(request), ref, { id: idOf(body), raw: fieldsOf(body), seen: readSeen(objectOf(body)) });
    if (given.kind === 'opened') return { state: 'done', opened: given.ref };
    if (given.kind === 'changed') return refuseChanged(given.difference, previewed(desk, 'correct', given.prepared));
    return refuse(desk, given.prepared);
  }

  @Get(':ref/acts/:act')
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'getActForm', summary: 'The form of an act: extend, change, replace-contact, pause, resume or cancel' })
  @ApiOkResponse({ type: ActFormDto })
  async form(@Param('ref') ref: string, @Param('act') act: string, @Req() request: StaffRequest): Promise<ActFormDto> {
    return formDto(await this.desk(ref, request), actOf(act));
  }

  @Post(':ref/acts/:act/preview')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'previewAct', summary: 'What an act would bring about; nothing is written. Posted, because reasons belong into no address' })
  @ApiOkResponse({ type: ActPreviewDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: RefusalDto, description: 'refused' })
  async preview(@Param('ref') ref: string, @Param('act') act: string, @Body() body: ActWishDto, @Req() request: StaffRequest): Promise<ActPreviewDto> {
    const desk = await this.desk(ref, request);
    const which = actOf(act);
    return previewOf(desk, which, await prepareAct(desk, { act: which, raw: fieldsOf(body) }));
  }

  @Post(':ref/acts/:act')
  @HttpCode(200)
  @Access('coordinator', 'lead')
  @ApiOperation({ operationId: 'giveAct', summary: 'Does an act on what its preview showed' })
  @ApiOkResponse({ type: GivenActDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; refused' })
  async give(@Param('ref') ref: string, @Param('act') act: string, @Body() body: GiveActDto, @Req() request: StaffRequest): Promise<GivenActDto> {
    const desk = await this.desk(ref, request);
    const which = actOf(act);
    const given = await giveAct(this.db, this.client, staffOf(request), ref, { act: which, raw: fieldsOf(body), id: idOf(body), seen: readSeen(objectOf(body)) });
    switch (given.kind) {
      case 'done':
      case 'waiting':
        return { state: given.kind };
      case 'refused':
        return refuseFor([given.refusal]);
      case 'changed':
        return refuseChanged(given.difference, previewed(desk, which, given.prepared));
      case 'not-given':
        return refuse(desk, given.prepared);
    }
  }

  private async desk(ref: string, request: StaffRequest): Promise<ActDesk> {
    if (!(await this.db.manager.existsBy(DossierEntity, { ref }))) throw new StaffRefusal('not-found');
    return openActDesk(this.db.manager, staffOf(request), ref);
  }
}

function formDto(desk: ActDesk, act: StaffAct): ActFormDto {
  const { record, texts, staff } = desk;
  const own = refusalToAct(staff, act, record.parties);
  const beside = besideOf(desk, act);
  return {
    act,
    title: say(texts, `pages.staffActions.${act}`),
    form: sayForm(texts, act, formOfAct(desk, act), spokenParams(record, texts.language)),
    ...(beside && { beside }),
    refusals: own ? object(desk, [{ code: own }]).refusals : [],
  };
}

function previewOf(desk: ActDesk, act: StaffAct, prepared: Prepared): ActPreviewDto {
  if (!prepared.ok) return refuse(desk, prepared);
  const { seen, sections } = previewed(desk, act, prepared);
  return { sections, ...seenOut(seen) };
}

function previewed(desk: ActDesk, act: StaffAct, { value, consequences, facts }: Extract<Prepared, { ok: true }>): { seen: Seen; sections: ReturnType<typeof previewSections> } {
  return { seen: seenOf(facts), sections: previewSections(desk, act, value, consequences) };
}

function refuse({ texts }: ActDesk, { errors, refusals }: Extract<Prepared, { ok: false }>): never {
  return refusals.length > 0 ? refuseFor(refusals) : refuseForm(texts, errors);
}

function actOf(asked: string): WorkflowAct {
  const act = staffActs.find((each) => each === asked);
  if (!act || act === 'correct') throw new StaffRefusal('not-found');
  return act;
}

function idOf(body: unknown): string {
  const { id } = objectOf(body);
  if (typeof id === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new StaffRefusal('bad-request', 'id is a UUID that the sender made for this act.');
}
