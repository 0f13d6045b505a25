import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { KeyUse } from '../../src/api/plugins/key-last-used.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { hashKey } from '../../src/records/keys.ts';
import { kiln, kilnProcess } from '../cli.ts';
import { client } from '../service.ts';

let db: Database;
beforeAll(() => {
  db = openDatabase(inject('databaseUrl'), 2);
});
afterAll(() => db.$disconnect());

test('creates an organisation, a user and a key, which the API identifies', async () => {
  await kiln('orgs', 'create', 'initech', '--display-name', 'Initech', '--monthly-target-builds', '7');
  await kiln('users', 'create', 'peter@initech.test', '--org', 'initech', '--name', 'Peter');
  const made = await kiln('keys', 'create', 'laptop', '--org', 'initech', '--user', 'peter@initech.test');
  const key = made.trim();
  expect(key).toMatch(/^kiln_[\w-]{32}$/);

  expect(await client(key).user.retrieve()).toEqual({
    object: 'user',
    id: expect.any(String),
    name: 'Peter',
    email: 'peter@initech.test',
    github: null,
  });
  expect(await client(key).orgs.list()).toEqual({
    data: [{ object: 'org', slug: 'initech', display_name: 'Initech', enable_ai_commit_messages: false }],
    has_more: false,
  });
  await kiln('orgs', 'update', 'initech', '--ai-commit-messages', 'on', '--monthly-target-builds', 'none');
  expect(await client(key).orgs.retrieve('initech')).toMatchObject({
    display_name: 'Initech',
    enable_ai_commit_messages: true,
  });
  expect(await kiln('orgs', 'list')).toMatch(/^initech\s+Initech\s+0 of any\s+on$/m);
  expect(await kiln('users', 'list', '--org', 'initech')).toMatch(/^initech\s+peter@initech.test\s+Peter$/m);

  // Only the hash is stored; the key itself is nowhere.
  const kept = await db.apiKey.findMany({ where: { organization: { slug: 'initech' } } });
  expect(kept).toMatchObject([{ hash: hashKey(key), hint: key.slice(-4), scopes: ['read', 'build'] }]);
  expect(JSON.stringify(kept)).not.toContain(key);
  expect(await kiln('keys', 'list')).not.toContain(key);
});

test('rejects a key from the first request after its revocation or expiry', async () => {
  const org = inject('org');
  const revoked = (await kiln('keys', 'create', 'to-revoke', '--org', org, '--scopes', 'read')).trim();
  const expiring = (await kiln('keys', 'create', 'expiring', '--org', org, '--expires', '1d')).trim();
  const refused = { status: 401 };
  await client(revoked).user.retrieve();
  await client(expiring).user.retrieve();
  const id = /^(\S+) .* to-revoke /m.exec(await kiln('keys', 'list', '--org', org))?.[1] ?? '';
  await kiln('keys', 'revoke', id);
  await expect(client(revoked).user.retrieve()).rejects.toMatchObject(refused);
  expect(await kiln('keys', 'list', '--org', org)).toMatch(new RegExp(`^${id} .* revoked \\d{4}-`, 'm'));

  const { expiresAt } = await db.apiKey.findUniqueOrThrow({ where: { hash: hashKey(expiring) } });
  expect((expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(23 * 60 * 60 * 1000);
  await db.apiKey.update({
    where: { hash: hashKey(expiring) },
    data: { expiresAt: new Date(Date.now() - 1000) },
  });
  await expect(client(expiring).user.retrieve()).rejects.toMatchObject(refused);
});

test('records the last use of a key at most once a minute', async () => {
  const key = (await kiln('keys', 'create', 'used', '--org', inject('org'))).trim();
  const lastUse = async () =>
    (await db.apiKey.findUniqueOrThrow({ where: { hash: hashKey(key) } })).lastUsedAt?.getTime() ?? null;
  expect(await lastUse()).toBeNull();
  const before = Date.now();
  await client(key).user.retrieve();
  await expect.poll(lastUse, { timeout: 10_000 }).toBeGreaterThanOrEqual(before);

  const { id } = await db.apiKey.findUniqueOrThrow({ where: { hash: hashKey(key) } });
  const use = new KeyUse(db);
  const at = Date.parse('2026-01-01T00:00:00Z');
  for (const [ms, written] of [
    [0, 0],
    [59_999, 0],
    [60_000, 60_000],
    [61_000, 60_000],
  ] as const) {
    use.note(id, at + ms);
    await use.written;
    expect(await lastUse(), String(ms)).toBe(at + written);
  }
});

test('reports an invalid option in one line that names it', async () => {
  const org = inject('org');
  const failures: [string[], RegExp][] = [
    [['orgs', 'create', 'Bad Name'], /org: must be lower-case/],
    [['orgs', 'create', org], /org: the organisation acme already exists/],
    [['orgs', 'update', 'nobody', '--display-name', 'x'], /org: there is no organisation nobody/],
    [['orgs', 'update', org, '--monthly-target-builds', '-1'], /must be a whole number/],
    [['keys', 'create', 'x', '--org', 'nobody'], /org: there is no organisation nobody; create it with/],
    [
      ['keys', 'create', 'x', '--org', org, '--scopes', 'read,write'],
      /must be a comma-separated list of read, build, admin/,
    ],
    [['keys', 'create', 'x', '--org', org, '--expires', '2020-01-01'], /must be in the future/],
    [['keys', 'create', 'x', '--org', org, '--user', 'no@no.test'], /--user: acme has no user no@no.test/],
    [['keys', 'revoke', 'nothing'], /id: there is no key nothing/],
    [['users', 'create', 'nobody', '--org', org], /must be an e-mail address/],
  ];
  for (const [args, message] of failures) {
    await expect(kiln(...args), args.join(' ')).rejects.toThrow(message);
  }
});

test('commands work with a running and with a stopped Kiln', async () => {
  const running = { DATABASE_URL: undefined, KILN_DATA_DIR: inject('dataDir') };
  expect(await kilnProcess(['orgs', 'list'], running)).toMatch(/^acme /m);

  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-alone-'));
  try {
    await chmod(folder, 0o755);
    const alone = { DATABASE_URL: undefined, KILN_DATA_DIR: folder };
    await kilnProcess(['orgs', 'create', 'one'], alone);
    // Concurrently: one starts PostgreSQL, the others use it or wait for their turn.
    const keys = await Promise.all(
      ['a', 'b', 'c'].map((name) => kilnProcess(['keys', 'create', name, '--org', 'one'], alone)),
    );
    expect(new Set(keys).size).toBe(3);
    expect((await kilnProcess(['keys', 'list'], alone)).match(/^\S+ +one +[abc] /gm)).toHaveLength(3);
    await expect(readFile(path.join(folder, 'kiln.pid'))).rejects.toThrow(/ENOENT/);
    await expect(readFile(path.join(folder, 'postgres', 'data', 'postmaster.pid'))).rejects.toThrow(/ENOENT/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
