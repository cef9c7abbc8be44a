import type { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/**
 * Tells Temporal that an activity is still at work, several times within its heartbeat timeout: after a kill of the
 * process another one takes over in seconds and not only at the end of the whole timeout.
 */
export class HeartbeatInterceptor implements ActivityInboundCallsInterceptor {
  constructor(private readonly context: Context) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const { heartbeatTimeoutMs } = this.context.info;
    if (!heartbeatTimeoutMs) return next(input);
    const beat = setInterval(() => this.context.heartbeat(), heartbeatTimeoutMs / 3);
    try {
      return await next(input);
    } finally {
      clearInterval(beat);
    }
  }
}
