import { describe, test } from '@jest/globals';
import { withstandsStrangers } from './hostile.js';
import { parsers } from './strangers.js';

/** No parser has the whole run to itself. */
const longEnoughMs = 7_000;
/** Other inputs each time, by hand; the same ones where a change is judged, so that nobody is held up by a find of somebody else's. */
const seed = process.env['FUZZ_SEED'];

describe('whatever strangers send is read in a time that grows as it does', () => {
  test.each(parsers)('$name', async (parser) => {
    await withstandsStrangers(parser, { numRuns: 150, longest: parser.longest, interruptAfterTimeLimit: longEnoughMs, ...(seed && { seed: Number(seed) }) });
  });
});
