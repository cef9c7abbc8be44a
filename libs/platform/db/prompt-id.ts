/** The parts of a question's id in SQL, of the column that holds it, as `parsePromptId` reads them. */
export const inPromptId = {
  ref: (column: string): string => `split_part(${column}, '/', 1)`,
  party: (column: string): string => `split_part(${column}, '/', 3)`,
  kind: (column: string): string => `split_part(${column}, '/', 4)`,
} as const;
