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

  /** This process can take what people do: for load balancers. 503 otherwise. */
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    const readiness = await this.health.readiness();
    response.status(readiness.status === 'ok' ? 200 : 503).json(readiness);
  }

  /** Every part that an exchange needs is there; 503 and which one is missing, otherwise. For monitoring, never for a load balancer. */
  @Get('deep')
  async deep(@Res() response: Response): Promise<void> {
    const report = await this.health.report();
    response.status(report.status === 'ok' ? 200 : 503).json(report);
  }
}
