import { loadConfig, wantsSampleData, type Config, configVariables } from '../../libs/platform/config/config.js';
import { loadSecrets, type Secrets } from '../../libs/platform/config/secrets.js';
import { ManagedProcess, runToEnd, type ProcessSurroundings } from './child-process.js';
import { openDataDir, type DataDir } from './data-dir.js';
import { startMailbox, type RunningMailbox } from './mailbox-process.js';
import { stopLeftovers } from './pid-files.js';
import { requireFreePorts, type PortUse } from './ports.js';
import { startPostgres } from './postgres.js';
import type { Progress } from './progress.js';
import { builtFile } from './project-files.js';
import { whenAnswering, whenSaid } from './readiness.js';
import { removeRunningStack, writeRunningStack, type RunningStack } from './running-stack.js';
import { provideTemporalCli } from './temporal-cli.js';
import { startTemporalServer, type RunningTemporal } from './temporal-server.js';

/** Those who use a part stop before it. */
const stopOrder = ['api', 'worker', 'prepare', 'mailbox', 'temporal', 'postgres'];

/** A whole running system. */
export interface Stack extends Omit<RunningStack, 'pid' | 'identity'> {
  dataDir: string;
  /** Stops every part in order and gives the data folder free. */
  stop(): Promise<void>;
}

/** The parts that are brought along because no address of one's own was given. */
interface Parts {
  databaseUrl: string;
  temporal: Omit<RunningTemporal, 'process' | 'uiUrl'> & { uiUrl?: string };
  mailbox: Omit<RunningMailbox, 'process' | 'url'> & { url?: string };
}

/**
 * Starts the system that the environment describes: what has no address is brought along, then the database is prepared,
 * then worker and api. When `cancelled` is aborted, or anything fails, all that was started is stopped again.
 * @throws ConfigError or StackError with sentences for a person.
 */
