import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { step } from './progress.mjs';

const sourceFolders = ['apps', 'workflows', 'activities', 'libs', 'programmes', 'infra'];
const assetTypes = new Set(['.yaml', '.yml', '.json', '.sql', '.css', '.js', '.svg', '.png', '.ico', '.txt', '.html']);

/** Whether dist/ was built from other sources than those of the checkout. */
export function isStale(root) {
  const stamp = stampPath(root);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(root);
}

/** Compiles, copies what the program reads at run time, bundles the workflows; the stamp comes last, so a broken build is repeated. */
export async function build(root) {
  const builtFrom = fingerprint(root);
  await step('build', async (run) => {
    await run(process.execPath, [join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'], { cwd: root });
    copyAssets(root);
    const bundler = join(root, 'dist', 'infra', 'bootstrap', 'bundle.js');
    if (existsSync(bundler)) await run(process.execPath, [bundler], { cwd: root });
    writeFileSync(stampPath(root), builtFrom);
  });
}

function stampPath(root) {
  return join(root, 'dist', '.sojourn-built');
}

/** Hash over names and contents: times mean nothing after a checkout or a copy. */
function fingerprint(root) {
  const hash = createHash('sha256');
  const settings = readdirSync(root).filter((name) => name.endsWith('.json') || name === '.swcrc');
  const files = [...settings.map((name) => join(root, name)), ...sourceFolders.flatMap((folder) => filesBelow(join(root, folder)))];
  files.sort((a, b) => (a < b ? -1 : 1));
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function copyAssets(root) {
  for (const file of sourceFolders.flatMap((folder) => filesBelow(join(root, folder)))) {
    if (!assetTypes.has(extname(file))) continue;
    const target = join(root, 'dist', relative(root, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
