/** Names the folders of test/ that a run covers, separated by commas; absent: all. */
export const testFoldersVariable = 'SOJOURN_TEST_FOLDERS';

/** Address of the Postgres of a test run, with rights to make databases. */
export const testPostgresVariable = 'SOJOURN_TEST_POSTGRES';

/** Folders whose tests need neither a database nor a test server. */
const selfSufficient = ['unit', 'fuzz', 'architecture', 'stack', 'replay'];

/** Whether the run covers tests that need servers. */
export function needsServers(env: NodeJS.ProcessEnv = process.env): boolean {
  const folders = env[testFoldersVariable];
  return folders === undefined || folders.split(',').some((folder) => !selfSufficient.includes(folder));
}
