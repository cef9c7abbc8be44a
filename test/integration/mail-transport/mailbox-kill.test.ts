import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { composeMessage } from '../../../libs/mail/compose/message.js';
import { createSmtpTransport } from '../../../libs/mail/transport/smtp-transport.js';
import { brand, content, envelope } from '../../unit/mail/sample-mail.js';

const repository = join(import.meta.dirname, '../../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mailbox-kill-'));
  const swc = join(repository, 'node_modules/@swc/cli/bin/swc.js');
  execFileSync(process.execPath, [swc, 'infra/mailbox', '-d', join(folder, 'build'), '--extensions', '.ts,.tsx', '--quiet'], { cwd: repository });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startProcess(): Promise<{ child: ChildProcess; httpUrl: string; smtpUrl: string }> {
  const child = spawn(process.execPath, [join(folder, 'build/infra/mailbox/main.js')], {
    env: { ...process.env, NODE_OPTIONS: '', SMTP_PORT: '0', MAILBOX_PORT: '0', DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const [, , httpUrl = '', smtpUrl = ''] = line.split(' ');
  return { child, httpUrl, smtpUrl };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}

test('every mail that was answered with 250 is there after a kill in the middle of many', async () => {
  const first = await startProcess();
  const transport = createSmtpTransport({ url: first.smtpUrl });
  const accepted: string[] = [];
  const attempts = Array.from({ length: 200 }, async (_, index) => {
    const messageId = `<kill-${index}@programme.example>`;
    const outcome = await transport.send(composeMessage({ ...envelope, messageId }, content, brand));
    if (outcome.kind === 'sent') accepted.push(messageId);
    if (accepted.length === 40) first.child.kill('SIGKILL');
  });
  await Promise.all(attempts);
  await transport.close();
  expect(accepted.length).toBeGreaterThanOrEqual(40);
  expect(accepted.length).toBeLessThan(200);

  const second = await startProcess();
  const mails = (await (await fetch(`${second.httpUrl}/api/messages`)).json()) as { messageId: string }[];
  expect(mails.map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(accepted));
  expect(await end(second.child, 'SIGTERM')).toBe(0);
});
