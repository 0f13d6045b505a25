import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { writeTree } from '../../scripts/made-sdk.ts';
import { prepareDescription } from '../../src/codegen/prepare-description.ts';
import type { SdkTarget } from '../../src/contract/targets.ts';
import { generateSdk } from '../../src/sdk/generate.ts';
import { languages } from '../../src/sdk/languages/index.ts';
import { description } from '../../test/description.ts';
import type { Kiln } from '../kiln.ts';
import { firstOperations, octokit } from '../octokit.ts';
import { median, type Row, seconds } from '../row.ts';

const execute = promisify(execFile);
const ROUNDS = 9;

/** What a program pays for a made SDK: the size of a client in a bundle, and the time of an import. */
export async function sdkUsers({ config }: Kiln): Promise<Row[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-bench-sdk-'));
  try {
    const typescript = path.join(folder, 'typescript');
    await write(typescript, 'typescript', description(['listPets']));
    const python = path.join(folder, 'python');
    await write(python, 'python', firstOperations(await octokit(config.cacheDir), 300, 'Imported'));
    return [
      {
        what: 'a TypeScript client with one resource, minified and compressed',
        value: await bundledKb(path.join(typescript, 'src', 'index.ts')),
        unit: 'KB',
        goal: { most: 10 },
      },
      await imported(path.join(config.cacheDir, 'bin', 'uv'), path.join(python, 'src')),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function write(folder: string, target: SdkTarget, text: string): Promise<void> {
  const prepared = await prepareDescription(new Map([['openapi.json', text]]), 'openapi.json');
  const language = languages[target];
  if (language === undefined) throw new Error(`Kiln has no generator of its own for ${target}.`);
  const { files } = generateSdk(language, {
    target,
    project: 'example',
    description: prepared.document,
    config: '',
    descriptionMd5: '0'.repeat(32),
    packageName: 'example',
    packageVersion: '0.0.1',
    repository: { host: 'github.com', owner: 'acme', name: 'example', isProduction: false },
  });
  writeTree(folder, files);
}

/** Size in KB of a program that exports the client and imports nothing else. */
async function bundledKb(entry: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { default } from './${path.basename(entry)}';`,
      resolveDir: path.dirname(entry),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length / 1000;
}

/** The time of an import, without that of starting Python; beside it that of the libraries that the SDK imports. */
async function imported(uv: string, source: string): Promise<Row> {
  const libraries = ['httpx', 'pydantic', 'typing_extensions', 'distro', 'anyio', 'sniffio'];
  const environment = libraries.flatMap((name) => ['--with', name]);
  const python = async (program: string) => {
    const run = () =>
      execute(uv, ['run', '--no-project', '--quiet', ...environment, 'python', '-c', program], {
        env: { ...process.env, PYTHONPATH: source },
      });
    await run();
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await seconds(run));
    return median(times);
  };
  const start = await python('pass');
  // With a model, which loads the larger part of pydantic.
  const alone = 'import anyio, httpx, pydantic\nclass Model(pydantic.BaseModel):\n    id: str';
  return {
    what: 'importing a Python SDK of 300 operations',
    value: (await python('import example')) - start,
    unit: 's',
    compared: { with: 'httpx and a model of pydantic alone', value: (await python(alone)) - start },
  };
}
