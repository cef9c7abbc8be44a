import type { PromptInstants, Step, StepResult } from '../../contracts/dossier/index.js';

/**
 * The earliest instant at which an exchange acts by itself after a step: what the workflow knew when it took the step,
 * and what the step found out. The read model shows it, and views that are rebuilt from histories compute it again.
 */
export function wakeAtAfter(step: Pick<Step, 'wakeAt'>, { prompts, moments }: Pick<StepResult, 'prompts' | 'moments'>): string | null {
  const known = [step.wakeAt, ...Object.values(prompts).map(firstAction), ...Object.values(moments)];
  return known.filter((instant) => instant !== undefined).toSorted()[0] ?? null;
}

function firstAction({ remindAt, dueAt }: PromptInstants): string {
  return remindAt[0] ?? dueAt;
}
