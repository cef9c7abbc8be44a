import { CheckStatus, type Checker, type CheckResult } from '@stryker-mutator/api/check';
import type { Mutant } from '@stryker-mutator/api/core';
import type { Ignorer } from '@stryker-mutator/api/ignore';
import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { drawn } from './sample.js';

/** Tells the checker, in a process of its own, which faults are drawn: `<size>:<seed>`; absent: all. */
export const sampleVariable = 'SOJOURN_MUTANTS_SAMPLE';

/** Lets only the drawn faults through. The rest is called "compile error", the one way to leave a fault out before it is tried. */
class SampleChecker implements Checker {
  static readonly inject = [] as const;

  async init(): Promise<void> {}

  async group(mutants: Mutant[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const [size = '', seed = ''] = (process.env[sampleVariable] ?? '').split(':');
    const chosen = new Set(size === '' ? mutants : drawn(mutants, { seed, size: Number(size) }));
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, chosen.has(mutant) ? passed : leftOut]));
  }
}

const passed: CheckResult = { status: CheckStatus.Passed };
const leftOut: CheckResult = { status: CheckStatus.CompileError, reason: 'not drawn' };

/** As much of a node of the syntax tree as is looked at. */
interface NewExpression {
  type: string;
  callee?: { name?: string };
}

/** The words of an exception are read by developers only: no test says what they are. */
const wordsOfExceptions: Ignorer = {
  shouldIgnore(path) {
    const { type, callee } = (path as unknown as { node: NewExpression }).node;
    return type === 'NewExpression' && callee?.name?.endsWith('Error') ? 'words of an exception' : undefined;
  },
};

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker),
  declareValuePlugin(PluginKind.Ignore, 'words-of-exceptions', wordsOfExceptions),
];