export async function startStack(env: NodeJS.ProcessEnv, progress: Progress, cancelled: AbortSignal): Promise<Stack> {
  const config = loadConfig(env);
  const dataDir = await openDataDir(config.dataDir);
  const ending = new AbortController();
  const stop = async (): Promise<void> => {
    ending.abort(new Error('The system is being stopped.'));
    dataDir.announceStop();
    await stopLeftovers(dataDir.runDir, stopOrder);
    removeRunningStack(dataDir.runDir);
    dataDir.release();
  };
  const onCancel = (): void => ending.abort(cancelled.reason);
  cancelled.addEventListener('abort', onCancel);
  if (cancelled.aborted) onCancel();
  try {
    const running = await startParts(config, env, { dataDir, progress, stopping: ending.signal });
    writeRunningStack(dataDir.runDir, running);
    return { ...running, dataDir: config.dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    cancelled.removeEventListener('abort', onCancel);
  }
}

interface Surroundings extends ProcessSurroundings {
  dataDir: DataDir;
}

async function startParts(config: Config, env: NodeJS.ProcessEnv, surroundings: Surroundings): Promise<Omit<RunningStack, 'pid' | 'identity'>> {
  const { dataDir, progress } = surroundings;
  const leftovers = await stopLeftovers(dataDir.runDir, stopOrder);
  if (leftovers.length > 0) progress.say(`- stopped what an earlier start left running: ${leftovers.join(', ')}`);
  await requireFreePorts(portsInUse(config));
  const secrets = loadSecrets(dataDir.path);
  const parts = await startEmbedded(config, env, secrets, surroundings);

  const publicUrl = config.publicUrl ?? `http://127.0.0.1:${config.ports.web}`;
  const settings = serviceSettings(config, env, secrets, parts, publicUrl);
  const serviceEnv = { ...env, ...settings };
  await progress.step('migrations, namespace, programmes', () => runToEnd(nodeProcess('prepare', 'infra/stack/prepare.js', serviceEnv), surroundings));
  await Promise.all([
    progress.step('worker', () => startWorker(serviceEnv, surroundings)),
    progress.step('api', () => startApi(config.ports.web, serviceEnv, surroundings)),
  ]);
  return {
    publicUrl,
    staffUrl: `${publicUrl}/staff`,
    ...(parts.mailbox.url && { mailboxUrl: parts.mailbox.url }),
    ...(parts.temporal.uiUrl && { temporalUiUrl: parts.temporal.uiUrl }),
    temporalAddress: parts.temporal.address,
    env: settings,
  };
}

function portsInUse({ databaseUrl, temporal, mail, ports }: Config): PortUse[] {
  return [
    { port: ports.web, what: 'the pages', variable: 'PORT' },
    ...(databaseUrl ? [] : [{ port: ports.postgres, what: 'Postgres', variable: 'POSTGRES_PORT' }]),
    ...(temporal.address
      ? []
      : [
          { port: ports.temporal, what: 'Temporal', variable: 'TEMPORAL_PORT' },
          { port: ports.temporalUi, what: "Temporal's web page", variable: 'TEMPORAL_UI_PORT' },
        ]),
    ...(mail.smtpUrl
      ? []
      : [
          { port: ports.mailbox, what: 'the mailbox page', variable: 'MAILBOX_PORT' },
          { port: ports.smtp, what: 'the mailbox (SMTP)', variable: 'SMTP_PORT' },
        ]),
    ...(answersFromMailbox({ mail }) ? [{ port: ports.incomingSmtp, what: 'incoming mail (SMTP)', variable: 'INCOMING_SMTP_PORT' }] : []),
  ];
}

/** Whether the mailbox page answers mails, over a listener that the worker opens: where neither side of mail is somebody's own. */
function answersFromMailbox({ mail }: Pick<Config, 'mail'>): boolean {
  return !mail.smtpUrl && !mail.incomingUrl;
}

// Side by side: they do not need each other, and a first start may compile Temporal for minutes.
async function startEmbedded(config: Config, env: NodeJS.ProcessEnv, secrets: Secrets, surroundings: Surroundings): Promise<Parts> {
  const { dataDir, progress } = surroundings;
  const { ports } = config;
  const postgres = async (): Promise<string> =>
    config.databaseUrl ??
    (await progress.step(`Postgres on port ${ports.postgres}`, () => startPostgres({ dataDir, port: ports.postgres, password: secrets.postgresPassword }, surroundings))).url;
  const temporal = async (): Promise<Parts['temporal']> => {
    if (config.temporal.address) return { address: config.temporal.address };
    const cli = await provideTemporalCli(progress, env, surroundings.stopping);
    const { namespace } = config.temporal;
    return progress.step(`Temporal on port ${ports.temporal} (from: ${cli.source})`, () => startTemporalServer({ cli, dataDir, port: ports.temporal, uiPort: ports.temporalUi, namespace }, surroundings));
  };
  const mailbox = async (): Promise<Parts['mailbox']> => {
    if (config.mail.smtpUrl) return { smtpUrl: config.mail.smtpUrl };
    return progress.step(`mailbox on port ${ports.mailbox}`, () => startMailbox({ dataDir, smtpPort: ports.smtp, port: ports.mailbox, env: { ...env, INCOMING_SMTP_PORT: answersFromMailbox(config) ? String(ports.incomingSmtp) : '' } }, surroundings));
  };
  const [databaseUrl, temporalPart, mailboxPart] = await Promise.all([postgres(), temporal(), mailbox()]);
  return { databaseUrl, temporal: temporalPart, mailbox: mailboxPart };
}

/** The variables of our own that api, worker and commands get: those that were given, and the addresses and keys that were missing. */
function serviceSettings(config: Config, env: NodeJS.ProcessEnv, secrets: Secrets, parts: Parts, publicUrl: string): Record<string, string> {
  const given = configVariables.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return {
    LINK_KEYS: secrets.linkKeys,
    SESSION_KEY: secrets.sessionKey,
    ...(Object.fromEntries(given) as Record<string, string>),
    DATA_DIR: config.dataDir,
    DATABASE_URL: parts.databaseUrl,
    TEMPORAL_ADDRESS: parts.temporal.address,
    TEMPORAL_NAMESPACE: config.temporal.namespace,
    SMTP_URL: parts.mailbox.smtpUrl,
    ...(answersFromMailbox(config) && { INCOMING_MAIL_URL: `smtp://127.0.0.1:${config.ports.incomingSmtp}` }),
    PUBLIC_URL: publicUrl,
    SAMPLE_DATA: String(wantsSampleData(config)),
    PORT: String(config.ports.web),
  };
}

function startWorker(env: NodeJS.ProcessEnv, surroundings: Surroundings): Promise<ManagedProcess> {
  const readiness = { sendsMessages: true, isReady: whenSaid('ready'), readyTimeoutMs: 120_000, stopTimeoutMs: 45_000 };
  return ManagedProcess.start({ ...nodeProcess('worker', 'apps/worker/main.js', env), ...readiness }, surroundings);
}

function startApi(port: number, env: NodeJS.ProcessEnv, surroundings: Surroundings): Promise<ManagedProcess> {
  const readiness = { isReady: whenAnswering(`http://127.0.0.1:${port}/health/ready`), readyTimeoutMs: 120_000 };
  return ManagedProcess.start({ ...nodeProcess('api', 'apps/api/main.js', env), ...readiness }, surroundings);
}

function nodeProcess(name: string, file: string, env: NodeJS.ProcessEnv) {
  return { name, command: process.execPath, args: ['--enable-source-maps', builtFile(file)], env };
}
