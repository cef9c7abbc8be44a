import type { Mutant, MutantResult } from '@stryker-mutator/api/core';
import { createHash } from 'node:crypto';

/** Which faults a run tries: the same for the same seed and sources. */
export interface Sample {
  seed: string;
  /** How many faults are tried; those that no test comes near count beside them. */
  size: number;
}

/** What became of the faults of a sample. */
export interface Noticed {
  noticed: number;
  /** Faults that every test let pass, or that no test comes near. */
  survived: MutantResult[];
}

/** Draws the faults to be tried, from those that some test comes near. */
export function drawn<M extends Pick<Mutant, 'fileName' | 'mutatorName' | 'location' | 'replacement'>>(mutants: readonly M[], { seed, size }: Sample): M[] {
  return mutants.toSorted((a, b) => lot(seed, a) - lot(seed, b)).slice(0, size);
}

/**
 * Reads what became of the faults. One that was not drawn is a "compile error" by our own checker. A fault that no test comes
 * near was never tried: as large a share of them as was drawn of the others counts as survived.
 */
export function judge(results: readonly MutantResult[], seed: string): Noticed {
  const near = results.filter(({ status }) => status !== 'NoCoverage' && status !== 'Ignored');
  const tried = near.filter(({ status }) => status !== 'CompileError');
  const nobody = results.filter(({ status }) => status === 'NoCoverage');
  const share = near.length === 0 ? 1 : tried.length / near.length;
  const survived = tried.filter(({ status }) => status === 'Survived');
  return {
    noticed: tried.length - survived.length,
    survived: [...survived, ...drawn(nobody, { seed, size: Math.round(nobody.length * share) })],
  };
}

/** A number from 0 to 1 by chance, but always the same one for a fault and a seed. */
function lot(seed: string, { fileName, mutatorName, location, replacement }: Pick<Mutant, 'fileName' | 'mutatorName' | 'location' | 'replacement'>): number {
  const { start, end } = location;
  const name = [seed, fileName.replace(/^.*?(?=(libs|workflows|activities|apps)\/)/, ''), mutatorName, start.line, start.column, end.line, end.column, replacement].join('|');
  return createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
}
