import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openApiGeneratorTargets } from '../../src/targets/openapi-generator/index.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';

const execute = promisify(execFile);
const ROUNDS = 3;

/** All targets of the example, from the request to the last commit, compared with the generator's own command line. */
export async function targets(kiln: Kiln): Promise<Row[]> {
  await completed(kiln, (await newProject(kiln, await example('Warm'))).build.id);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const files = await example(`Round ${round}`);
    times.push(await seconds(async () => completed(kiln, (await newProject(kiln, files)).build.id)));
  }
  const value = median(times);
  const loop = await inFolder((folder) => shellLoop(folder, kiln.stack.generatorJar));
  const batch = await inFolder((folder) => ownBatch(folder, kiln.stack.generatorJar));
  const what = 'eleven targets of the example, codegen to commit';
  return [
    { what, value, unit: 's', compared: { with: 'shell loop', value: loop }, goal: { most: 0.15 } },
    { what, value, unit: 's', compared: { with: "the generator's batch", value: batch }, goal: { most: 1 } },
  ];
}

/** `for g in …; do java -jar … generate; git add; git commit; done` */
async function shellLoop(folder: string, jar: string): Promise<number> {
  await execute('git', ['init', '-q', folder]);
  const git = ['-C', folder, '-c', 'user.name=b', '-c', 'user.email=b@localhost', '-c', 'gc.auto=0'];
  return seconds(async () => {
    for (const { name: target, language } of Object.values(openApiGeneratorTargets)) {
      if (language === null) continue;
      const args = [
        '-g',
        language,
        '-i',
        path.join(folder, '..', 'openapi.yml'),
        '-o',
        path.join(folder, target),
      ];
      await execute('java', ['-jar', jar, 'generate', '--skip-operation-example', ...args], {
        maxBuffer: 1e9,
      });
      await execute('git', [...git, 'add', '-A']);
      await execute('git', [...git, 'commit', '-q', '-m', target]);
    }
  });
}

async function ownBatch(folder: string, jar: string): Promise<number> {
  const configs: string[] = [];
  for (const { name: target, language } of Object.values(openApiGeneratorTargets)) {
    const config = path.join(folder, `${target}.json`);
    const inputSpec = path.join(folder, '..', 'openapi.yml');
    const outputDir = path.join(folder, target);
    await writeFile(config, JSON.stringify({ generatorName: language, inputSpec, outputDir }));
    configs.push(config);
  }
  return seconds(() =>
    execute('java', ['-jar', jar, 'batch', '--threads', '2', ...configs], { maxBuffer: 1e9 }),
  );
}

async function inFolder(work: (folder: string) => Promise<number>): Promise<number> {
  const root = await mkdtemp(path.join(tmpdir(), 'kiln-bench-cli-'));
  try {
    await writeFile(path.join(root, 'openapi.yml'), (await example('Loop'))['openapi.yml']?.content ?? '');
    const folder = path.join(root, 'out');
    await mkdir(folder);
    return await work(folder);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
