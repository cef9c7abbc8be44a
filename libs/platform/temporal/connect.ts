import { Client, Connection } from '@temporalio/client';
import type { Config } from '../config/config.js';
import { dataConverter } from './data-converter.js';

/** Connects to the Temporal server of the configuration, lazily: a process starts also while the server is away. */
export function temporalClient({ temporal }: Pick<Config, 'temporal'>): { client: Client; connection: Connection } {
  const connection = Connection.lazy(connectionOptions(temporal));
  return { client: new Client({ connection, namespace: temporal.namespace, dataConverter }), connection };
}

/** How client and worker reach the server: address, TLS, API key. */
export function connectionOptions(temporal: Config['temporal']) {
  return {
    address: temporal.address ?? '127.0.0.1:7233',
    ...(temporal.tls && { tls: temporal.tls }),
    ...(temporal.apiKey && { apiKey: temporal.apiKey, tls: temporal.tls ?? true }),
    connectTimeout: '5s',
  };
}
