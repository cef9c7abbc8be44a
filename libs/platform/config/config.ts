import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { databaseDefaults, weakTlsMode, type DatabaseAccess } from './database-access.js';
import { parseLinkKeys, parseSessionKey, type LinkKey } from './keys.js';
import { isLoopback } from './loopback.js';

/** Levels that pino knows, from the quietest to the most talkative. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How to reach a Temporal server over TLS, in the shape that Temporal's client and worker take. */
export interface TemporalTls {
  /** Certificate authority that signed the server's certificate, PEM. Absent: the system's list. */
  serverRootCACertificate?: Buffer;
  /** Our certificate and its key, PEM, where the server asks for one (mutual TLS). */
  clientCertPair?: { crt: Buffer; key: Buffer };
}

/** Everything that the environment decides, read once. Each variable is explained in `.env.example`. */
export interface Config {
  /** Absolute path of the folder that holds all state of an embedded stack, and of the file store. */
  dataDir: string;
  /** `postgres://…`; absent: `npm start` brings its own Postgres. */
  databaseUrl?: string;
  /** How much of it each process takes. */
  database: DatabaseAccess;
  temporal: {
    /** `host:port`; absent: `npm start` brings its own development server. */
    address?: string;
    namespace: string;
    /** Absent: plain connection. */
    tls?: TemporalTls;
    /** Key for Temporal Cloud. */
    apiKey?: string;
  };
  mail: {
    /** `smtp://…` or `smtps://…`; absent: `npm start` brings its own sink with a mailbox page. */
    smtpUrl?: string;
    /** Sender of every mail. */
    from: MailAddress;
    /** Where answers by mail go. Absent: to the sender. */
    replyTo?: MailAddress;
    /** `imaps://user:password@host/INBOX` or `smtp://host:port`; absent: answers by mail are not taken in. */
    incomingUrl?: string;
    /** Certificate authority of the server that has the mailbox, PEM. Absent: the system's list. */
    incomingCa?: Buffer;
    /** `none` writes outbox rows but opens no SMTP connection: for measuring only. */
    delivery: 'smtp' | 'none';
  };
  /** Start of every link in mails, without a slash at the end. Never taken from a request. */
  publicUrl?: string;
  /** Addresses and networks (`10.0.0.0/8`) of reverse proxies that are believed when they say whom they ask for. */
  trustedProxies: string[];
  ports: {
    web: number;
    mailbox: number;
    smtp: number;
    incomingSmtp: number;
    temporal: number;
    temporalUi: number;
    postgres: number;
  };
  /**
   * Whether an empty database gets the sample network and its office. Absent: only a database that `npm start` brought
   * itself does, see `wantsSampleData`. Never behind https.
   */
  sampleData?: boolean;
  /** Keys that sign links; the first is used for new links, the others still verify. Absent: generated on first start. */
  linkKeys?: [LinkKey, ...LinkKey[]];
  /** 32 bytes that sign staff sessions. Absent: generated on first start. */
  sessionKey?: Buffer;
  logLevel: LogLevel;
}

/** A sender or reply address; `name` is what mail programs show. */
export interface MailAddress {
  name?: string;
  address: string;
}

/** The configuration of a process that runs inside a stack (api, worker, commands): every address is known. */
export interface ServiceConfig extends Config {
  databaseUrl: string;
  temporal: Config['temporal'] & { address: string };
  mail: Config['mail'] & { smtpUrl: string };
  publicUrl: string;
  linkKeys: [LinkKey, ...LinkKey[]];
  sessionKey: Buffer;
}

/** The environment is wrong. `problems` holds one sentence per variable; secret values are never repeated in it. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads the environment once. An empty variable counts as absent.
 * @throws ConfigError with one sentence for each variable that is wrong.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message));
  return toConfig(parsed.data);
}

/**
 * Reads the environment of a process that runs inside a stack. `npm start` fills in whatever it
 * brings itself; a process that is started by hand needs all of it.
 * @throws ConfigError also when an address or key is not set.
 */
export function loadServiceConfig(env: NodeJS.ProcessEnv = process.env): ServiceConfig {
  const config = loadConfig(env);
  const missing = requiredByServices.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new ConfigError(missing.map((name) => `${name} must be set for this process: \`npm start\` sets it, see .env.example for its form.`));
  }
  return config as ServiceConfig;
}

