/** Workflow that archives the history of one exchange that is over. */
export const archiveWorkflowType = 'archive';
/** Its workflow id, from the exchange's reference: one at a time for each exchange. */
export const archiveWorkflowId = (ref: string): string => `archive-${ref}`;

/** What was archived. */
export interface ArchiveReceipt {
  /** SHA-256 of the unpacked document. */
  sha256: string;
  /** How many events the history has. */
  events: number;
}

/** Failures that trying again cannot mend: Temporal has forgotten the history. */
export const archiveGivesUp = ['history-gone'] as const;

/** What archiving asks of the outside world; on the upkeep queue. */
export interface ArchiveActivities {
  /** Stores the complete history of an exchange whose workflow is closed. Idempotent by reference; fails while it still runs. */
  archiveHistory(ref: string): Promise<ArchiveReceipt>;
}
