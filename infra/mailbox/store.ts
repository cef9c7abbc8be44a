import { EventEmitter, once } from 'node:events';
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A received mail as the store knows it: one file, named by number and time. */
export interface StoredMail {
  /** Grows by one with each mail and is never given out twice, also not after the mailbox was emptied. */
  seq: number;
  /** ISO instant. */
  receivedAt: string;
  /** Recipients of the SMTP envelope, in lower case. */
  recipients: string[];
}

/** Mails as files in one folder. A mail that `append` has resolved for survives a kill and a power cut. */
export interface MailStore {
  /** Newest last. */
  list(): StoredMail[];
  find(seq: number): StoredMail | undefined;
  /** The file: `Delivered-To` lines for the envelope's recipients, then the mail exactly as it came. */
  read(mail: StoredMail): Promise<Buffer>;
  append(recipients: string[], mail: Buffer): Promise<StoredMail>;
  /** Resolves as soon as a mail with a greater number than `seq` is there, after `waitMs`, or when told to stop. */
  waitForAfter(seq: number, waitMs: number, stopped: AbortSignal): Promise<void>;
  /** Deletes all mails. */
  clear(): Promise<void>;
}

const FILE_NAME = /^(\d{6,})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.eml$/;
/** Remembers the last number given out while no file tells it. */
const LAST_NUMBER_FILE = 'last-number';

interface Arrival {
  temporaryName: string;
  recipients: string[];
  stored: (mail: StoredMail) => void;
  failed: (error: unknown) => void;
}

/** Opens (and creates) the folder and reads which mails are there; what a killed process left half written is removed. */
export async function openMailStore(folder: string): Promise<MailStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeHalfWritten(folder);
  let mails = await readMails(folder);
  let lastSeq = Math.max(mails.at(-1)?.seq ?? 0, await readLastNumber(folder));
  let temporaryCount = 0;
  let arrivals: Arrival[] = [];
  let flushing: Promise<void> | undefined;
  const changes = new EventEmitter().setMaxListeners(0);

  return {
    list: () => mails,
    find: (seq) => mails.find((mail) => mail.seq === seq),
    read: (mail) => readFile(join(folder, fileName(mail.seq, mail.receivedAt))),

    async append(recipients, mail) {
      temporaryCount += 1;
      const temporaryName = `arriving-${process.pid}-${temporaryCount}.part`;
      const deliveredTo = [...new Set(recipients.map((recipient) => recipient.toLowerCase()))];
      await writeDurably(join(folder, temporaryName), Buffer.concat([Buffer.from(traceLines(deliveredTo)), mail]));
      return new Promise((stored, failed) => {
        arrivals.push({ temporaryName, recipients: deliveredTo, stored, failed });
        flushing ??= flush();
      });
    },

    async waitForAfter(seq, waitMs, stopped) {
      if ((mails.at(-1)?.seq ?? 0) > seq) return;
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(waitMs)]);
      await once(changes, 'stored', { signal }).catch(() => undefined);
    },

    async clear() {
      await flushing;
      await writeDurably(join(folder, LAST_NUMBER_FILE), Buffer.from(`${lastSeq}\n`));
      const doomed = mails;
      mails = [];
      await Promise.all(doomed.map((mail) => rm(join(folder, fileName(mail.seq, mail.receivedAt)), { force: true })));
    },
  };

  /**
   * Gives out numbers and names, one batch at a time: a reader that has seen number 7 must never find
   * a 6 afterwards, and one sync of the folder serves all mails that arrived meanwhile.
   */
  async function flush(): Promise<void> {
    while (arrivals.length > 0) {
      const batch = arrivals;
      arrivals = [];
      try {
        const named: StoredMail[] = [];
        for (const { temporaryName, recipients } of batch) {
          lastSeq += 1;
          const mail = { seq: lastSeq, receivedAt: new Date().toISOString(), recipients };
          await rename(join(folder, temporaryName), join(folder, fileName(mail.seq, mail.receivedAt)));
          named.push(mail);
        }
        await syncFolder(folder);
        mails = [...mails, ...named];
        batch.forEach((arrival, index) => arrival.stored(named[index] as StoredMail));
        changes.emit('stored');
      } catch (error) {
        batch.forEach((arrival) => arrival.failed(error));
      }
    }
    flushing = undefined;
  }
}

async function readMails(folder: string): Promise<StoredMail[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name));
  const mails = await Promise.all(
    names.map(async (name) => ({ ...parseFileName(name), recipients: await readRecipients(join(folder, name)) })),
  );
  return mails.sort((a, b) => a.seq - b.seq);
}

function parseFileName(name: string): { seq: number; receivedAt: string } {
  const [, seq, year, month, day, hour, minute, second, millisecond] = FILE_NAME.exec(name) ?? [];
  return { seq: Number(seq), receivedAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z` };
}

function fileName(seq: number, receivedAt: string): string {
  return `${String(seq).padStart(6, '0')}-${receivedAt.replace(/[-:.]/g, '')}.eml`;
}

function traceLines(recipients: string[]): string {
  return recipients.map((recipient) => `Delivered-To: ${recipient}\r\n`).join('');
}

async function readRecipients(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8192), 0, 8192, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\r\n');
    const end = lines.findIndex((line) => !line.startsWith('Delivered-To: '));
    return lines.slice(0, end).map((line) => line.slice('Delivered-To: '.length));
  } finally {
    await file.close();
  }
}

async function readLastNumber(folder: string): Promise<number> {
  const text = await readFile(join(folder, LAST_NUMBER_FILE), 'utf8').catch(() => '0');
  return Number.parseInt(text, 10) || 0;
}

async function removeHalfWritten(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => name.endsWith('.part'));
  await Promise.all(leftovers.map((name) => rm(join(folder, name), { force: true })));
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file: FileHandle = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
