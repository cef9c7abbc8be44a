import { spawn } from 'node:child_process';

/**
 * Runs one slow step of the bootstrap and prints one line for it: what it is, then how long it took.
 * `work` gets `run(command, args, options)`, which rejects when the command fails; its output is shown only then.
 * `wayOut` is the sentence that a person reads under the output of a failed command.
 */
export async function step(name, work, wayOut) {
  const began = Date.now();
  const elapsed = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  process.stdout.write(`- ${name} ...`);
  try {
    const result = await work(run);
    process.stdout.write(` ${elapsed()}\n`);
    return result;
  } catch (error) {
    process.stdout.write(` failed after ${elapsed()}\n`);
    throw wayOut ? new Error(`${error.message}\n${wayOut}`) : error;
  }
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`\n${output.trim().slice(-4000)}`))));
  });
}
