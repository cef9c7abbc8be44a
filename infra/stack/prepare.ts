import 'reflect-metadata';
import type { Client, Connection } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { ConfigError, loadServiceConfig, type ServiceConfig } from '../../libs/platform/config/config.js';
import { exchangeTaskQueue, searchAttributes } from '../../libs/contracts/dossier/index.js';
import { upkeepScheduleId, upkeepWorkflowType } from '../../libs/contracts/upkeep/index.js';
import { openDatabase } from '../../libs/platform/db/data-source.js';
import { migrate } from '../../libs/platform/db/migrate.js';
import { publishDefinition } from '../../libs/programmes/publish-definition.js';
import { temporalClient } from '../../libs/platform/temporal/connect.js';
import { readProgramme, shippedProgrammes } from '../programme-files/read-programme.js';
import { loadSampleNetwork } from '../sample/load-sample-network.js';
import { requireRetention } from './retention.js';
import { StackError } from './stack-error.js';
import { whatToDoFirst } from './what-to-do-first.js';

// Run once at each start, before worker and api: schema, search attributes, schedule, programmes; sample data where asked for.

/** `IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const keyword = 2;
/** How often the upkeep of editions looks what is due. */
const upkeepEvery = '5 minutes';

async function main(): Promise<void> {
  const config = loadServiceConfig();
  await migrate(config.databaseUrl, config.database);
  await Promise.all([prepareDatabase(config), prepareTemporal(config)]);
}

async function prepareDatabase(config: ServiceConfig): Promise<void> {
  const db = await openDatabase(config.databaseUrl, { ...config.database, connections: 2 });
  try {
    for (const file of shippedProgrammes) {
      const read = readProgramme(file);
      if (!read.ok) throw new ConfigError(read.problems.map(({ file, line, path, problem }) => `${file}:${line} ${path}: ${problem}`));
      const published = await db.transaction((tx) => publishDefinition(tx, read));
      if (published === 'changed') {
        throw new ConfigError([`${file} was changed without a new version: raise \`version\`, running exchanges keep the old rules.`]);
      }
    }
    if (config.sampleData) await db.transaction((tx) => loadSampleNetwork(tx));
    for (const line of await whatToDoFirst(db.manager, config)) process.send?.(line);
  } finally {
    await db.destroy();
  }
}

async function prepareTemporal(config: ServiceConfig): Promise<void> {
  const { client, connection } = temporalClient(config);
  try {
    await requireRetention(connection.workflowService, config.temporal.namespace);
    await registerSearchAttributes(connection, config.temporal.namespace);
    await scheduleUpkeep(client);
  } finally {
    await connection.close();
  }
}

async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const wanted = Object.values(searchAttributes);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = wanted.filter((name) => !(name in customAttributes));
  if (missing.length === 0) return;
  const attributes = Object.fromEntries(missing.map((name) => [name, keyword]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: attributes });
}

async function scheduleUpkeep(client: Client): Promise<void> {
  const schedule = {
    scheduleId: upkeepScheduleId,
    spec: { intervals: [{ every: upkeepEvery }] },
    action: { type: 'startWorkflow' as const, workflowType: upkeepWorkflowType, taskQueue: exchangeTaskQueue, args: [] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
  };
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ScheduleAlreadyRunning') throw error;
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError || error instanceof StackError ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
});
