import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { DataSource } from 'typeorm';
import { OutboxEntity } from '../../../libs/platform/db/entities/index.js';
import { IncomingMail } from '../../../libs/mail/incoming/incoming-mail.js';
import { mailReader } from './built-reader.js';
import { messageIdsOf, newMail, type NewMail } from '../../../libs/mail/letters/new-mail.js';
import { edition, type Scene } from '../upkeep/scene.js';

/** Plans a mail of ours and counts it as sent. */
export async function ourMail({ db, config }: Scene, over: Partial<NewMail> & { businessKey: string; recipientId: string }): Promise<OutboxEntity> {
  const planned = { kind: 'sign' as const, audience: 'hosting', data: { params: {} }, edition, plannedAt: '2027-03-01T09:00:00.000Z', ...over };
  const row: OutboxEntity = { ...newMail(planned, messageIdsOf(config)), status: 'sent', sentAt: planned.plannedAt };
  await db.manager.insert(OutboxEntity, row as never);
  return row;
}

/** Hands a mail in as another server does; returns what the door said, such as `250` or `550 5.7.1`. */
export async function send(port: number, raw: Buffer, { from = 'manager@cru.example', to = 'exchanges@programme.example' } = {}): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({ envelope: { from, to }, raw });
    return response.slice(0, 3);
  } catch (error) {
    return String((error as { response?: string }).response ?? error).slice(0, 9);
  } finally {
    transport.close();
  }
}

/** The same, from a client that does not say beforehand how large the mail is. */
export async function sendUnannounced(port: number, raw: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const hear = async (): Promise<string> => String((await answers.next()).value);
  await hear();
  for (const line of ['HELO client.example', 'MAIL FROM:<x@elsewhere.example>', 'RCPT TO:<exchanges@programme.example>', 'DATA']) {
    socket.write(`${line}\r\n`);
    await hear();
  }
  socket.write(raw);
  socket.write('.\r\n');
  const answer = await hear();
  socket.destroy();
  return answer.slice(0, 9);
}

/** Loops that take mail in, as the worker runs one. */
export class Loops {
  /** All that they said, with its code and without. */
  readonly lines: string[] = [];
  readonly said: string[] = [];
  private readonly running: { loop: IncomingMail; over: Promise<void> }[] = [];

  constructor(private readonly scene: Scene) {}

  start(incomingUrl: string, { db = this.scene.db, incomingCa, lookEveryMs = 60_000 }: { db?: DataSource; incomingCa?: Buffer; lookEveryMs?: number } = {}): IncomingMail {
    const mail = { ...this.scene.config.mail, incomingUrl, ...(incomingCa && { incomingCa }) };
    const hear = (_level: string, message: string, code: string): void => {
      this.lines.push(`${message}: ${code}`);
      this.said.push(message);
    };
    const loop = new IncomingMail({ db, config: { ...this.scene.config, mail }, read: mailReader.read }, hear, { lookEveryMs });
    this.running.push({ loop, over: loop.run() });
    return loop;
  }

  /** Stops all of them and forgets what they said. */
  async end(): Promise<void> {
    for (const { loop, over } of this.running.splice(0)) {
      loop.stop();
      await over;
    }
    this.lines.length = 0;
    this.said.length = 0;
  }
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(30);
  }
}
