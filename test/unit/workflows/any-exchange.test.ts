import { test } from '@jest/globals';
import fc from 'fast-check';
import { anyExchange } from './any-exchange.js';

// Some; `npm run prove` draws more.
test('whatever people answer or leave unanswered: every exchange is legal, keeps to its mails, and ends', () => fc.assert(anyExchange, { numRuns: 400 }), 120_000);
