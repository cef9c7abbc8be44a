import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, configVariables, loadConfig, loadServiceConfig, wantsSampleData } from '../../libs/platform/config/config.js';
import { projectRoot } from '../../infra/stack/project-files.js';

const key = (): string => randomBytes(32).toString('base64url');

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  test('an empty environment gives the embedded stack with its usual ports', () => {
    const config = loadConfig({});
    expect(config).toEqual({
      dataDir: resolve('.data'),
      database: { connections: 20, connectMs: 10_000, statementMs: 30_000, lockMs: 10_000, idleInTransactionMs: 60_000 },
      temporal: { namespace: 'default' },
      mail: { from: { name: 'Exchange programme', address: 'exchanges@programme.example' }, delivery: 'smtp' },
      trustedProxies: [],
      ports: { web: 3000, mailbox: 3001, smtp: 3002, incomingSmtp: 3003, temporal: 7233, temporalUi: 8233, postgres: 5433 },
      logLevel: 'info',
    });
  });

  test('an empty value counts as absent', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ' })).toEqual(loadConfig({}));
  });

  test.each([
    ['PORT', 'abc', 'PORT must be a whole number from 1 to 65535, but is "abc".'],
    ['PORT', '70000', 'PORT must be a whole number from 1 to 65535, but is "70000".'],
    ['PORT', '3000.5', 'PORT must be a whole number from 1 to 65535, but is "3000.5".'],
    ['TEMPORAL_ADDRESS', 'http://host:7233', 'TEMPORAL_ADDRESS must look like host:7233, without a scheme.'],
    ['TEMPORAL_TLS', 'yes', 'TEMPORAL_TLS must be one of true, false, but is "yes".'],
    ['MAIL_DELIVERY', 'maybe', 'MAIL_DELIVERY must be one of smtp, none, but is "maybe".'],
    ['DATABASE_CONNECTIONS', '1', 'DATABASE_CONNECTIONS must be a whole number from 2 to 1000, but is "1".'],
    ['DATABASE_STATEMENT_SECONDS', '0', 'DATABASE_STATEMENT_SECONDS must be a whole number from 1 to 3600, but is "0".'],
    ['DATABASE_URL', 'postgres://user:secret@db.example/sojourn?sslmode=disable', 'DATABASE_URL asks for sslmode=disable: a database on another machine is reached by verified TLS only.'],
    ['SAMPLE_DATA', 'yes', 'SAMPLE_DATA must be one of true, false, but is "yes".'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace, but is "loud".'],
    ['PUBLIC_URL', 'exchanges.example', 'PUBLIC_URL must be an address like https://exchanges.example.'],
    ['TRUSTED_PROXIES', 'true', 'TRUSTED_PROXIES must be addresses or networks like 127.0.0.1, 10.0.0.0/8, separated by commas, but holds "true".'],
    ['TRUSTED_PROXIES', '10.0.0.0/8,proxy.example', 'but holds "proxy.example".'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', 'but holds "10.0.0.0/33".'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', 'but holds "0.0.0.0/0".'],
    ['MAIL_FROM', 'a@x.example\r\nBcc: b@x.example', 'MAIL_FROM must be one address'],
    ['MAIL_FROM', 'a@x.example, b@x.example', 'MAIL_FROM must be one address'],
    ['TEMPORAL_TLS_CA_FILE', '/no/such/file.pem', 'TEMPORAL_TLS_CA_FILE names a file that cannot be read: /no/such/file.pem'],
    ['INCOMING_MAIL_CA_FILE', '/no/such/file.pem', 'INCOMING_MAIL_CA_FILE names a file that cannot be read: /no/such/file.pem'],
  ])('%s=%j is refused with one sentence', (name, value, sentence) => {
    const problems = problemsOf(() => loadConfig({ [name]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  test('proxies are believed as they are listed, addresses and networks', () => {
    expect(loadConfig({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8' }).trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);
  });

  test('every wrong variable gets its own sentence', () => {
    const problems = problemsOf(() => loadConfig({ PORT: 'x', LOG_LEVEL: 'y', SMTP_URL: 'z' }));
    expect(new Set(problems.map((problem) => problem.split(' ')[0]))).toEqual(new Set(['LOG_LEVEL', 'PORT', 'SMTP_URL']));
  });

  test.each([
    ['DATABASE_URL', 'mysql://user:swordfish@host/db'],
    ['SMTP_URL', 'imap://user:swordfish@host'],
    ['INCOMING_MAIL_URL', 'pop3://user:swordfish@host'],
    ['INCOMING_MAIL_URL', 'imaps://user:swordfish@'],
    ['INCOMING_MAIL_URL', 'imaps://user:swordfish%zz@host/INBOX'],
    ['INCOMING_MAIL_URL', 'smtp://user:swordfish@127.0.0.1:3003'],
    ['LINK_KEYS', 'k1:swordfish'],
    ['SESSION_KEY', 'swordfish'],
  ])('a wrong %s is refused without repeating the secret', (name, value) => {
    const problems = problemsOf(() => loadConfig({ [name]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
    expect(problems[0]).not.toContain('swordfish');
  });

  test('two ports with the same number are refused by name', () => {
    expect(problemsOf(() => loadConfig({ MAILBOX_PORT: '3000' }))).toEqual(['PORT and MAILBOX_PORT are both 3000: give one of them another number.']);
  });

  test('a certificate without its key is refused', () => {
    const [problem] = problemsOf(() => loadConfig({ TEMPORAL_TLS_CERT_FILE: resolve(projectRoot, 'package.json') }));
    expect(problem).toBe('TEMPORAL_TLS_KEY_FILE must be set too, because TEMPORAL_TLS_CERT_FILE is: a certificate and its key go together.');
  });

  test('an API key switches TLS on, and TEMPORAL_TLS=false switches it off', () => {
    expect(loadConfig({ TEMPORAL_API_KEY: 'x' }).temporal.tls).toEqual({});
    expect(loadConfig({ TEMPORAL_API_KEY: 'x', TEMPORAL_TLS: 'false' }).temporal.tls).toBeUndefined();
  });

  test('link keys keep their order, the first being the current one', () => {
    const [first, second] = [key(), key()];
    const keys = loadConfig({ LINK_KEYS: `new:${first}, old:${second}` }).linkKeys;
    expect(keys?.map(({ kid, key }) => [kid, key.toString('base64url')])).toEqual([['new', first], ['old', second]]);
  });

  test('two link keys of one name are refused', () => {
    expect(problemsOf(() => loadConfig({ LINK_KEYS: `k1:${key()},k1:${key()}` }))[0]).toContain('"k1" twice');
  });

  test('PUBLIC_URL loses its last slash and MAIL_FROM its brackets', () => {
    const config = loadConfig({ PUBLIC_URL: 'https://exchanges.example/', MAIL_FROM: 'Programme office <office@programme.example>' });
    expect(config.publicUrl).toBe('https://exchanges.example');
    expect(config.mail.from).toEqual({ name: 'Programme office', address: 'office@programme.example' });
  });
});

describe('sample data', () => {
  const database = { DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/sojourn' };
  const wanted = (env: NodeJS.ProcessEnv): boolean => wantsSampleData(loadConfig(env));

  test('comes with a system that is tried out, and into nobody’s own database, mail server or https address unless asked for', () => {
    expect(wanted({})).toBe(true);
    expect(wanted({ PUBLIC_URL: 'http://192.168.0.2:3000' })).toBe(true);
    expect([wanted(database), wanted({ SMTP_URL: 'smtp://mail.example' }), wanted({ PUBLIC_URL: 'https://exchanges.example' })]).toEqual([false, false, false]);
    expect([wanted({ ...database, SAMPLE_DATA: 'true' }), wanted({ SAMPLE_DATA: 'false' })]).toEqual([true, false]);
  });

  test('never goes where people come by https: the start is refused with a sentence', () => {
    expect(problemsOf(() => loadConfig({ SAMPLE_DATA: 'true', PUBLIC_URL: 'HTTPS://exchanges.example' }))).toEqual([expect.stringContaining('SAMPLE_DATA must not be true where PUBLIC_URL is https')]);
  });
});

describe('loadServiceConfig', () => {
  const complete = {
    DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/sojourn',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    SMTP_URL: 'smtp://127.0.0.1:25',
    PUBLIC_URL: 'https://exchanges.example',
    LINK_KEYS: `k1:${key()}`,
    SESSION_KEY: key(),
  };

  test.each(Object.keys(complete))('names %s when it is missing', (name) => {
    const problems = problemsOf(() => loadServiceConfig({ ...complete, [name]: undefined }));
    expect(problems).toEqual([expect.stringContaining(`${name} must be set`)]);
  });

  test('accepts a complete environment', () => {
    expect(loadServiceConfig(complete)).toMatchObject({ databaseUrl: complete.DATABASE_URL, publicUrl: complete.PUBLIC_URL });
  });
});

test('.env.example explains every variable, and no other', () => {
  const explained = readFileSync(resolve(projectRoot, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm);
  const beyondConfig = ['TEMPORAL_CLI_PATH', 'SOJOURN_CACHE_DIR'];
  expect(new Set([...explained].map(([, name]) => name))).toEqual(new Set([...configVariables, ...beyondConfig]));
});
