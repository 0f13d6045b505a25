import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Generator } from '../../../../src/codegen/generator.ts';
import { createGeneratorService } from '../../../../src/codegen/openapi-generator/client.ts';
import { readConfig } from '../../../../src/runtime/config.ts';
import { watchJvm } from '../../../../src/runtime/confinement/command-sandbox.ts';
import { ensureGenerator } from '../../../../src/runtime/toolchains/install.ts';

/** In place of the JVM: it does what a description that some library stumbles over may bring it to. */
const STAND_IN = `
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
const kept = [];
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, input, output } = JSON.parse(line);
  const what = readFileSync(input, 'utf8');
  if (what === 'memory') setInterval(() => kept.push(Buffer.alloc(64 * 1024 * 1024, 1)), 20);
  else if (what === 'disk') setInterval(() => writeFileSync(output + '/' + kept.push(0), Buffer.alloc(4 * 1024 * 1024)), 5);
  else if (what === 'processes') setInterval(() => { for (let i = 0; i < 40; i++) spawn('sleep', ['60']); }, 50);
  else if (what === 'output') setInterval(() => process.stdout.write('x'.repeat(4 * 1024 * 1024)), 5);
  else {
    writeFileSync(output + '/content', what);
    console.log(JSON.stringify({ id, ok: true, files: [['a.txt', Buffer.byteLength(what)]], warnings: [] }));
  }
});`;

let folder: string;
let generator: Generator;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-limits-'));
  const standIn = path.join(folder, 'stand-in.mjs');
  const workDir = path.join(folder, 'work');
  await mkdir(workDir);
  await writeFile(standIn, STAND_IN);
  const config = { ...readConfig(), generatorMemoryMb: 100, commandDiskMb: 200 };
  generator = createGeneratorService({
    jar: await ensureGenerator(config, () => {}),
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir,
    memoryMb: config.generatorMemoryMb,
    confine: { command: () => [process.execPath, standIn], give: async () => {} },
    watch: watchJvm(config),
  });
});
afterEach(async () => {
  await generator.close();
  await rm(folder, { recursive: true, force: true });
});

async function generate(what: string) {
  const descriptionPath = path.join(folder, `${what}.json`);
  await writeFile(descriptionPath, what);
  return generator.generate({ language: 'go', descriptionPath, properties: {}, timeoutMs: 60_000 });
}

test.each([
  ['memory', 'used more than 612 MB of memory'],
  ['disk', 'wrote more than 200 MB'],
  ['processes', 'started more than 512 processes'],
  ['output', 'gave an answer without an end'],
])(
  'a generator that grows in %s is ended with a diagnostic, and concurrent and later requests are answered',
  async (what, why) => {
    const [grows, beside] = await Promise.all([generate(what), generate('beside')]);
    expect(grows).toEqual({
      ok: false,
      findings: [{ level: 'fatal', message: `Generating this is not possible: the generator ${why}.` }],
    });
    expect(beside.ok && beside.files.get('a.txt')?.content.toString()).toBe('beside');
    expect((await generate('later')).ok).toBe(true);
  },
  60_000,
);
