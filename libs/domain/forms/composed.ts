/** The Unicode stream-safe text format (UAX 15, part 13): no language sets more marks on one letter. */
const longRunOfMarks = /(\p{M}{30})\p{M}+/gu;

/**
 * A text in its one Unicode form (NFC), so that equal texts are equal. A run of more than thirty marks is cut: putting
 * them into order takes a time that grows with the square of their number, seconds for what fits into one field.
 */
export function composed(text: string): string {
  return text.replace(longRunOfMarks, '$1').normalize('NFC');
}
