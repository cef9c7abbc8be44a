/** Task queue of the work that schedules poke: digests, merged reminders, weekly finance runs. */
export const upkeepTaskQueue = 'upkeep';
/** Workflow that a schedule starts; it runs `runDue` for every edition. */
export const upkeepWorkflowType = 'upkeep';
/** Id of the schedule that pokes the upkeep of all editions. */
export const upkeepScheduleId = 'upkeep';

/** Activities on the upkeep queue. */
export interface UpkeepActivities {
  /** Editions whose upkeep the schedule should run. */
  editionsInUse(): Promise<string[]>;
  /** Does what is due in an edition by the edition's own clock, and tidies up. Idempotent by business keys. */
  runDue(edition: string): Promise<void>;
  /** The first half of it: what people wait for. */
  planDue(edition: string): Promise<void>;
  /** The second half: deletes what is kept no longer. */
  tidyUp(edition: string): Promise<void>;
  /** Once a day: whether what stands in the database fits together; what does not is told as a condition. */
  lookAtData(): Promise<void>;
}
