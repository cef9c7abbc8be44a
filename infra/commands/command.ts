import { ConfigError } from '../../libs/platform/config/config.js';
import { StackError } from '../stack/stack-error.js';

/** Prints what a command has to say, to standard error where the exit code is not 0, and returns the code. */
export function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

/** Runs a command; what is meant for people is one sentence, a surprise keeps its stack. */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = say(isForPeople(error) ? error.message : String(error instanceof Error ? error.stack : error), 1);
  }
}

/** Ours, or Node's own about an option that does not exist. */
function isForPeople(error: unknown): error is Error {
  if (error instanceof StackError || error instanceof ConfigError) return true;
  return error instanceof Error && ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') ?? false);
}
