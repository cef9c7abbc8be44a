import { officeWords } from '../../../../libs/domain/texts/office-words.js';
import type { FactDifference } from '../../../../libs/dossier/seen/facts-seen.js';
import { Notice } from '../../../../libs/ui/index.js';

/** Nothing was done, because other facts count now than those that were shown: which, and what was typed stays below. */
export function FactsChanged({ difference }: { difference: readonly FactDifference[] | undefined }) {
  if (difference === undefined) return null;
  return (
    <Notice tone="warn" role="alert" title={officeWords.factsChanged}>
      <p>{officeWords.lookAgain}</p>
      <ul>
        {difference.map(({ label, before, now }) => (
          <li>{officeWords.difference(label, before, now)}</li>
        ))}
      </ul>
    </Notice>
  );
}
