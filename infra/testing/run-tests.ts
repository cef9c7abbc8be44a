import { checks, runCheck } from './checks.js';
import type { Count } from './jest-run.js';
import { add, closeWith, runFolders } from './run-folders.js';
import { provedFolders, testFolders } from './test-folders.js';

// `npm test [-- <folder of test/> … <jest option> …]`: checks and all tests but those of `npm run prove`, or just the folders named.
// What failed is said once more at the
// end; the last line counts tests and checks together: `N passed, N failed`.

const args = process.argv.slice(2);
const all = testFolders();
const named = all.filter((folder) => args.includes(folder));
const count: Count = { passed: 0, failed: 0, failures: [] };
for (const check of args.length === 0 ? checks : []) {
  const passed = await runCheck(check);
  add(count, passed ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [check.name] });
}
const folders = named.length > 0 ? named : all.filter((folder) => !provedFolders.includes(folder));
add(count, await runFolders(folders, args.filter((arg) => !named.includes(arg))));
closeWith(count);
