import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, UseFilters, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiExtraModels, ApiForbiddenResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags, ApiUnauthorizedResponse, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Client } from '@temporalio/client';
import { DataSource } from 'typeorm';
import { giveAnswer, type Given } from '../../../../libs/answers/give-answer.js';
import { questionStanding, standingAfter } from '../../../../libs/answers/question-standing.js';
import { openStaffQuestion, type StaffQuestion } from '../../../../libs/answers/staff-question.js';
import { showForm } from '../../../../libs/domain/forms/show-form.js';
import { readSeen } from '../../../../libs/dossier/seen/read-seen.js';
import { openOffice } from '../../../../libs/office/office.js';
import { staffRoles } from '../../../../libs/domain/programme/vocabulary.js';
import { editionsOnDesk } from '../../../../libs/office/work/editions-on-desk.js';
import { openDecisions } from '../../../../libs/office/work/office-work.js';
import { CONFIG } from '../../../../libs/platform/config/config.module.js';
import type { ServiceConfig } from '../../../../libs/platform/config/config.js';
import { PromptEntity, type StaffMemberEntity } from '../../../../libs/platform/db/entities/index.js';
import { sayForm } from '../../../../libs/ui/say-form.js';
import { Access } from '../access/access.decorator.js';
import { StaffRefusal } from '../access/refusals.js';
import { staffOf, type StaffRequest } from '../access/staff-request.js';
import { TokenGuard } from '../access/token.guard.js';
import { promptIdOf, type PromptPath } from '../questions/prompt-path.js';
import { RefusalDto } from './dto.js';
import { AnswerDto, AnsweredDto, OpenQuestionsDto, QuestionDto } from './dto-questions.js';
import { FactsChangedDto, SectionDto } from './dto-sections.js';
import { fieldsOf, objectOf, refuseChanged, refuseForm, seenOut } from './refused.js';
import { RestFilter } from './rest.filter.js';

/** Questions to the office: what waits, what each is decided by, and the decision. A token is a person, as a session is. */
@ApiTags('questions')
@ApiBearerAuth()
@ApiExtraModels(SectionDto)
@ApiUnauthorizedResponse({ type: RefusalDto })
@ApiForbiddenResponse({ type: RefusalDto })
@UseGuards(TokenGuard)
@UseFilters(RestFilter)
@Controller('staff/api/questions')
export class QuestionsApiController {
  constructor(
    private readonly db: DataSource,
    private readonly client: Client,
    @Inject(CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get()
  @Access('viewer')
  @ApiOperation({ operationId: 'listQuestions', summary: 'Questions that wait for the office, the most urgent first' })
  @ApiQuery({ name: 'edition', required: false })
  @ApiQuery({ name: 'role', required: false, description: 'Only those that this role may answer' })
  @ApiOkResponse({ type: OpenQuestionsDto })
  async list(@Query('edition') edition?: string, @Query('role') role?: string): Promise<OpenQuestionsDto> {
    const asked = staffRoles.find((each) => each === role);
    if (role !== undefined && asked === undefined) throw new StaffRefusal('bad-request', `role is one of ${staffRoles.join(', ')}.`);
    const editions = (await editionsOnDesk(this.db.manager)).filter(({ id }) => edition === undefined || id === edition);
    const open: OpenQuestionsDto = { count: 0, questions: [] };
    for (const { id } of editions) {
      const { first, count } = await openDecisions(await openOffice({ db: this.db.manager, config: this.config }, id), asked ? { roles: [asked] } : {});
      open.count += count;
      open.questions.push(...first.map(({ prompt, text, detail, roles }) => ({ prompt: prompt.id, ref: prompt.ref, text, detail, roles, dueAt: prompt.dueAt })));
    }
    return open;
  }

  @Get(':ref/:leg/:party/:kind/:slot/:round')
  @Access('viewer')
  @ApiOperation({ operationId: 'getQuestion', summary: 'One question with everything that it is decided by, as sections' })
  @ApiOkResponse({ type: QuestionDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  async one(@Param() path: PromptPath, @Req() request: StaffRequest): Promise<QuestionDto> {
    const { question } = await this.open(path, staffOf(request));
    const standing = await questionStanding(this.db.manager, question.prompt, staffOf(request), true);
    const { prompt, record, title, summary, sections, seen, form, formName, texts, params } = question;
    return {
      prompt: prompt.id,
      ref: record.exchange.ref,
      title,
      summary,
      dueAt: prompt.dueAt,
      state: standing.kind,
      ...('sentence' in standing && { sentence: standing.sentence }),
      sections,
      ...seenOut(seen),
      form: sayForm(texts, formName, form, params),
      value: 'value' in standing ? showForm(form, standing.value) : {},
    };
  }

  @Post(':ref/:leg/:party/:kind/:slot/:round')
  @HttpCode(200)
  @Access('coordinator', 'lead', 'finance', 'director')
  @ApiOperation({ operationId: 'answerQuestion', summary: 'Decides a question on the facts that were shown' })
  @ApiOkResponse({ type: AnsweredDto })
  @ApiNotFoundResponse({ type: RefusalDto })
  @ApiUnprocessableEntityResponse({ type: RefusalDto, description: 'form' })
  @ApiConflictResponse({ type: FactsChangedDto, description: 'facts-changed with the difference; other-answer; closed' })
  async answer(@Param() path: PromptPath, @Body() body: AnswerDto, @Req() request: StaffRequest): Promise<AnsweredDto> {
    const staff = staffOf(request);
    const { question } = await this.open(path, staff);
    const given = await giveAnswer(this.db.manager, this.client, staff, { promptId: question.prompt.id, raw: fieldsOf(body), seen: readSeen(objectOf(body)) });
    return this.answered(path, staff, question, given);
  }

  private async answered(path: PromptPath, staff: StaffMemberEntity, { prompt, texts }: StaffQuestion, given: Given): Promise<AnsweredDto> {
    const { standing } = await standingAfter(this.db.manager, prompt, staff, given);
    const sentence = 'sentence' in standing ? standing.sentence : undefined;
    switch (given.kind) {
      case 'recorded':
        return { answer: given.answer, choice: given.choice, sentence: sentence ?? '', arrived: given.arrived };
      case 'other':
        throw new StaffRefusal('other-answer', sentence);
      case 'closed':
        throw new StaffRefusal('closed');
      case 'changed':
        return refuseChanged(given.difference, (await this.open(path, staff)).question);
      case 'refused':
        if (standing.kind === 'not-yours') throw new StaffRefusal('role', standing.sentence);
        if (given.errors.length > 0) return refuseForm(texts, given.errors);
        throw new StaffRefusal('refused', standing.kind === 'open' ? standing.objections.join(' ') : undefined, { refusals: given.refusals });
    }
  }

  private async open(path: PromptPath, staff: StaffMemberEntity): Promise<{ question: StaffQuestion }> {
    const prompt = await this.db.manager.findOneBy(PromptEntity, { id: promptIdOf(path) });
    const question = prompt && prompt.role !== null ? await openStaffQuestion(this.db.manager, prompt, staff, true) : undefined;
    if (!question) throw new StaffRefusal('not-found');
    return { question };
  }
}
