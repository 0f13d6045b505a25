import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { expect, inject } from 'vitest';
import { CHECKS, SDK_TARGETS } from '../../src/contract/targets.ts';
import { Repositories } from '../../src/git/store/repositories.ts';
import { openDataFolder } from '../../src/runtime/storage/data-folder.ts';
import { git } from '../git.ts';
import { needs } from '../needs.ts';
import { client, completed, newProject } from '../service.ts';

const CHECKING = await needs('sandbox', 'npm', 'uv', 'go', 'rspec');

const ESCAPE = 'kilnescaped';
const CHECKED: readonly Stainless.Target[] = ['typescript', 'python', 'cli', 'ruby'];
const CHAIN = 100;

/** Texts that would each end a string, comment or template of some language and then create a file in `folder`. */
function payloads(folder: string): string[] {
  const touch = (name: string) => `touch ${folder}/${name}`;
  return [
    `\`${touch('backtick')}\` $(${touch('shell')}); ${touch('semicolon')} #`,
    `*/ require('child_process').execSync('${touch('js-comment')}') /*`,
    `'); require('child_process').execSync("${touch('js-single')}"); ('`,
    `"); require('child_process').execSync('${touch('js-double')}'); ("`,
    `\${require('child_process').execSync('${touch('js-template')}')}`,
    `"""\nimport os; os.system('${touch('py-docstring')}')\n"""`,
    `'+__import__('os').system('${touch('py-single')}')+'`,
    `#{\`${touch('ruby')}\`}`,
    `=end\n\`${touch('ruby-comment')}\`\n=begin`,
    `*/ ?> <?php system('${touch('php')}'); ?>`,
    `\u0007\u2028\u202e{{#lambda}}<script>//`,
  ];
}

/** A description with an attack in every place that holds text. */
function hostile(folder: string): string {
  const texts = payloads(folder);
  const all = texts.join('\n');
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const ok = { 200: { description: all, content: { 'application/json': { schema: ref('Link0') } } } };
  const operations = texts.map((text, i) => [
    `/things${i}`,
    {
      get: {
        operationId: i === 0 ? `../../${ESCAPE}` : i === 1 ? '__proto__' : `get${i} ${text}`,
        summary: text,
        description: text,
        tags: [i === 0 ? `../../${ESCAPE}` : text],
        parameters: [
          {
            name: text,
            in: 'query',
            description: text,
            schema: { type: 'string', default: text, enum: texts },
          },
        ],
        responses: ok,
      },
    },
  ]);
  const chain = Array.from({ length: CHAIN }, (_, i) => [
    `Link${i}`,
    {
      type: 'object',
      title: texts[i % texts.length],
      description: all,
      properties: {
        next: ref(`Link${(i + 1) % CHAIN}`),
        all: { type: 'array', items: ref(`Link${(i + 7) % CHAIN}`) },
        constructor: { type: 'string', default: all, example: all },
        PROTO: { type: 'string', description: all },
      },
    },
  ]);
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: `../../${ESCAPE} ${all}`, version: '1.0.0', description: all },
    servers: [{ url: `https://example.test/${texts[2]}`, description: all }],
    paths: Object.fromEntries(operations),
    components: { schemas: Object.fromEntries(chain) },
  }).replaceAll('"PROTO"', '"__proto__"');
}

/** Paths below a folder that contain `part`. */
async function named(folder: string, part: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true });
  return found.filter((name) => path.basename(name).includes(part));
}

CHECKING.test(
  'hostile descriptions and tests neither run code nor write outside the checkout',
  async () => {
    const canaries = mkdtempSync(path.join(tmpdir(), 'kiln-canary-'));
    try {
      const project = await newProject([...SDK_TARGETS].filter((target) => target !== 'openapi'));
      const checks = SDK_TARGETS.map((target) => [target, { checks: CHECKED.includes(target) }]);
      const started = await client().builds.create({
        project,
        branch: 'main',
        revision: {
          'openapi.json': { content: hostile(canaries) },
          'stainless.yml': { content: JSON.stringify({ targets: Object.fromEntries(checks) }) },
        },
      });
      const build = await completed(started.id, 540_000);
      const repositories = new Repositories((await openDataFolder(inject('dataDir'))).repositories);
      let committed = 0;
      let ran = 0;
      for (const target of SDK_TARGETS) {
        const found = build.targets[target];
        if (found === undefined) continue;
        const commit = found.commit.status === 'completed' ? found.commit : null;
        // Bounded time: the chain of schemas is generated or rejected like any other.
        expect(['timed_out', 'cancelled', undefined], target).not.toContain(commit?.conclusion);
        for (const name of CHECKS) {
          const step = found[name];
          if (step?.status === 'completed' && ['success', 'failure'].includes(step.conclusion)) ran += 1;
        }
        const sha = commit?.commit?.sha;
        if (sha === undefined) continue;
        committed += 1;
        const { gitDir } = repositories.get(inject('org'), project, target);
        const paths = (await git(gitDir, 'ls-tree', '-r', '-z', '--name-only', sha)).split('\0');
        for (const each of paths)
          expect(each, target).not.toMatch(/(^|\/)(\.\.|\.git)(\/|$)|^\/|[\p{Cc}`$]/u);
      }
      // It was generated and checked, not rejected on arrival.
      expect(committed).toBeGreaterThanOrEqual(8);
      expect(ran).toBeGreaterThanOrEqual(4);
      expect(readdirSync(canaries)).toEqual([]);
      // A checkout that is being removed still has the SDK's own files, whose names were checked above.
      const outside = (await named(inject('dataDir'), ESCAPE)).filter((name) => !name.includes('/checkout/'));
      expect(outside).toEqual([]);
      expect((await readdir(tmpdir())).filter((name) => name.includes(ESCAPE))).toEqual([]);
    } finally {
      rmSync(canaries, { recursive: true, force: true });
    }
  },
  600_000,
);
