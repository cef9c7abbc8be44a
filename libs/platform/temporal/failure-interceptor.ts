import { randomUUID } from 'node:crypto';
import { ApplicationFailure, type Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';

/** Keeps what went wrong, in full, where personal data may live. Never throws. */
export type ErrorReporter = (report: { id: string; code: string; activity: string; error: unknown }) => Promise<void>;

/** Thrown by activities for an expected refusal; only the code leaves the process. */
export class CodedError extends Error {
  /**
   * @param code what happened, for machines.
   * @param retryAfterMs when trying again makes sense; absent: by the activity's retry policy.
   */
  constructor(
    readonly code: string,
    readonly retryAfterMs?: number,
  ) {
    super(code);
  }
}

/**
 * Turns every error of an activity into `{code, errorId}` before Temporal writes it into a history: messages of mail
 * servers and databases name people.
 */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  constructor(
    private readonly context: Context,
    private readonly report: ErrorReporter,
  ) {}

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      throw await this.anonymous(error);
    }
  }

  private async anonymous(error: unknown): Promise<ApplicationFailure> {
    const code = codeOf(error);
    const id = randomUUID();
    const expected = error instanceof CodedError;
    if (!expected) await this.report({ id, code, activity: this.context.info.activityType, error });
    return ApplicationFailure.create({
      type: code,
      message: expected ? code : `${code} ${id}`,
      ...(expected && error.retryAfterMs !== undefined && { nextRetryDelay: error.retryAfterMs }),
    });
  }
}

function codeOf(error: unknown): string {
  if (error instanceof CodedError) return error.code;
  const sqlState = (error as { code?: unknown } | undefined)?.code;
  return typeof sqlState === 'string' && /^[A-Z0-9_]{3,40}$/.test(sqlState) ? `database-or-network-${sqlState}` : 'unexpected';
}
