import { Connection } from '@temporalio/client';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess, type ProcessSurroundings } from './child-process.js';
import type { DataDir } from './data-dir.js';
import { whenSucceeding } from './readiness.js';
import { keepClosedWorkflows } from './retention.js';
import type { TemporalCli } from './temporal-cli.js';

export interface TemporalServerOptions {
  cli: TemporalCli;
  dataDir: DataDir;
  port: number;
  uiPort: number;
  namespace: string;
}

/** A Temporal development server on 127.0.0.1 that keeps its state in the data folder. */
export interface RunningTemporal {
  /** `host:port` for clients and workers. */
  address: string;
  /** Web page that shows workflows. */
  uiUrl: string;
  process: ManagedProcess;
}

/**
 * Starts the development server with its web page and waits until it serves.
 * @throws StackError when it does not come up.
 */
export async function startTemporalServer(options: TemporalServerOptions, surroundings: Omit<ProcessSurroundings, 'dataDir'>): Promise<RunningTemporal> {
  const address = `127.0.0.1:${options.port}`;
  mkdirSync(stateDir(options.dataDir), { recursive: true, mode: 0o700 });
  const process = await ManagedProcess.start(
    {
      name: 'temporal',
      command: options.cli.path,
      args: serverArgs(options),
      env: globalThis.process.env,
      isReady: whenSucceeding(() => serves(address)),
      stopTimeoutMs: 20_000,
    },
    { dataDir: options.dataDir, ...surroundings },
  );
  await keepHistories(address, options.namespace);
  return { address, uiUrl: `http://127.0.0.1:${options.uiPort}`, process };
}

/** A development server forgets what is closed after a day. */
async function keepHistories(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 5_000 });
  try {
    await keepClosedWorkflows(connection.workflowService, namespace);
  } finally {
    await connection.close();
  }
}

function serverArgs({ dataDir, port, uiPort, namespace }: TemporalServerOptions): string[] {
  return [
    ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ['--namespace', namespace, '--db-filename', join(stateDir(dataDir), 'state.sqlite')],
    // Write-ahead log, yet every commit reaches the disk: twice as fast as the default and still safe.
    ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=2'],
    ['--log-level', 'warn', '--color', 'never', '--disable-config-file', '--disable-config-env'],
  ].flat();
}

function stateDir(dataDir: DataDir): string {
  return join(dataDir.path, 'temporal');
}

async function serves(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 });
  try {
    const { status } = await connection.healthService.check({ service: 'temporal.api.workflowservice.v1.WorkflowService' });
    return status === 1; // SERVING
  } finally {
    await connection.close();
  }
}
