/** What can be broken in the running of a programme, by the name under which the office reads of it. */
export const healthConditions = [
  /** An open exchange whose workflow does not run. */
  'workflow-missing',
  /** The engine cannot go on with an exchange. */
  'workflow-task-failures',
  /** A step could not be written down and waits for staff. */
  'parked-steps',
  /** Work outside an exchange's story that was tried too often. */
  'exhausted-activities',
  /** A question past its date that nobody of the office took up. */
  'unanswered-escalations',
  /** Answers that were received and have not reached their exchange. */
  'relay-backlog',
  /** Mails that should have gone. */
  'mail-backlog',
  /** Mail that people wrote to us and that could not be taken in. */
  'incoming-mail',
  /** An exchange that is over and whose history is not kept yet. */
  'unarchived',
  /** Rows of the database that do not fit together. */
  'data-mismatch',
  /** The engine cannot be reached. */
  'engine-away',
] as const;
/** One such condition. */
export type HealthCondition = (typeof healthConditions)[number];
