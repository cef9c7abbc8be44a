import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { replayOpen } from '../../libs/operations/replay/replay-open.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { runningConfig } from '../stack/running-config.js';
import { StackError } from '../stack/stack-error.js';
import { runCommand, say } from './command.js';

// `npm run replay-open [-- --namespace <name>]`: whether this build can go on with everything that runs.

const bundlePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));

async function main(args: string[]): Promise<number> {
  const { namespace } = parseArgs({ args, options: { namespace: { type: 'string' } } }).values;
  const config = runningConfig(process.env);
  const { client, connection } = temporalClient({ temporal: { ...config.temporal, ...(namespace && { namespace }) } });
  try {
    await mustKnow(connection, namespace ?? config.temporal.namespace);
    // What does not replay is said below, once and in one line. Installed it runs until a replay has ended.
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
    const { sound, broken } = await replayOpen(client, bundlePath);
    for (const { workflowId, why } of broken) say(`${workflowId}: ${why}`, 1);
    const all = sound + broken.length;
    if (broken.length === 0) return say(`This build can go on with all ${all} running workflows.`, 0);
    return say(`This build cannot go on with ${broken.length} of ${all} running workflows: do not deploy it. A change of a story belongs behind desk.since.`, 1);
  } finally {
    await connection.close();
  }
}

/** An empty answer of a namespace that is not there would look like good news. */
async function mustKnow(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.withDeadline(Date.now() + 10_000, () => connection.workflowService.describeNamespace({ namespace }));
  } catch (error) {
    throw new StackError(`Temporal does not tell of the namespace ${namespace}: ${(error as Error).message}`);
  }
}

await runCommand(main);
