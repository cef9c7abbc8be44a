import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { searchAttributes } from '../../libs/contracts/exchange/index.js';
import { timeSkippingOptions } from './time-skipping-server.js';

/** Does work on a time-skipping server of its own, which ends with the work. `identity` is whom the server hears of. */
export async function onTimeSkippingServer<T>(identity: string, work: (environment: TestWorkflowEnvironment) => Promise<T>): Promise<T> {
  quietRuntime();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({ ...(await timeSkippingOptions()), client: { identity } });
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

let runtimeIsQuiet = false;
function quietRuntime(): void {
  if (runtimeIsQuiet) return;
  runtimeIsQuiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
}
