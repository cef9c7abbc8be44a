import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endOf } from '../stack/child-process.js';
import { freePorts } from '../stack/ports.js';
import { removePidFile, writePidFile } from '../stack/pid-files.js';
import { accountWithoutRights } from '../stack/postgres-account.js';
import { processIdentity } from '../stack/process-identity.js';
import { builtFile } from '../stack/project-files.js';
import { runTool } from '../stack/run-tool.js';
import { dovecot } from './dovecot.js';
import { makeTestFolder, type TestFolder } from './test-folder.js';
import { findProgram, NoTestProgram } from './test-program.js';

/** A mail as the mailbox keeps it. */
export interface DeliveredMail {
  /** Of its file, without flags. */
  name: string;
  folder: string;
}

const firstPassword = 'swordfish';
const readyWithinMs = 15_000;
const certificateWithinMs = 60_000;

/**
 * A Dovecot with one account, on two ports of 127.0.0.1: plain (with STARTTLS) and TLS, its certificate signed by itself.
 * It dies with the process that started it, and so does everything that it started.
 */
export class ImapServer {
  readonly user = 'office';
  private keeper: ChildProcess | undefined;
  private delivered = 0;

  private constructor(
    private readonly program: string,
    private readonly folder: TestFolder,
    private readonly runAs: { uid: number; gid: number } | undefined,
    readonly port: number,
    readonly tlsPort: number,
  ) {}

