import { isAbsolute, relative } from 'node:path';
import { ConfigError } from '../../libs/platform/config/config.js';
import { onParentGone } from './parent-gone.js';
import { printedProgress } from './progress.js';
import { StackError } from './stack-error.js';
import { startStack, type Stack } from './stack.js';

// `npm start`: brings up the whole system, prints its addresses, and stops it in order on Ctrl-C or SIGTERM.

const progress = printedProgress((text) => void process.stdout.write(text));
process.stdout.on('error', () => undefined); // the terminal was closed: stopping matters more than telling about it

await main().catch((error: unknown) => {
  const isForPeople = error instanceof StackError || error instanceof ConfigError;
  process.stderr.write(`\n${isForPeople ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exit(1);
});

async function main(): Promise<void> {
  const stopWanted = listenForStop();
  let stack: Stack;
  try {
    stack = await startStack(process.env, progress, stopWanted.signal);
  } catch (error) {
    if (!stopWanted.signal.aborted) throw error;
    progress.say('stopped');
    process.exit(0);
  }
  printAddresses(stack);
  if (!stopWanted.signal.aborted) await new Promise((resolve) => stopWanted.signal.addEventListener('abort', resolve, { once: true }));
  await progress.step('stopping api, worker and everything below them', () => stack.stop());
  process.exit(0);
}

// Signals are listened to until the end: Ctrl-C often arrives twice, once from the terminal and once from npm.
function listenForStop(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // Under npm our parent is a shell that ends without a word when npm is asked to stop.
  if (process.env['SOJOURN_STOP_WITH_PARENT'] ?? process.env['npm_lifecycle_event']) onParentGone(() => stop.abort());
  return stop;
}

function printAddresses(stack: Stack): void {
  const shownDir = relative(process.cwd(), stack.dataDir);
  const addresses: [string, string | undefined][] = [
    ['pages', stack.publicUrl],
    ['mailbox', stack.mailboxUrl],
    ['staff', stack.staffUrl],
    ['Temporal UI', stack.temporalUiUrl],
    ['Temporal', stack.temporalAddress],
    ['data', shownDir.startsWith('..') || isAbsolute(shownDir) ? stack.dataDir : shownDir],
  ];
  for (const [name, address] of addresses) if (address) progress.say(`  ${name.padEnd(12)} ${address}`);
  progress.say(`ready ${stack.publicUrl}`);
}
