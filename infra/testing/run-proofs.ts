import { closeWith, runFolders } from './run-folders.js';
import { provedFolders, testFolders } from './test-folders.js';

// `npm run prove [-- <folder> … <jest option> …]`: what takes longer or more data than `npm test`, one folder after another,
// or just the folders named. The last line counts as there: `N passed, N failed`.

const args = process.argv.slice(2);
const there = testFolders();
const all = provedFolders.filter((folder) => there.includes(folder));
const named = all.filter((folder) => args.includes(folder));
closeWith(await runFolders(named.length > 0 ? named : all, args.filter((arg) => !named.includes(arg))));
