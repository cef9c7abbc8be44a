import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { searchAttributes } from '../../libs/contracts/dossier/index.js';
import { timeSkippingOptions } from './time-skipping-server.js';

/** How often a server may be slow to start. */
const mostTries = 5;

/** Does work on a time-skipping server of its own, which ends with the work. `identity` is whom the server hears of. */
export async function onTimeSkippingServer<T>(identity: string, work: (environment: TestWorkflowEnvironment) => Promise<T>): Promise<T> {
  quietRuntime();
  const environment = await startServer(identity);
  try {
    // A server that does not know the attribute refuses every task of a workflow that sets it.
    await environment.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: { [searchAttributes.stage]: proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD },
    });
    return await work(environment);
  } finally {
    await environment.teardown();
  }
}

/** The SDK gives a server five seconds to start; on a busy machine Java needs another try. */
async function startServer(identity: string): Promise<TestWorkflowEnvironment> {
  const options = { ...(await timeSkippingOptions()), client: { identity } };
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping(options);
    } catch (error) {
      if (tries === mostTries) throw error;
    }
  }
}

let runtimeIsQuiet = false;
function quietRuntime(): void {
  if (runtimeIsQuiet) return;
  runtimeIsQuiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
}
