import fc from 'fast-check';
import { tooSteep } from './growth.js';
import type { Parser } from './strangers.js';

/** A piece of something that is said over and over: what makes a careless rule look at everything again and again. */
interface Hostile {
  before: string;
  piece: string;
  after: string;
}

/** How often is tried, with inputs of which length in characters; without a seed each run tries others. */
interface Tries {
  numRuns: number;
  longest: number;
  seed?: number;
  interruptAfterTimeLimit?: number;
}

/**
 * Tries inputs put together from what a parser gives a meaning to, repeated up to the longest that reaches it: their work
 * grows as they do, and what comes of them is sound. Throws with the input that was too much.
 */
export async function withstandsStrangers({ pieces, parse, sound }: Parser, { longest, ...runs }: Tries): Promise<void> {
  const some = (most: number) => fc.array(fc.constantFrom(...pieces), { minLength: 0, maxLength: most }).map((each) => each.join(''));
  const hostile = fc.record({ before: some(3), piece: some(4).filter((piece) => piece !== ''), after: some(2) });
  const property = fc.asyncProperty(hostile, async ({ before, piece, after }: Hostile) => {
    const make = (size: number): string => before + piece.repeat(Math.ceil(size / piece.length)) + after;
    const steep = await tooSteep(parse, make, longest);
    if (steep !== undefined) throw new Error(steep);
    for (const input of [before + piece + after, make(400)]) {
      const result = await parse(input);
      if (sound && !sound(result as never, input)) throw new Error(`not sound: ${JSON.stringify(result).slice(0, 300)}`);
    }
  });
  await fc.assert(property, runs);
}
