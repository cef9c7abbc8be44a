import { Body, Controller, Get, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { parsePosted } from '../../../../libs/ui/index.js';
import type { StaffSession } from '../../../../libs/staff/sign-in/sessions.js';
import { Access } from '../access/access.decorator.js';
import { SessionGuard } from '../access/session.guard.js';
import { sessionOf, staffOf, type StaffRequest } from '../access/staff-request.js';
import { PageFilter } from '../frame/page.filter.js';
import { QuestionPages, type QuestionReader } from './question.handler.js';

/** The parts of a prompt's id, as they stand in the path. */
interface PromptPath {
  ref: string;
  leg: string;
  party: string;
  kind: string;
  slot: string;
  round: string;
}

/** Questions to staff, for whoever is signed in. */
@UseGuards(SessionGuard)
@UseFilters(PageFilter)
@Controller('staff/questions')
export class QuestionsController {
  constructor(private readonly questions: QuestionPages) {}

  @Get(':ref/:leg/:party/:kind/:slot/:round')
  @Access('viewer')
  async show(@Param() path: PromptPath, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.questions.show(idOf(path), readerOf(request), response);
  }

  @Post(':ref/:leg/:party/:kind/:slot/:round')
  @Access('coordinator', 'lead', 'finance', 'director')
  async act(@Param() path: PromptPath, @Body() body: unknown, @Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    await this.questions.act(idOf(path), readerOf(request), parsePosted(body).raw, response);
  }
}

function idOf({ ref, leg, party, kind, slot, round }: PromptPath): string {
  return [ref, leg, party, kind, slot, round].join('/');
}

function readerOf(request: StaffRequest): QuestionReader & { session: StaffSession } {
  return { staff: staffOf(request), session: sessionOf(request) };
}
