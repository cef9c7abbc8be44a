import { readdirSync, readFileSync } from 'node:fs';

interface Stat {
  parent: number;
  /** CPU time of the process itself, in milliseconds. */
  own: number;
  /** CPU time of its children that have ended, in milliseconds. */
  ended: number;
}

/** The clock of /proc ticks a hundred times a second. */
const msPerTick = 10;

/** CPU time of a process in milliseconds; undefined where /proc does not tell it. */
export function cpuOf(pid: number | undefined): number | undefined {
  return pid === undefined ? undefined : statOf(pid)?.own;
}

/** CPU time of a process and of everything below it, also of what has ended meanwhile, in milliseconds. */
export function cpuOfTree(pid: number): number | undefined {
  const all = new Map(pids().flatMap((id) => entryOf(id)));
  const root = all.get(pid);
  if (!root) return undefined;
  const below = new Set([pid]);
  // Children may stand before their parents in the list, hence a second look for those that were found late.
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const [id, { parent }] of all) if (below.has(parent)) below.add(id);
  }
  return [...below].reduce((sum, id) => sum + (all.get(id)?.own ?? 0) + (all.get(id)?.ended ?? 0), 0);
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((id) => id > 0);
  } catch {
    return [];
  }
}

function entryOf(id: number): [number, Stat][] {
  const stat = statOf(id);
  return stat ? [[id, stat]] : [];
}

function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks; what follows it are numbers, the parent second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
    const ticks = (first: number): number => (fields[first] ?? 0) + (fields[first + 1] ?? 0);
    return { parent: fields[1] ?? 0, own: ticks(11) * msPerTick, ended: ticks(13) * msPerTick };
  } catch {
    return undefined; // it has ended, or there is no /proc
  }
}
