import { ManagedProcess, type ProcessSurroundings } from './child-process.js';
import type { DataDir } from './data-dir.js';
import { builtFile } from './project-files.js';
import { whenAnswering } from './readiness.js';

/** A mail server of our own that delivers nothing and shows on a page what it was given. */
export interface RunningMailbox {
  smtpUrl: string;
  /** The page with all mails. */
  url: string;
  process: ManagedProcess;
}

/**
 * Starts the mailbox and waits until its page answers.
 * @throws StackError when it does not come up.
 */
export async function startMailbox(options: { dataDir: DataDir; smtpPort: number; port: number; env: NodeJS.ProcessEnv }, surroundings: Omit<ProcessSurroundings, 'dataDir'>): Promise<RunningMailbox> {
  const url = `http://127.0.0.1:${options.port}`;
  const managed = await ManagedProcess.start(
    {
      name: 'mailbox',
      command: process.execPath,
      args: ['--enable-source-maps', builtFile('infra/mailbox/main.js')],
      env: { ...options.env, SMTP_PORT: String(options.smtpPort), MAILBOX_PORT: String(options.port), DATA_DIR: options.dataDir.path },
      isReady: whenAnswering(`${url}/health`),
    },
    { dataDir: options.dataDir, ...surroundings },
  );
  return { smtpUrl: `smtp://127.0.0.1:${options.smtpPort}`, url, process: managed };
}
