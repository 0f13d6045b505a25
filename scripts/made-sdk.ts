import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepareDescription } from '../src/codegen/prepare-description.ts';
import { isSdkTarget, type SdkTarget } from '../src/contract/targets.ts';
import type { FileTree } from '../src/git/store/file-tree.ts';
import type { SdkInput } from '../src/sdk/generate.ts';

/** Inputs of an SDK from a description and a config file on disk (`-`: none). Throws if they are invalid. */
export async function sdkInput(
  descriptionPath: string,
  configPath: string,
  target: string,
): Promise<SdkInput> {
  if (!isSdkTarget(target)) throw new Error(`${target} is no target.`);
  const text = readFileSync(descriptionPath, 'utf8');
  const name = path.basename(descriptionPath);
  const prepared = await prepareDescription(new Map([[name, text]]), name);
  if (prepared.document === '') throw new Error(JSON.stringify(prepared.diagnostics));
  const config = configPath === '-' ? '' : readFileSync(configPath, 'utf8');
  return {
    target,
    project: 'example',
    description: prepared.document,
    config,
    descriptionMd5: createHash('md5').update(text).digest('hex'),
    packageVersion: '0.0.1',
    ...targetFacts(config, target),
  };
}

/** Writes the files of an SDK into a folder. */
export function writeTree(folder: string, files: FileTree): void {
  for (const [name, { content, mode }] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: mode === '100755' ? 0o755 : 0o644 });
  }
}

function targetFacts(config: string, target: SdkTarget): Pick<SdkInput, 'packageName' | 'repository'> {
  const section = new RegExp(`^  ${target}:\\n((?:    .*\\n|\\s*\\n)*)`, 'm').exec(`${config}\n`)?.[1] ?? '';
  const value = (key: string) => new RegExp(`^    ${key}: *["']?([^"'\\n]+)`, 'm').exec(section)?.[1]?.trim();
  const production = value('production_repo');
  const [owner = 'acme', name = `example-${target}`] = (production ?? '').split('/').filter(Boolean);
  return {
    packageName: value('package_name') ?? value('gem_name') ?? value('binary_name') ?? 'example',
    repository: { host: 'github.com', owner, name, isProduction: production !== undefined },
  };
}