const requiredByServices = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'PUBLIC_URL', 'LINK_KEYS', 'SESSION_KEY'] as const;

const environment = z
  .object({
    DATA_DIR: z.string().default('.data'),
    DATABASE_URL: url('DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database').optional(),
    DATABASE_CA_FILE: readableFile('DATABASE_CA_FILE').optional(),
    DATABASE_CONNECTIONS: wholeNumber('DATABASE_CONNECTIONS', databaseDefaults.connections, 2, 1_000),
    DATABASE_CONNECT_SECONDS: seconds('DATABASE_CONNECT_SECONDS', databaseDefaults.connectMs),
    DATABASE_STATEMENT_SECONDS: seconds('DATABASE_STATEMENT_SECONDS', databaseDefaults.statementMs),
    DATABASE_LOCK_SECONDS: seconds('DATABASE_LOCK_SECONDS', databaseDefaults.lockMs),
    DATABASE_IDLE_IN_TRANSACTION_SECONDS: seconds('DATABASE_IDLE_IN_TRANSACTION_SECONDS', databaseDefaults.idleInTransactionMs),
    TEMPORAL_ADDRESS: z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'TEMPORAL_ADDRESS must look like host:7233, without a scheme.').optional(),
    TEMPORAL_NAMESPACE: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'TEMPORAL_NAMESPACE may hold letters, digits, dots, dashes and underscores only.').default('default'),
    TEMPORAL_TLS: choice('TEMPORAL_TLS', ['true', 'false']).optional(),
    TEMPORAL_TLS_CA_FILE: readableFile('TEMPORAL_TLS_CA_FILE').optional(),
    TEMPORAL_TLS_CERT_FILE: readableFile('TEMPORAL_TLS_CERT_FILE').optional(),
    TEMPORAL_TLS_KEY_FILE: readableFile('TEMPORAL_TLS_KEY_FILE').optional(),
    TEMPORAL_API_KEY: z.string().optional(),
    SMTP_URL: url('SMTP_URL', ['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
    MAIL_FROM: mailAddress('MAIL_FROM').default({ name: 'Exchange programme', address: 'exchanges@programme.example' }),
    MAIL_REPLY_TO: mailAddress('MAIL_REPLY_TO').optional(),
    INCOMING_MAIL_URL: incomingUrl('INCOMING_MAIL_URL').optional(),
    INCOMING_MAIL_CA_FILE: readableFile('INCOMING_MAIL_CA_FILE').optional(),
    MAIL_DELIVERY: choice('MAIL_DELIVERY', ['smtp', 'none']).default('smtp'),
    PUBLIC_URL: url('PUBLIC_URL', ['http:', 'https:'], 'https://exchanges.example').optional(),
    TRUSTED_PROXIES: networks('TRUSTED_PROXIES').default([]),
    PORT: port('PORT', 3000),
    MAILBOX_PORT: port('MAILBOX_PORT', 3001),
    SMTP_PORT: port('SMTP_PORT', 3002),
    INCOMING_SMTP_PORT: port('INCOMING_SMTP_PORT', 3003),
    TEMPORAL_PORT: port('TEMPORAL_PORT', 7233),
    TEMPORAL_UI_PORT: port('TEMPORAL_UI_PORT', 8233),
    POSTGRES_PORT: port('POSTGRES_PORT', 5433),
    SAMPLE_DATA: choice('SAMPLE_DATA', ['true', 'false']).optional(),
    LINK_KEYS: parsedBy(parseLinkKeys).optional(),
    SESSION_KEY: parsedBy(parseSessionKey).optional(),
    LOG_LEVEL: choice('LOG_LEVEL', logLevels).default('info'),
  })
  .superRefine((env, context) => {
    if (!env.TEMPORAL_TLS_CERT_FILE !== !env.TEMPORAL_TLS_KEY_FILE) {
      const [given, absent] = env.TEMPORAL_TLS_CERT_FILE ? ['TEMPORAL_TLS_CERT_FILE', 'TEMPORAL_TLS_KEY_FILE'] : ['TEMPORAL_TLS_KEY_FILE', 'TEMPORAL_TLS_CERT_FILE'];
      context.addIssue({ code: 'custom', message: `${absent} must be set too, because ${given} is: a certificate and its key go together.` });
    }
    const weak = env.DATABASE_URL && !isLoopback(new URL(env.DATABASE_URL).hostname) ? weakTlsMode(env.DATABASE_URL) : undefined;
    if (weak) context.addIssue({ code: 'custom', message: `DATABASE_URL asks for sslmode=${weak}: a database on another machine is reached by verified TLS only. Name its authority in DATABASE_CA_FILE.` });
    if (env.SAMPLE_DATA === 'true' && isHttps(env.PUBLIC_URL)) {
      const message = 'SAMPLE_DATA must not be true where PUBLIC_URL is https: invented hubs and an office with every role have no place in a system that people reach. Leave one of them out.';
      context.addIssue({ code: 'custom', message });
    }
    for (const [name, other] of clashingPorts(env)) {
      context.addIssue({ code: 'custom', message: `${other} and ${name} are both ${env[name]}: give one of them another number.` });
    }
  });

