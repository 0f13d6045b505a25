import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { VERSION } from '../src/runtime/version.ts';
import { generateSdk } from '../src/sdk/generate.ts';
import { typescript } from '../src/sdk/languages/typescript/index.ts';

/** The SDK that Kiln generates for its own API, used by its command line: docs/decisions/0022-own-sdk.md. */
export const OWN_SDK = 'src/cli/kiln-sdk';
const STATS = '.stats.yml';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** Generates the SDK from a description and the config file in `examples/kiln`. */
export async function writeOwnSdk(description: string): Promise<void> {
  const config = await readFile('examples/kiln/stainless.yml', 'utf8');
  const { files } = generateSdk(typescript, {
    target: 'typescript',
    project: 'kiln',
    description,
    config,
    descriptionMd5: md5(description),
    packageName: 'kiln-sdk',
    packageVersion: VERSION,
    repository: { host: 'github.com', owner: 'kiln', name: 'kiln-typescript', isProduction: false },
  });
  await rm(OWN_SDK, { recursive: true, force: true });
  for (const [name, { content }] of files) {
    if (name !== STATS && !/^src\/.*\.ts$/.test(name)) continue;
    const file = path.join(OWN_SDK, name.replace(/^src\//, ''));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Whether the committed SDK was generated from the current description and config file. */
export async function isOwnSdkCurrent(description: string): Promise<boolean> {
  const config = await readFile('examples/kiln/stainless.yml', 'utf8');
  const stats = await readFile(path.join(OWN_SDK, STATS), 'utf8');
  return [description, config].every((text) => stats.includes(md5(text)));
}
