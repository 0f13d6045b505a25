import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/runtime/config.ts';
import { needs } from '../needs.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { description } from '../service.ts';

const confined = await needs('sandbox');

const MARK = `mark-${process.pid}-${Date.now()}`;

let parent: string;
let kiln: OwnKiln;

beforeAll(async () => {
  const { cacheDir } = readConfig();
  await mkdir(cacheDir, { recursive: true });
  // Not below the folder for temporary files, and inside a readable folder: if it is hidden, that is deliberate.
  parent = await mkdtemp(path.join(cacheDir, 'test-'));
  // The worker runs in this process, so this is its environment.
  process.env.KILN_TEST_MARK = MARK;
  kiln = await startOwnKiln({ allowCommands: ['acme'], checks: true }, parent);
});
afterAll(async () => {
  delete process.env.KILN_TEST_MARK;
  await kiln?.stop();
  await rm(parent, { recursive: true, force: true });
});

/** Reports which things a command can see. Arguments: a marker, a process, files, ports. */
const PROBE = `
const fs = require('node:fs'), net = require('node:net');
const [mark, pid, files, ports] = process.argv.slice(1).map((word) => JSON.parse(word));
const read = (file) => { try { return fs.readFileSync(file, 'utf8'); } catch { return ''; } };
const open = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});
const processes = fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
Promise.all(ports.map(open)).then((opened) => console.log('FOUND ' + JSON.stringify({
  files: files.filter((file) => read(file) !== ''),
  ports: ports.filter((_, i) => opened[i]),
  environment: JSON.stringify(process.env).includes(mark),
  environmentOfOthers: processes.some((each) => read('/proc/' + each + '/environ').includes(mark)),
  worker: read('/proc/' + pid + '/cmdline').includes('vitest'),
})));`;

const Found = z.object({
  files: z.array(z.string()),
  ports: z.array(z.int()),
  environment: z.boolean(),
  environmentOfOthers: z.boolean(),
  worker: z.boolean(),
});

function foundIn(output: string): z.infer<typeof Found> {
  const line = /^FOUND (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`The command did not look:\n${output}`);
  return Found.parse(JSON.parse(line));
}

confined.test('a command of a config file cannot see Kiln, its servers or other builds', async () => {
  const { dataDir } = kiln.config;
  const other = path.join(dataDir, 'work', 'another-build');
  await mkdir(other, { recursive: true });
  await writeFile(path.join(other, 'file'), 'of another build');
  const files = [path.join(dataDir, 'link-secret'), path.join(other, 'file')];
  const ports = [new URL(inject('databaseUrl')).port, inject('temporalAddress').split(':')[1]].map(Number);
  const words = [MARK, process.pid, files, ports].map((word) => JSON.stringify(word));
  const probe = ['-e', PROBE, ...words];

  // Control: without a sandbox everything is found.
  const { stdout } = await promisify(execFile)(process.execPath, probe);
  expect(foundIn(stdout)).toMatchObject({ files, ports, environment: true, environmentOfOthers: true });

  const generator = { name: 'exec', command: ['cp', '{description}', '{output}/api.json'] };
  const checks = { prepare: false, lint: [['node', ...probe]], build: false, test: false };
  const targets = { cli: { generator, checks } };
  await kiln.client.projects.create({
    org: 'acme',
    slug: 'confined',
    display_name: 'confined',
    targets: ['cli'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: JSON.stringify({ targets }) },
    },
  });
  const [first] = (await kiln.client.builds.list({ project: 'confined' })).data;
  const lint = async () => (await kiln.client.builds.retrieve(first?.id ?? '')).targets.cli?.lint;
  await expect.poll(async () => (await lint())?.status, { timeout: 90_000 }).toBe('completed');
  const { url } = z.object({ url: z.string() }).parse(await lint());
  expect(foundIn(await (await fetch(url)).text())).toEqual({
    files: [],
    ports: [],
    environment: false,
    environmentOfOthers: false,
    worker: false,
  });
});
