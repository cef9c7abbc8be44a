/** What the office reads when facts changed between looking and acting. The office's pages and API speak English. */
export const officeWords = {
  factsChanged: 'Nothing was done: this changed since you opened the page',
  lookAgain: 'Below stands what is true now. What you typed is still there; send it again if it still fits.',
  difference(label: string, before: string | undefined, now: string | undefined): string {
    const named = label ? `${label}: ` : '';
    if (before === undefined) return `${named}${now ?? 'no longer there'}`;
    return `${named}before ${before}; now ${now ?? 'no longer there'}`;
  },
} as const;
