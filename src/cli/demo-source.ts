import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LANGUAGE_TARGETS, type SdkTarget } from '../contract/targets.ts';
import { SetupError } from '../runtime/toolchains/programs.ts';
import { slugOf } from './slug.ts';

/** The input of a demo: the config files of a project. */
export interface DemoSource {
  readonly slug: string;
  readonly files: Record<string, { content: string }>;
}

/** The example `examples/<name>`, with its own config file. */
export async function exampleSource(name: string): Promise<DemoSource> {
  const folder = new URL(`../../examples/${name}/`, import.meta.url);
  const read = async (file: string) => ({ content: await readFile(new URL(file, folder), 'utf8') });
  return {
    slug: name,
    files: { 'openapi.yml': await read('openapi.yml'), 'stainless.yml': await read('stainless.yml') },
  };
}

/**
 * A user's own description, with a config file that names every target. The project is named after the file. Throws
 * `SetupError` if the file cannot be read.
 */
export async function descriptionSource(file: string): Promise<DemoSource> {
  const { name, ext } = path.parse(file);
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new SetupError(`The description ${file} cannot be read: ${String(error)}`);
  });
  const targets = LANGUAGE_TARGETS.map((target) => `  ${target}: {}\n`).join('');
  return {
    slug: slugOf(name),
    files: {
      [ext === '.json' ? 'openapi.json' : 'openapi.yml']: { content },
      'stainless.yml': { content: `targets:\n${targets}` },
    },
  };
}

/** The targets of a list like `typescript,go`; all targets without a list. Throws `SetupError` for an unknown one. */
export function targetList(list: string | undefined): SdkTarget[] {
  if (list === undefined) return [...LANGUAGE_TARGETS];
  return list.split(',').map((word) => {
    const name = LANGUAGE_TARGETS.find((candidate) => candidate === word.trim());
    if (name === undefined) {
      throw new SetupError(
        `There is no target ${JSON.stringify(word)}; there are ${LANGUAGE_TARGETS.join(', ')}.`,
      );
    }
    return name;
  });
}
