import { existsSync } from 'node:fs';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ServiceConfig } from '../config/config.js';
import { connectionOptions } from './connect.js';
import { dataConverter } from './data-converter.js';
import { HeartbeatInterceptor } from './heartbeat-interceptor.js';
import { FailureInterceptor, type ErrorReporter } from './failure-interceptor.js';

/** Activity implementations of one task queue, by name. */
export type ActivityMap = Record<string, (...args: never[]) => Promise<unknown>>;

/** What the workers of a process run. */
export interface WorkerPlan {
  /** The queue whose worker also runs workflows; only this one loads the bundle. */
  workflowQueue: string;
  /** Path of the built workflow bundle. */
  bundlePath: string;
  activities: ReadonlyMap<string, ActivityMap>;
  reportError: ErrorReporter;
}

/** The running workers of a process. */
export interface RunningWorkers {
  /** Settles when every worker has stopped; rejects when one fails. */
  done: Promise<void>;
  stop(): void;
}

/** How long running activities may take to finish when the process is asked to stop; whoever stops it waits 45 s. */
const shutdownGraceTime = '30s';
/** Then the worker ends whatever still runs. */
const shutdownForceTime = '40s';

/** Connects and starts one worker for each task queue. */
export async function startWorkers(config: ServiceConfig, plan: WorkerPlan): Promise<RunningWorkers> {
  if (!existsSync(plan.bundlePath)) throw new Error('the workflow bundle is missing: build the project first');
  const connection = await NativeConnection.connect(connectionOptions(config.temporal));
  const queues = new Set([plan.workflowQueue, ...plan.activities.keys()]);
  const workers = await Promise.all(
    [...queues].map((taskQueue) => Worker.create(workerOptions(config, plan, connection, taskQueue))),
  );
  return {
    done: Promise.all(workers.map((worker) => worker.run())).then(() => connection.close()),
    stop: () => workers.filter((worker) => worker.getState() === 'RUNNING').forEach((worker) => worker.shutdown()),
  };
}

function workerOptions(
  config: ServiceConfig,
  plan: WorkerPlan,
  connection: NativeConnection,
  taskQueue: string,
): WorkerOptions {
  const activities = plan.activities.get(taskQueue);
  return {
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    dataConverter,
    shutdownGraceTime,
    shutdownForceTime,
    maxConcurrentActivityTaskExecutions: config.database.connections, // each may want a connection of its own
    ...(activities && { activities }),
    ...(taskQueue === plan.workflowQueue && { workflowBundle: { codePath: plan.bundlePath } }),
    interceptors: {
      activity: [
        (context) => ({ inbound: new HeartbeatInterceptor(context) }),
        (context) => ({ inbound: new FailureInterceptor(context, plan.reportError) }),
      ],
    },
  };
}
