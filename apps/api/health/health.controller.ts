import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { HealthCheck } from './health-check.js';

/** Health as JSON, without anything that names a person. */
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthCheck) {}

  /** This process answers. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Every part that an exchange needs is there; 503 and which one is missing, otherwise. */
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    const report = await this.health.report();
    response.status(report.status === 'ok' ? 200 : 503).json(report);
  }
}
