import { checks, runCheck } from './checks.js';
import { add, closeWith, runFolders } from './run-folders.js';
import { provedFolders, testFolders } from './test-folders.js';

// `npm test [-- <folder of test/> … <jest option> …]`: checks and all tests but those of `npm run prove`, or just the folders named.
// The last line counts tests and checks together: `N passed, N failed`.

const args = process.argv.slice(2);
const all = testFolders();
const named = all.filter((folder) => args.includes(folder));
const count = { passed: 0, failed: 0 };
if (args.length === 0) for (const check of checks) add(count, (await runCheck(check)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
const folders = named.length > 0 ? named : all.filter((folder) => !provedFolders.includes(folder));
add(count, await runFolders(folders, args.filter((arg) => !named.includes(arg))));
closeWith(count);