  /**
   * Starts a server with an empty mailbox.
   * @throws NoTestProgram where there is no Dovecot of a kind that it can be told how to run.
   */
  static async start(): Promise<ImapServer> {
    const program = findProgram(dovecot);
    if (!program) throw new NoTestProgram(`${dovecot.need}: install it (on Debian: apt-get install ${dovecot.debianPackage}), or name one in ${dovecot.variable}.`);
    const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
    if (!version.startsWith('2.3.')) throw new NoTestProgram(`${dovecot.need} in version 2.3, and ${program} is ${version}: name another one in ${dovecot.variable}.`);
    const [port, tlsPort] = await freePorts(2);
    const folder = makeTestFolder();
    // It does not read mail as root; for everybody else it runs as themselves.
    const runAs = process.getuid?.() === 0 ? accountWithoutRights() : undefined;
    const server = new ImapServer(program, folder, runAs, port!, tlsPort!);
    try {
      await server.prepare();
      await server.bringUp();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** PEM file of the certificate, which is its own authority. */
  get certificate(): string {
    return join(this.folder.path, 'certificate.pem');
  }

  /** Address of the account's mailbox as the configuration takes it, without TLS. */
  url(folder = 'INBOX', password = firstPassword): string {
    return `imap://${this.user}:${password}@127.0.0.1:${this.port}/${folder}`;
  }

  /**
   * Puts a mail into a folder as a mail server's local delivery does (Maildir), also while the server is down.
   * @param mark text for the file's name, such as the size that Maildir keeps there.
   */
  deliver(raw: Buffer, folder = 'INBOX', mark = ''): DeliveredMail {
    const path = this.folderPath(folder);
    for (const name of ['', 'tmp', 'new', 'cur']) this.makeOwn(join(path, name));
    const name = `${Date.now()}.${(this.delivered += 1)}.sojourn${mark}`;
    const draft = join(path, 'tmp', name);
    writeFileSync(draft, raw, { mode: 0o600 });
    if (this.runAs) chownSync(draft, this.runAs.uid, this.runAs.gid);
    renameSync(draft, join(path, 'new', name));
    return { name, folder };
  }

  /** Where a mail lies now; undefined when it is gone. */
  fileOf({ name, folder }: DeliveredMail): string | undefined {
    const found = ['new', 'cur'].flatMap((place) => listed(join(this.folderPath(folder), place)));
    return found.find((path) => basename(path).split(':')[0] === name);
  }

  /** The flags that a mail has: `S` seen, `F` flagged. */
  flagsOf(mail: DeliveredMail): string {
    return this.fileOf(mail)?.split(':2,')[1] ?? '';
  }

  /** What the server wrote down so far. */
  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  /** Changes the account's password for logins to come. */
  setPassword(password: string): void {
    writeFileSync(join(this.folder.path, 'users'), `${this.user}:{PLAIN}${password}\n`, { mode: 0o644 });
  }

  /** Process id of the server's first process; undefined while it is down. */
  get pid(): number | undefined {
    if (!this.keeper) return undefined;
    try {
      return Number(readFileSync(join(this.folder.path, 'dovecot', 'master.pid'), 'utf8'));
    } catch {
      return undefined; // it never came up
    }
  }

  /** Process ids of the server and everything that it runs. */
  get family(): number[] {
    const { pid } = this;
    if (pid === undefined) return [];
    const { stdout } = spawnSync('ps', ['-eo', 'pid=,pgid='], { encoding: 'utf8' });
    return stdout.split('\n').flatMap((line) => {
      const [own, group] = line.trim().split(/\s+/).map(Number);
      return own && group === pid ? [own] : [];
    });
  }

  /** Starts the server again on the same ports, with the mails that it had. */
  async bringUp(): Promise<void> {
    const log = openSync(this.logFile, 'a', 0o600);
    const account = this.runAs ? { KEEPER_UID: String(this.runAs.uid), KEEPER_GID: String(this.runAs.gid) } : {};
    const keeper = spawn(process.execPath, [builtFile('infra/testing/group-keeper.js'), this.program, '-F', '-c', this.configFile], {
      env: { PATH: process.env['PATH'], ...account },
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.keeper = keeper;
    const deadline = performance.now() + readyWithinMs;
    while (!(await greets(this.port))) {
      if (keeper.exitCode !== null || performance.now() > deadline) throw new Error(`Dovecot did not start:\n${endOf(this.logFile)}`);
      await pause(30);
    }
    // For the next run, should this one and the keeper be killed.
    const { pid } = this;
    const identity = pid === undefined ? undefined : processIdentity(pid);
    if (pid !== undefined && identity !== undefined) writePidFile(this.folder.runDir, 'dovecot', { pid, identity, stopSignal: 'SIGTERM', stopTimeoutMs: 5_000 });
  }

  /** Kills the server and all that belongs to it, as a power cut would. */
  async kill(): Promise<void> {
    const { keeper } = this;
    if (!keeper) return;
    const { family } = this;
    this.keeper = undefined;
    const ended = keeper.exitCode === null ? once(keeper, 'exit') : undefined;
    if (keeper.connected) keeper.disconnect();
    await ended;
    while (family.some((pid) => processIdentity(pid) !== undefined)) await pause(10);
    removePidFile(this.folder.runDir, 'dovecot');
  }

  async stop(): Promise<void> {
    await this.kill();
    this.folder.remove();
  }

  private folderPath(folder: string): string {
    const maildir = join(this.folder.path, 'mail', this.user);
    return folder === 'INBOX' ? maildir : join(maildir, `.${folder}`);
  }

  private makeOwn(path: string): void {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (this.runAs) chownSync(path, this.runAs.uid, this.runAs.gid);
  }

  private get configFile(): string {
    return join(this.folder.path, 'dovecot.conf');
  }

  private get logFile(): string {
    return join(this.folder.logDir, 'dovecot.log');
  }

  private async prepare(): Promise<void> {
    const { path } = this.folder;
    const key = join(path, 'key.pem');
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::ffff:7f00:1';
    await runTool('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', this.certificate, '-days', '2', '-subj', '/CN=localhost', '-addext', names], { timeoutMs: certificateWithinMs });
    chmodSync(this.certificate, 0o644);
    const own = ['mail', 'state', 'dovecot'].map((name) => join(path, name));
    for (const name of own) mkdirSync(name, { mode: 0o755 });
    if (this.runAs) for (const file of [key, ...own]) chownSync(file, this.runAs.uid, this.runAs.gid);
    this.setPassword(firstPassword);
    writeFileSync(this.configFile, configuration(this, path, { account: nameOf('passwd', this.runAs?.uid ?? process.getuid!()), group: nameOf('group', this.runAs?.gid ?? process.getgid!()) }), { mode: 0o644 });
  }
}

/** Dovecot is told of accounts and groups by name. */
function nameOf(kind: 'passwd' | 'group', id: number): string {
  const entry = readFileSync(`/etc/${kind}`, 'utf8').split('\n').map((line) => line.split(':')).find((fields) => fields[2] === String(id));
  if (!entry?.[0]) throw new Error(`/etc/${kind} has no name for ${id}, and Dovecot needs one.`);
  return entry[0];
}

function listed(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

async function greets(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('data', (data) => resolve(data.toString().startsWith('* OK')));
      socket.once('error', () => resolve(false)).once('close', () => resolve(false));
      socket.setTimeout(2_000, () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

function configuration({ port, tlsPort, certificate }: ImapServer, path: string, { account, group }: { account: string; group: string }): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${path}/dovecot
state_dir = ${path}/state
log_path = /dev/stderr
default_internal_user = ${account}
default_internal_group = ${group}
default_login_user = ${account}
mail_uid = ${account}
mail_gid = ${group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${path}/mail/%u
mail_fsync = never
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${path}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0 secs
passdb {
  driver = passwd-file
  args = ${path}/users
}
userdb {
  driver = static
  args = home=${path}/mail/%u
}
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  # Nobody is made to wait for having typed a wrong password.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}
