/** How much one person may upload; megabytes of 1,000,000 bytes. */
export const uploadLimits = {
  /** One file. */
  fileMegabytes: 10,
  /** All files of one form, as they are sent. */
  formMegabytes: 60,
  /** All files that are kept for one question, whatever became of them. */
  questionMegabytes: 120,
} as const;
