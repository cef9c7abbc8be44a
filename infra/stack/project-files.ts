import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Root of the checkout: the nearest folder upwards with a package.json, from the source as from dist/. */
export const projectRoot = findRoot(import.meta.dirname);

/** Absolute path of a built file, named as in the source tree: `builtFile('apps/api/main.js')`. */
export function builtFile(path: string): string {
  return join(projectRoot, 'dist', path);
}

/** Folder outside the checkout for what is downloaded or compiled once: `SOJOURN_CACHE_DIR`, else the user's cache folder. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env['SOJOURN_CACHE_DIR'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sojourn'));
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json above this file: the program was moved out of its project folder.');
  return findRoot(parent);
}
