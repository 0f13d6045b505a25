import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CommandError, EXIT } from './exit.ts';

/** The project that a folder belongs to, and its config files: written by `kiln init`. */
export const FOLDER_FILE = 'kiln.json';

const FolderFile = z.object({
  project: z.string().min(1),
  description: z.string().min(1),
  config: z.string().min(1),
});
export type FolderFile = z.infer<typeof FolderFile>;

export interface Folder extends FolderFile {
  /** Absolute path of the folder that has `kiln.json`. */
  readonly root: string;
}

/**
 * The project folder that contains a path; null if there is none. Throws `CommandError` if its `kiln.json` is
 * invalid.
 */
export async function findFolder(from: string): Promise<Folder | null> {
  for (let root = path.resolve(from); ; root = path.dirname(root)) {
    const file = path.join(root, FOLDER_FILE);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) {
      const parsed = FolderFile.safeParse(parse(text));
      if (parsed.success) return { root, ...parsed.data };
      throw new CommandError(
        `${file}: must be JSON with "project", "description" and "config"; create it again with "kiln init".`,
        EXIT.usage,
      );
    }
    if (root === path.dirname(root)) return null;
  }
}

export async function writeFolder(root: string, file: FolderFile): Promise<void> {
  await writeFile(path.join(root, FOLDER_FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** Names of descriptions and of config files, in order of preference. */
export const DESCRIPTIONS = [
  'openapi.yml',
  'openapi.yaml',
  'openapi.json',
  'swagger.yml',
  'swagger.yaml',
  'swagger.json',
];
export const CONFIGS = ['stainless.yml', 'openapi.stainless.yml', '.stainless/stainless.yml'];

/** The first of several names that exists in a folder; null if none does. */
export async function firstOf(root: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    if ((await readFile(path.join(root, name)).catch(() => null)) !== null) return name;
  }
  return null;
}

export interface ConfigFiles {
  readonly description: string;
  readonly config: string;
  /** The `revision` of a build request. */
  readonly revision: Record<string, { content: string }>;
}

/** Config files of a folder in the form of a build request. Throws `CommandError` if one cannot be read. */
export async function readConfigFiles({ root, description, config }: Folder): Promise<ConfigFiles> {
  const read = (name: string) =>
    readFile(path.join(root, name), 'utf8').catch(() => {
      throw new CommandError(
        `${path.join(root, name)}, named in ${path.join(root, FOLDER_FILE)}, cannot be read.`,
        EXIT.usage,
      );
    });
  const [descriptionText, configText] = await Promise.all([read(description), read(config)]);
  const name = path.extname(description) === '.json' ? 'openapi.json' : 'openapi.yml';
  return {
    description: descriptionText,
    config: configText,
    revision: { [name]: { content: descriptionText }, 'stainless.yml': { content: configText } },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
