import { test } from '@jest/globals';
import fc from 'fast-check';
import { anyExchange } from '../unit/workflows/any-exchange.js';

test('5,000 exchanges in memory, drawn by lot: each is legal, keeps to its mails, and ends', () => fc.assert(anyExchange, { numRuns: 5_000 }), 600_000);
