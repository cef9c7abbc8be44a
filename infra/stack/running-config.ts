import { loadConfig, loadServiceConfig, type ServiceConfig } from '../../libs/platform/config/config.js';
import { readRunningStack } from './running-stack.js';
import { StackError } from './stack-error.js';

/**
 * Configuration for a command that works with a running system: the one on this data folder, or the one that the
 * environment describes.
 * @throws StackError with a sentence for a person when there is none.
 */
export function runningConfig(env: NodeJS.ProcessEnv): ServiceConfig {
  if (env['DATABASE_URL']) return loadServiceConfig(env);
  const { dataDir } = loadConfig(env);
  const stack = readRunningStack(dataDir);
  if (!stack) throw new StackError(`No system runs on ${dataDir}: start it with npm start, or set DATABASE_URL and what else .env.example names.`);
  return loadServiceConfig({ ...env, ...stack.env });
}
