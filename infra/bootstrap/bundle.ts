import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Builds the workflow bundle beside the compiled code; workers load this file and nothing else. */
const workflowsPath = fileURLToPath(new URL('../../workflows/index.js', import.meta.url));
const bundlePath = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));

const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
await writeFile(bundlePath, code);
