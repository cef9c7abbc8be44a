// The one door into the project: `node infra/bootstrap.mjs <command> [arguments]`.
// It needs nothing but Node 18 or newer: it provides Node 24, the dependencies and the build, then runs the command.
// Built-ins only, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, isStale } from './bootstrap/build.mjs';
import { step } from './bootstrap/progress.mjs';
import { withLock } from './bootstrap/lock.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cacheDir = resolve(process.env.SOJOURN_CACHE_DIR || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sojourn'));
const nodeVersion = '24.21.0';

/** What can be asked for, and the built file that does it; `build` has none. */
const commands = {
  start: 'infra/stack/start.js',
  test: 'infra/testing/run-tests.js',
  prove: 'infra/testing/run-proofs.js',
  mutants: 'infra/testing/mutants/run-mutants.js',
  walkthrough: 'infra/walkthrough/main.js',
  bench: 'infra/bench/main.js',
  staff: 'infra/commands/staff.js',
  programme: 'infra/commands/programme.js',
  network: 'infra/commands/network.js',
  archive: 'infra/commands/archive.js',
  'rebuild-views': 'infra/commands/rebuild-views.js',
  revive: 'infra/commands/revive.js',
  check: 'infra/testing/run-checks.js',
  build: undefined,
};

/** Commands that talk to a running system read `.env`; tests and checks must not depend on it. */
const readsDotEnv = new Set(['start', 'walkthrough', 'bench', 'staff', 'programme', 'network', 'archive', 'rebuild-views', 'revive']);

async function main(command, args) {
  if (!command || !Object.hasOwn(commands, command)) {
    throw new Error(`Say what to do: node infra/bootstrap.mjs ${Object.keys(commands).join(' | ')}`);
  }
  process.chdir(root);
  if (!isWantedNode(process.versions.node)) return runUnderWantedNode();

  cleanEnvironment(dirname(process.execPath));
  await withLock(checkoutLock(), async () => {
    if (dependenciesAreStale()) await installDependencies();
    if (isStale(root)) await build(root);
  });
  if (command === 'build') return;
  const entry = join(root, 'dist', commands[command]);
  if (!existsSync(entry)) throw new Error(`\`${command}\` is not part of this build: ${entry} is missing. Run \`npm run build\` and look at its output.`);
  if (readsDotEnv.has(command) && existsSync('.env')) process.loadEnvFile('.env');
  // The command runs in this very process: one process less between Ctrl-C and the stack.
  process.argv = [process.execPath, entry, ...args];
  await import(pathToFileURL(entry).href);
}

// Node 24 -----------------------------------------------------------------------------------------

function isWantedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === 24 && minor >= 11;
}

async function runUnderWantedNode() {
  const node = cachedNode() ?? (await withLock(join(cacheDir, 'locks', 'node.lock'), provideNode));
  cleanEnvironment(dirname(node));
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, SOJOURN_STOP_WITH_PARENT: '1' } });
  // Ctrl-C reaches the child by itself, being in the same process group; a signal sent to this process alone is passed on.
  // Either way this process stays until the child has stopped everything in order.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) onParentGone(() => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (...ending) => done(ending));
  });
  process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
}

// npm's shell between us and npm does not pass on a SIGTERM: it just ends.
function onParentGone(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 250);
}

const nodePackage = `node-${process.platform}-${process.arch}`;
const nodeFolder = join(cacheDir, `node-${nodeVersion}`);

function cachedNode() {
  const node = join(nodeFolder, 'node_modules', nodePackage, 'bin', 'node');
  return existsSync(node) && spawnSync(node, ['--version']).status === 0 ? node : undefined;
}

async function provideNode() {
  const provided = cachedNode(); // by another command, while this one waited
  if (provided) return provided;
  await step(`Node ${nodeVersion} (this is ${process.versions.node})`, async (run) => {
    mkdirSync(nodeFolder, { recursive: true });
    await run(process.execPath, [findNpm(), ...installInto(nodeFolder), `${nodePackage}@${nodeVersion}`], { env: withoutNpmPrefix(process.env), cwd: nodeFolder });
  }, `Node ${nodeVersion} could not be installed: install Node 24 yourself (https://nodejs.org) and run the command again.`);
  const installed = cachedNode();
  if (!installed) throw new Error(`Node ${nodeVersion} from the package registry does not run on this machine: install Node 24 yourself (https://nodejs.org) and run the command again.`);
  return installed;
}

function installInto(folder) {
  return ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
}

/** npm's scripts and every grandchild find Node 24 first and nothing that npm told them about the older Node. */
function cleanEnvironment(nodeBin) {
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => entry && entry !== nodeBin);
  Object.assign(process.env, { PATH: [nodeBin, ...path].join(delimiter) });
  for (const name of staleNpmVariables) delete process.env[name];
}

const staleNpmVariables = ['npm_config_prefix', 'NODE', 'npm_node_execpath'];

function withoutNpmPrefix(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !staleNpmVariables.includes(name)));
}

// Dependencies ------------------------------------------------------------------------------------

function checkoutLock() {
  // Outside the checkout: node_modules and dist are replaced as a whole, and nothing new should show up in `git status`.
  return join(cacheDir, 'locks', `${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`);
}

function dependenciesAreStale() {
  const installed = join(root, 'node_modules', '.package-lock.json'); // npm writes it last
  if (!existsSync(installed)) return true;
  const stamp = join(root, 'node_modules', '.sojourn-installed');
  const wanted = installStamp();
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') !== wanted;
  // Installed by hand (`npm ci`, `npm install`) after the lock was last changed: taken over as it is.
  if (statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs) return true;
  writeFileSync(stamp, wanted);
  return false;
}

function installStamp() {
  return `${process.platform}-${process.arch}\n${readFileSync(join(root, 'package-lock.json'), 'utf8')}`;
}

async function installDependencies() {
  const folder = join(root, 'node_modules');
  // npm ci would empty the folder that the link leads to, under the feet of whoever uses it.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(folder);
  await step('dependencies (npm ci)', async (run) => {
    const npm = await provideNpm(run);
    await run(process.execPath, [npm, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
    writeFileSync(join(root, 'node_modules', '.sojourn-installed'), installStamp());
  }, 'The dependencies could not be installed: check the connection to the package registry (npm config get registry) and run the command again.');
}

/** An npm that honours `allowScripts` in package.json: the host's if it is new enough, else one of our own in the cache. */
async function provideNpm(run) {
  const host = findNpm();
  const { version } = JSON.parse(readFileSync(join(dirname(host), '..', 'package.json'), 'utf8'));
  if (Number(version.split('.')[0]) >= 11) return host;
  const folder = join(cacheDir, 'npm-11');
  const own = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (!existsSync(own)) {
    mkdirSync(folder, { recursive: true });
    await run(process.execPath, [host, ...installInto(folder), 'npm@11'], { cwd: folder });
  }
  return own;
}

function findNpm() {
  const candidates = [process.env.npm_execpath, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'))];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const real = realpathSync(candidate);
    if (real.endsWith('npm-cli.js')) return real;
  }
  throw new Error('npm was not found: install Node 24 with npm (https://nodejs.org) and run the command again.');
}

// Last, so that every constant above exists when it runs.
await main(process.argv[2], process.argv.slice(3)).catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
});
