/**
 * Sentences of an exchange's history for what is no answer and no lapse, by event; `by` is who did it, `change` a
 * sentence of `changes`, `reason` a word of `stopReasons`. All may name what is known wherever an exchange is spoken of.
 */
export const eventTexts: Readonly<Record<string, readonly string[]>> = {
  'host-chosen': ['by'],
  'contact-replaced': ['name', 'slot', 'by'],
  extended: ['question', 'by'],
  'change-asked': ['change', 'by'],
  'plan-changed': ['change'],
  'change-refused': ['change'],
  paused: ['by'],
  resumed: ['by'],
  withdrawn: ['reason', 'by'],
  cancelled: ['reason', 'by'],
  'contradiction-decided': [],
  'recovery-requested': [],
  'recovery-received': [],
  'recovery-written-off': [],
  'nothing-claimed': [],
};
