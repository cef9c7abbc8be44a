import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../libs/contracts/dossier/index.js';
import { openDataDir } from '../stack/data-dir.js';
import { freePorts } from '../stack/ports.js';
import type { Progress } from '../stack/progress.js';
import { provideTemporalCli } from '../stack/temporal-cli.js';
import { startTemporalServer } from '../stack/temporal-server.js';

/** Temporal's number for an attribute that is compared as a whole. */
const keyword = 2;

/** The Temporal development server that a bench has for itself. */
export interface BenchServer {
  address: string;
  connection: Connection;
  /** Its process, for its CPU time. */
  pid: number | undefined;
  stop(): Promise<void>;
}

/** Starts the server as `npm start` does, on ports of its own, with its state in a folder. */
export async function startBenchServer(folder: string, progress: Progress): Promise<BenchServer> {
  const dataDir = await openDataDir(folder);
  const [port = 0, uiPort = 0] = await freePorts(2);
  const stopping = new AbortController();
  const cli = await provideTemporalCli(progress, process.env, stopping.signal);
  const server = await startTemporalServer({ cli, dataDir, port, uiPort, namespace: 'default' }, { progress, stopping: stopping.signal });
  const connection = await Connection.connect({ address: server.address });
  await connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { [searchAttributes.stage]: keyword },
  });
  return {
    address: server.address,
    connection,
    pid: server.process.pid,
    async stop() {
      await connection.close();
      stopping.abort();
      await server.process.stop();
      dataDir.release();
    },
  };
}
