import { onParentGone } from '../stack/parent-gone.js';

// Loaded into jest and its workers before anything else: neither notices by itself that whoever started it was killed,
// and a test that is under way would run on, with its servers.

const isJest = /[\\/]jest(-worker)?[\\/]/.test(process.argv[1] ?? '');
if (isJest) onParentGone(() => process.kill(process.pid, 'SIGKILL'));
