import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A mail in the mailbox. */
export interface StoredMail {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
}

/** As much of an IMAP server (RFC 3501 and IDLE) as watching one mailbox takes. */
export class TinyImapServer {
  readonly mails: StoredMail[] = [];
  /** Every command as it came, without its tag. */
  readonly commands: string[] = [];
  private readonly idlers = new Map<Socket, string>();
  /** How many mails each connection was told of. */
  private readonly told = new Map<Socket, number>();
  private readonly sockets = new Set<Socket>();
  private server = createServer((socket) => this.serve(socket));
  port = 0;

  async start(port = 0): Promise<this> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
    return this;
  }

  /** Puts a mail into the mailbox and tells whoever waits. */
  deliver(raw: Buffer): StoredMail {
    const stored = { uid: (this.mails.at(-1)?.uid ?? 100) + 1, raw, flags: new Set<string>() };
    this.mails.push(stored);
    for (const socket of this.idlers.keys()) this.tellNews(socket);
    return stored;
  }

  /** Ends all connections, and stops taking new ones. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
    this.server = createServer((socket) => this.serve(socket));
  }

  private tellNews(socket: Socket): void {
    if (!this.told.has(socket) || this.told.get(socket) === this.mails.length) return;
    this.told.set(socket, this.mails.length);
    socket.write(`* ${this.mails.length} EXISTS\r\n`);
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => (this.sockets.delete(socket), this.idlers.delete(socket), this.told.delete(socket)));
    socket.on('error', () => undefined);
    socket.write('* OK ready\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        this.answer(socket, line);
      }
    });
  }

  private answer(socket: Socket, line: string): void {
    if (line.toUpperCase() === 'DONE') {
      const tag = this.idlers.get(socket);
      this.idlers.delete(socket);
      socket.write(`${tag} OK idled\r\n`);
      return;
    }
    const [, tag = '*', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    this.commands.push(command);
    if (/^IDLE/i.test(command)) {
      this.idlers.set(socket, tag);
      socket.write('+ idling\r\n');
      this.tellNews(socket);
      return;
    }
    if (/^LOGIN/i.test(command) && !/"?office"? "?swordfish"?/.test(command)) {
      socket.write(`${tag} NO [AUTHENTICATIONFAILED] wrong\r\n`);
      return;
    }
    for (const part of this.untagged(command)) socket.write(part);
    if (/^SELECT/i.test(command)) this.told.set(socket, this.mails.length);
    else this.tellNews(socket);
    socket.write(`${tag} OK done\r\n`);
    if (/^LOGOUT/i.test(command)) socket.end();
  }

  private untagged(command: string): (string | Buffer)[] {
    if (/^CAPABILITY/i.test(command)) return ['* CAPABILITY IMAP4rev1 IDLE\r\n'];
    if (/^(LIST|LSUB)/i.test(command)) return [`* ${command.slice(0, 4).toUpperCase()} (\\HasNoChildren) "/" "INBOX"\r\n`];
    if (/^SELECT/i.test(command)) {
      return [`* ${this.mails.length} EXISTS\r\n`, '* 0 RECENT\r\n', '* FLAGS (\\Seen \\Flagged)\r\n', '* OK [PERMANENTFLAGS (\\Seen \\Flagged)]\r\n', '* OK [UIDVALIDITY 1]\r\n', '* OK [UIDNEXT 1000]\r\n'];
    }
    if (/^UID SEARCH/i.test(command)) return [`* SEARCH ${this.mails.filter(({ flags }) => !flags.has('\\Seen')).map(({ uid }) => uid).join(' ')}\r\n`];
    const [, kind, uid, rest = ''] = /^UID (FETCH|STORE) (\d+) (.*)$/i.exec(command) ?? [];
    const at = this.mails.findIndex((mail) => mail.uid === Number(uid));
    const mail = this.mails[at];
    if (!kind || !mail) return [];
    if (kind.toUpperCase() === 'STORE') for (const flag of rest.match(/\\\w+/g) ?? []) mail.flags.add(flag);
    const wanted = [`UID ${mail.uid}`, ...(/RFC822\.SIZE/i.test(rest) ? [`RFC822.SIZE ${mail.raw.length}`] : []), ...(kind.toUpperCase() === 'STORE' ? [`FLAGS (${[...mail.flags].join(' ')})`] : [])];
    const body = /BODY\.PEEK\[\]/i.test(rest) ? [` BODY[] {${mail.raw.length}}\r\n`, mail.raw] : [];
    return [`* ${at + 1} FETCH (${wanted.join(' ')}`, ...body, ')\r\n'];
  }
}
