/** CPU that this thread spent on some work, in milliseconds; the least of three tries, so that a pause of the collector counts for nothing. */
async function cpuOf(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let tries = 0; tries < 3; tries += 1) {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/** An input four times as long: four times the work where each character is looked at once, sixteen times where each is compared with all. */
const longer = 4;
const mostGrowth = 10;
/** Below this many milliseconds a growth says nothing, and hurts nobody. */
const nothing = 25;

/** A pause of the collector can fall into every try of a short parser once, not three times over. */
const rounds = 3;

/**
 * By how much more work a longer input is, where that is too much; undefined where it grows as the input does. CPU of
 * this thread is counted, not time, so that it does not matter what else the machine does.
 */
export async function tooSteep(parse: (input: string) => unknown, make: (size: number) => string, size: number): Promise<string | undefined> {
  const [short, long] = [make(size / longer), make(size)];
  const once = process.threadCpuUsage();
  await parse(long);
  const { user, system } = process.threadCpuUsage(once);
  if ((user + system) / 1_000 < nothing) return undefined;
  let seen = '';
  for (let round = 0; round < rounds; round += 1) {
    const [little, much] = [await cpuOf(() => parse(short)), await cpuOf(() => parse(long))];
    if (much < nothing || much / Math.max(little, 0.1) < mostGrowth) return undefined;
    seen = `${longer} times as long: ${little.toFixed(1)} ms, then ${much.toFixed(1)} ms`;
  }
  return seen;
}
