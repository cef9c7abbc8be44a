/** Where the stack tells a person what it is doing. */
export interface Progress {
  /** One line of news. */
  say(line: string): void;
  /** Runs a step and prints one line with its duration; a step that takes long says every 15 s that it is still at it. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

const stillAtItMs = 15_000;

/** Progress as lines on a stream; several steps may run side by side. */
export function printedProgress(write: (text: string) => void): Progress {
  return {
    say: (line) => write(`${line}\n`),
    async step(name, work) {
      const began = performance.now();
      const elapsed = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
      const reminder = setInterval(() => write(`  ${name}: still at it after ${elapsed()}\n`), stillAtItMs);
      try {
        const result = await work();
        write(`- ${name}: ${elapsed()}\n`);
        return result;
      } catch (error) {
        write(`- ${name}: failed after ${elapsed()}\n`);
        throw error;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}

/** Says nothing: for tests. */
export const silentProgress: Progress = { say: () => undefined, step: (_name, work) => work() };
