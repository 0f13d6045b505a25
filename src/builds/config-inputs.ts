import type { FileMap } from '../contract/builds.ts';
import {
  isConfigFilePath,
  isDescriptionPath,
  type ParsedConfigFile,
  parseConfigFile,
} from '../contract/config-file.ts';
import { badRequest } from '../contract/errors.ts';
import { type ConfigFiles, keepParsed } from '../git/config-files.ts';
import type { FileUrls } from '../records/branches.ts';
import type { BuildDeps } from './deps.ts';
import { fetchUrl } from './fetch-url.ts';
import { checkPath, checkPaths } from './file-paths.ts';

/** Dependencies of fetching files. */
export type FileDeps = Pick<BuildDeps, 'config' | 'descriptions'>;

/** Contents of a file map; files given by URL are fetched. Throws errors that name the path. */
export async function readFileMap(deps: FileDeps, map: FileMap, field = 'revision'): Promise<ConfigFiles> {
  const entries = Object.entries(map);
  if (entries.length === 0) throw badRequest(`${field}: the file map is empty.`);
  if (entries.length > 1000) throw badRequest(`${field}: the file map has more than 1000 files.`);
  for (const [path] of entries) checkPath(path, field);
  const limits = {
    maxBytes: deps.config.bodyLimitBytes,
    timeoutMs: 20_000,
    maxRedirects: 5,
    allowPrivate: deps.config.allowPrivateUrls,
  };
  return new Map(
    await Promise.all(
      entries.map(async ([path, input]): Promise<[string, string]> => {
        const content =
          'content' in input ? input.content : await fetchUrl(input.url, `${field}.${path}.url`, limits);
        return [path, content];
      }),
    ),
  );
}

/** Config files up to this many characters are parsed at once: that takes less time than giving them to a thread. */
const SHORT = 16 * 1024;

/** Parses a config file without blocking this thread for long, and keeps the result for `configOf`. */
export async function parseAside(
  descriptions: FileDeps['descriptions'],
  text: string,
): Promise<ParsedConfigFile> {
  const parsed = text.length <= SHORT ? parseConfigFile(text) : await descriptions.config(text);
  keepParsed(text, parsed);
  return parsed;
}

/** Rejects config files that cannot be built; each message names the file. */
export async function checkFiles(
  { descriptions }: Pick<FileDeps, 'descriptions'>,
  files: ConfigFiles,
  field = 'revision',
): Promise<void> {
  checkPaths(files, field);
  for (const [path, text] of files) {
    if (isConfigFilePath(path)) {
      const parsed = await parseAside(descriptions, text);
      if (!parsed.ok) {
        const at = parsed.problem.line === undefined ? '' : ` (line ${parsed.problem.line})`;
        throw badRequest(`${field}: ${path}: ${parsed.problem.message}${at}`);
      }
    }
    if (isDescriptionPath(path)) {
      const checked = await descriptions.check(path, text);
      if (!checked.ok) {
        throw badRequest(
          `${field}: ${path}: ${checked.message}${checked.line === undefined ? '' : ` (line ${checked.line})`}`,
        );
      }
    }
  }
  if (![...files.keys()].some(isDescriptionPath)) {
    throw badRequest(
      `${field}: no OpenAPI description among the files; name it openapi.yml, openapi.yaml or openapi.json.`,
    );
  }
}

/** The URLs of a branch after files replaced some of its own; a file given by content has none. */
export function urlsAfter(
  before: FileUrls,
  written: FileMap,
  after: ConfigFiles,
  fetched: FileUrls = {},
): FileUrls {
  const given = Object.entries(written).flatMap(([path, input]) =>
    'url' in input ? [[path, input.url]] : [],
  );
  const kept = Object.entries(before).filter(([path]) => !(path in written));
  const urls = [...kept, ...given, ...Object.entries(fetched)];
  return Object.fromEntries(urls.filter(([path = '']) => after.has(path)));
}
