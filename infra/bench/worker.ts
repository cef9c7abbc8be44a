import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { mailTaskQueue } from '../../libs/contracts/delivery/index.js';
import { exchangeTaskQueue } from '../../libs/contracts/dossier/index.js';
import type { Step } from '../../libs/contracts/dossier/index.js';
import { onParentGone } from '../stack/parent-gone.js';
import { bareTaskQueue } from './bare.contract.js';
import { PaperOffice, readProgramme } from '../rehearse/paper-office.js';
import { visitOf, type ToBench, type ToWorker } from './worker-process.js';

// Child process of the bench: hosts the workers of both kinds, so that its CPU is theirs alone.

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
const tell = (message: ToBench): void => void process.send?.(message);

onParentGone(() => process.exit(1));
const [address = '', startedAt = '0'] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const office = new PaperOffice(readProgramme(), { visit: visitOf(Number(startedAt)) });

const ours = {
  publish: async (step: Step) => {
    const result = await office.publish(step);
    tell({ kind: 'written', ref: step.ref, seq: step.seq });
    if (step.events.at(-1)?.kind === 'ended') office.forget(step.ref);
    return result;
  },
  closePrompt: office.closePrompt.bind(office),
};
const bare = {
  step: async (ref: string, seq: number) => tell({ kind: 'written', ref, seq }),
};

// As many as may be open at a time: a smaller cache would measure the cache.
const shared = { connection, maxCachedWorkflows: 1_000 };
const workers = await Promise.all([
  Worker.create({ ...shared, taskQueue: exchangeTaskQueue, activities: ours, workflowBundle: await bundle('../../workflows/index.js') }),
  Worker.create({ ...shared, taskQueue: mailTaskQueue, activities: { deliver: office.deliver.bind(office) } }),
  Worker.create({ ...shared, taskQueue: bareTaskQueue, activities: bare, workflowBundle: await bundle('./bare.workflow.js') }),
]);
const running = Promise.all(workers.map((worker) => worker.run()));
process.on('message', (message: ToWorker) => {
  if (message === 'cpu') tell({ kind: 'cpu', micros: cpuMicros() });
  else workers.forEach((worker) => worker.shutdown());
});
tell({ kind: 'ready' });
await running;
await connection.close();
process.disconnect();

function bundle(path: string) {
  return bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL(path, import.meta.url)), logger: quiet });
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
