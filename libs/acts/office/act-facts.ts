import type { TextCatalogue } from '../../domain/texts/catalogue.js';
import { formatDay } from '../../domain/texts/say-values.js';
import type { DossierRecord } from '../../dossier/record/dossier-record.js';
import type { SeenFact } from '../../dossier/seen/facts-seen.js';
import type { Consequences } from './consequences.js';

/**
 * What must still be true of an exchange when an act is given as it was previewed: the plan, who gets which mail, which
 * dates move, and what it means for money. By how much a date moves follows from the day on which it is done.
 */
export function actFacts({ record, texts }: { record: DossierRecord; texts: TextCatalogue }, { mails, deadlines, notes }: Consequences): SeenFact[] {
  const { version, firstDay, lastDay } = record.plan;
  const days = `${formatDay(firstDay, texts.language)} – ${formatDay(lastDay, texts.language)}`;
  return [
    { name: 'plan', label: 'The plan', said: `${days}, version ${version}`, value: { version, firstDay, lastDay } },
    listFact('mails', 'Mails', mails.map(({ name, hub, kind, subject }) => ({ said: `${name} (${hub}): ${subject}`, value: [name, hub, kind] }))),
    listFact('dates', 'Dates that move', deadlines.map(({ question, from }) => ({ said: `${question} (${from})`, value: [question, from] }))),
    listFact('notes', 'To be known', notes.map((note) => ({ said: note, value: note }))),
  ];
}

function listFact(name: string, label: string, all: readonly { said: string; value: string | readonly string[] }[]): SeenFact {
  return { name, label, said: all.length === 0 ? 'none' : all.map(({ said }) => said).join('; '), value: all.map(({ value }) => value) };
}
