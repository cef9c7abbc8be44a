import { DefaultLogger, Runtime } from '@temporalio/worker';

/** A history that does not replay is what these tests look for: the engine need not warn of it. */
export function quietRuntime(): void {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
}