type Environment = z.infer<typeof environment>;

/** Names of all variables that are read here. */
export const configVariables: readonly string[] = Object.keys(environment.shape);

const portNames = ['PORT', 'MAILBOX_PORT', 'SMTP_PORT', 'INCOMING_SMTP_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'] as const;

function clashingPorts(env: Record<(typeof portNames)[number], number>): [name: (typeof portNames)[number], other: (typeof portNames)[number]][] {
  return portNames.flatMap((name, index) => {
    const earlier = portNames.slice(0, index).find((other) => env[other] === env[name]);
    return earlier ? [[name, earlier] as [typeof name, typeof earlier]] : [];
  });
}

function toConfig(env: Environment): Config {
  const tls = temporalTls(env);
  return {
    dataDir: resolve(env.DATA_DIR),
    ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }),
    database: {
      connections: env.DATABASE_CONNECTIONS,
      connectMs: env.DATABASE_CONNECT_SECONDS * 1_000,
      statementMs: env.DATABASE_STATEMENT_SECONDS * 1_000,
      lockMs: env.DATABASE_LOCK_SECONDS * 1_000,
      idleInTransactionMs: env.DATABASE_IDLE_IN_TRANSACTION_SECONDS * 1_000,
      ...(env.DATABASE_CA_FILE && { ca: env.DATABASE_CA_FILE }),
    },
    temporal: {
      ...(env.TEMPORAL_ADDRESS && { address: env.TEMPORAL_ADDRESS }),
      namespace: env.TEMPORAL_NAMESPACE,
      ...(tls && { tls }),
      ...(env.TEMPORAL_API_KEY && { apiKey: env.TEMPORAL_API_KEY }),
    },
    mail: {
      ...(env.SMTP_URL && { smtpUrl: env.SMTP_URL }),
      from: env.MAIL_FROM,
      ...(env.MAIL_REPLY_TO && { replyTo: env.MAIL_REPLY_TO }),
      ...(env.INCOMING_MAIL_URL && { incomingUrl: env.INCOMING_MAIL_URL }),
      ...(env.INCOMING_MAIL_CA_FILE && { incomingCa: env.INCOMING_MAIL_CA_FILE }),
      delivery: env.MAIL_DELIVERY,
    },
    ...(env.PUBLIC_URL && { publicUrl: env.PUBLIC_URL.replace(/\/+$/, '') }),
    trustedProxies: env.TRUSTED_PROXIES,
    ports: {
      web: env.PORT,
      mailbox: env.MAILBOX_PORT,
      smtp: env.SMTP_PORT,
      incomingSmtp: env.INCOMING_SMTP_PORT,
      temporal: env.TEMPORAL_PORT,
      temporalUi: env.TEMPORAL_UI_PORT,
      postgres: env.POSTGRES_PORT,
    },
    ...(env.SAMPLE_DATA && { sampleData: env.SAMPLE_DATA === 'true' }),
    ...(env.LINK_KEYS && { linkKeys: env.LINK_KEYS }),
    ...(env.SESSION_KEY && { sessionKey: env.SESSION_KEY }),
    logLevel: env.LOG_LEVEL,
  };
}

/** Whether an address is one that people reach from elsewhere. */
export function isHttps(publicUrl: string | undefined): boolean {
  return publicUrl !== undefined && URL.parse(publicUrl)?.protocol === 'https:';
}

/**
 * Whether an empty database gets sample data: where somebody asked for it, and where `npm start` brings everything itself
 * for somebody who tries the system out: neither database nor mail server is of their own, and nobody comes by https.
 */
