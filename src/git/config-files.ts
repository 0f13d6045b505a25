import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type ConfigFile,
  configFileIn,
  isConfigFilePath,
  isDescriptionPath,
  type ParsedConfigFile,
  parseConfigFile,
} from '../contract/config-file.ts';
import type { Signature } from './store/commit-content.ts';
import { type FileTree, file, type TreeFile } from './store/file-tree.ts';
import type { Repository } from './store/repository.ts';

/** Config files by path, as text. */
export type ConfigFiles = ReadonlyMap<string, string>;

export async function readConfigFiles(repository: Repository, commit: string): Promise<ConfigFiles> {
  const tree = await repository.readTree(commit);
  return new Map([...tree].map(([path, { content }]) => [path, content.toString('utf8')]));
}

/**
 * Writes files over those of a commit. A config file and a description each have several possible names; a file with
 * one of them replaces a file with another.
 */
export function overlay(base: ConfigFiles, changes: ConfigFiles): ConfigFiles {
  const result = new Map(base);
  for (const [path, content] of changes) {
    const sameRole = isConfigFilePath(path)
      ? isConfigFilePath
      : isDescriptionPath(path)
        ? isDescriptionPath
        : null;
    if (sameRole !== null) for (const other of [...result.keys()]) if (sameRole(other)) result.delete(other);
    result.set(path, content);
  }
  return result;
}

export interface ConfigCommit {
  readonly sha: string;
  /** False if the files equal those of the first parent. */
  readonly changed: boolean;
}

/** Commits config files with these parents (none: the first commit of a project). No ref moves. */
export async function commitConfigFiles(
  repository: Repository,
  parents: readonly string[],
  files: ConfigFiles,
  message: string,
  author: Signature,
): Promise<ConfigCommit> {
  const [parent] = parents;
  const before = parent === undefined ? null : await repository.treeOf(parent);
  const tree = await repository.writeTree(toTree(files));
  const sha = await repository.writeCommit({ tree, parents: [...parents], message, author });
  return { sha, changed: before !== tree };
}

function toTree(files: ConfigFiles): FileTree {
  return new Map<string, TreeFile>([...files].map(([path, content]) => [path, file(content)]));
}

/** MD5 (hex) of each file by path; the config file is listed under both of its names, which clients mix. */
export function fileHashes(files: ConfigFiles): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [path, content] of files) {
    const hash = createHash('md5').update(content).digest('hex');
    hashes[path] = hash;
    if (isConfigFilePath(path)) {
      hashes['stainless.yml'] = hash;
      hashes['openapi.stainless.yml'] = hash;
    }
  }
  return hashes;
}

/** Parsed config files by their text: a long one takes a second. */
const parsedFiles = new LRUCache<string, ParsedConfigFile>({
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: (_parsed, text) => text.length + 1,
});

/** Keeps what another thread parsed, for `configOf`. */
export function keepParsed(text: string, parsed: ParsedConfigFile): void {
  parsedFiles.set(text, parsed);
}

/** Parses the config file among config files; without one, an empty config. It was checked on arrival. */
export function configOf(files: ConfigFiles): ConfigFile {
  const text = configFileIn(files)?.[1] ?? '';
  const parsed = parsedFiles.get(text) ?? parseConfigFile(text);
  keepParsed(text, parsed);
  return parsed.ok ? parsed.config : {};
}

/** The path of the description among config files, or null. */
export function descriptionPath(files: ConfigFiles): string | null {
  return [...files.keys()].find(isDescriptionPath) ?? null;
}
