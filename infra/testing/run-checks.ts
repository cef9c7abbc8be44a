import { checks, runCheck } from './checks.js';

// `npm run check`: everything that can be said about the source without running it.

let failed = 0;
for (const check of checks) if (!(await runCheck(check))) failed += 1;
process.exitCode = failed === 0 ? 0 : 1;