export function wantsSampleData({ sampleData, databaseUrl, mail, publicUrl }: Config): boolean {
  return sampleData ?? (databaseUrl === undefined && mail.smtpUrl === undefined && !isHttps(publicUrl));
}

// A certificate or an API key makes no sense over a plain connection, so either switches TLS on.
function temporalTls(env: Environment): TemporalTls | undefined {
  const { TEMPORAL_TLS_CA_FILE: ca, TEMPORAL_TLS_CERT_FILE: crt, TEMPORAL_TLS_KEY_FILE: key } = env;
  const wanted = env.TEMPORAL_TLS ? env.TEMPORAL_TLS === 'true' : Boolean(ca ?? crt ?? env.TEMPORAL_API_KEY);
  if (!wanted) return undefined;
  return { ...(ca && { serverRootCACertificate: ca }), ...(crt && key && { clientCertPair: { crt, key } }) };
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

function port(name: string, otherwise: number) {
  return wholeNumber(name, otherwise, 1, 65535);
}

function seconds(name: string, otherwiseMs: number) {
  return wholeNumber(name, otherwiseMs / 1_000, 1, 3_600);
}

function wholeNumber(name: string, otherwise: number, least: number, most: number) {
  const rule = `${name} must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most, { error: (issue) => `${rule}, but is "${String(issue.input)}".` })
    .transform(Number)
    .default(otherwise);
}

function choice<const T extends readonly [string, ...string[]]>(name: string, allowed: T) {
  return z.enum(allowed, { error: (issue) => `${name} must be one of ${allowed.join(', ')}, but is "${String(issue.input)}".` });
}

// The value may hold a password: the sentence shows the form, never the value.
function url(name: string, schemes: readonly string[], example: string) {
  const matches = (text: string): boolean => {
    const parsed = URL.parse(text);
    return parsed !== null && schemes.includes(parsed.protocol) && parsed.hostname !== '';
  };
  return z.string().refine(matches, `${name} must be an address like ${example}.`);
}

// Either a mailbox, which needs an account, or a listener, which needs a port. The value may hold a password.
function incomingUrl(name: string) {
  const matches = (text: string): boolean => {
    const parsed = URL.parse(text);
    if (!parsed?.hostname || !isDecodable(parsed)) return false;
    if (parsed.protocol === 'smtp:') return parsed.port !== '' && parsed.username === '';
    return ['imaps:', 'imap:'].includes(parsed.protocol) && parsed.username !== '' && parsed.password !== '';
  };
  return z.string().refine(matches, `${name} must be an address like imaps://user:password@host/INBOX, or smtp://127.0.0.1:3003 for a listener.`);
}

function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    return [username, password, pathname].map(decodeURIComponent).every((part) => !/\p{Cc}/u.test(part));
  } catch {
    return false;
  }
}

// Never everybody: whoever is believed here can take any address.
function networks(name: string) {
  return z.string().transform((text, context): string[] => {
    const all = text.split(',').map((each) => each.trim());
    const wrong = all.find((each) => !isNetwork(each));
    if (wrong === undefined) return all;
    context.addIssue({ code: 'custom', message: `${name} must be addresses or networks like 127.0.0.1, 10.0.0.0/8, separated by commas, but holds "${wrong}".` });
    return z.NEVER;
  });
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function mailAddress(name: string) {
  return z.string().transform((text, context): MailAddress => {
    const match = /^(?:(?<name>[^<>"\r\n]*?)\s*<(?<bracketed>[^<>\s]+)>|(?<bare>[^<>\s]+))$/.exec(text.trim());
    const address = match?.groups?.['bracketed'] ?? match?.groups?.['bare'];
    if (!address || !/^[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+$/.test(address)) {
      context.addIssue({ code: 'custom', message: `${name} must be one address like office@programme.example or Programme office <office@programme.example>, but is "${text}".` });
      return z.NEVER;
    }
    const shown = match?.groups?.['name'];
    return shown ? { name: shown, address } : { address };
  });
}

function readableFile(name: string) {
  return z.string().transform((path, context): Buffer => {
    try {
      return readFileSync(path);
    } catch {
      context.addIssue({ code: 'custom', message: `${name} names a file that cannot be read: ${path}` });
      return z.NEVER;
    }
  });
}

function parsedBy<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}
