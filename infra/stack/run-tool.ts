import { spawn, spawnSync } from 'node:child_process';

/**
 * Runs a tool of the machine (go, mvn) and waits for it.
 * @throws Error with the end of its output when it fails; it is ended after `timeoutMs` or by `signal`.
 */
export async function runTool(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string; timeoutMs: number; signal?: AbortSignal }): Promise<void> {
  const { timeoutMs, ...rest } = options;
  const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => child.once('error', reject).once('close', (...ending) => resolve(ending)));
  if (code !== 0) throw new Error(`${command} ${args[0] ?? ''} ${signal ? `was ended by ${signal}` : `failed with exit code ${code}`}:\n${output.trim().slice(-2_000)}`);
}

/** Whether a tool can be run; `versionArgs` makes it print its version. */
export function hasTool(command: string, versionArgs: readonly string[]): boolean {
  return spawnSync(command, versionArgs, { stdio: 'ignore' }).status === 0;
}
