import type { TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadTemporal } from './download.js';
import { silentProgress, type Progress } from './progress.js';
import { cacheDir } from './project-files.js';
import { hasTool, runTool } from './run-tool.js';
import { StackError } from './stack-error.js';

const mavenVersion = '1.32.0';

/** Names the program for all test files of a run, so that it is provided once. */
export const testServerVariable = 'SOJOURN_TEST_SERVER';

/** Options for `TestWorkflowEnvironment.createTimeSkipping`: which test server to run. */
export async function timeSkippingOptions(): Promise<TimeSkippingTestWorkflowEnvironmentOptions> {
  const path = process.env[testServerVariable] ?? (await provideTestServer(silentProgress));
  return { server: { executable: { type: 'existing-path', path } } };
}

/**
 * Path of a program that runs the time-skipping test server, the first of: in the cache; the official download; from
 * Maven Central with the machine's Java. It ends itself when the process that started it is gone.
 * @throws StackError with the ways out when none works.
 */
export async function provideTestServer(progress: Progress): Promise<string> {
  const folder = join(cacheDir(), `temporal-test-server-${mavenVersion}`);
  const start = join(folder, 'start');
  if (existsSync(start)) return start;
  mkdirSync(folder, { recursive: true });
  const reasons: string[] = [];
  try {
    const program = join(folder, 'temporal-test-server');
    await progress.step('test server: official download', () => downloadTemporal('temporal-test-server', 'default', program));
    return writeStarter(start, `"${program}"`);
  } catch (error) {
    reasons.push(`official download: ${(error as Error).message}`);
  }
  try {
    await progress.step('test server: Maven Central', () => fetchJars(folder));
    return writeStarter(start, `java -cp "${join(folder, 'jars', '*')}" io.temporal.testserver.TestServer`);
  } catch (error) {
    reasons.push(`Maven Central: ${(error as Error).message}`);
  }
  throw new StackError(['There is no time-skipping test server for the workflow tests. Install Java 17 and Maven, or let https://temporal.download be reached. What was tried:', ...reasons.map((reason) => `  - ${reason}`)].join('\n'));
}

async function fetchJars(folder: string): Promise<void> {
  if (!hasTool('java', ['-version'])) throw new Error('there is no Java on the PATH');
  if (!hasTool('mvn', ['--version'])) throw new Error('there is no Maven (mvn) on the PATH');
  const draft = join(folder, `draft.${process.pid}`);
  mkdirSync(draft, { recursive: true });
  try {
    writeFileSync(join(draft, 'pom.xml'), pom);
    await runTool('mvn', ['--batch-mode', '--quiet', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(draft, 'jars')}`], { cwd: draft, timeoutMs: 5 * 60_000 });
    rmSync(join(folder, 'jars'), { recursive: true, force: true });
    renameSync(join(draft, 'jars'), join(folder, 'jars'));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sojourn</groupId><artifactId>test-server</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${mavenVersion}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`;

// The SDK kills the server when a test file is done, but not when the test run itself is killed: the loop sees to that.
function writeStarter(start: string, command: string): string {
  const script = `#!/bin/sh
server=$$ starter=$PPID
(while kill -0 "$starter" 2>/dev/null && kill -0 "$server" 2>/dev/null; do sleep 1; done; kill -9 "$server") </dev/null >/dev/null 2>&1 &
exec ${command} "$@"
`;
  writeFileSync(`${start}.${process.pid}`, script);
  chmodSync(`${start}.${process.pid}`, 0o755);
  renameSync(`${start}.${process.pid}`, start);
  return start;
}
