import { checkDescription } from '../codegen/description.ts';
import type { FileMap, Revision } from '../contract/builds.ts';
import { isConfigFilePath, isDescriptionPath, parseConfigFile } from '../contract/config-file.ts';
import { badRequest, conflict, notFound } from '../contract/errors.ts';
import type { Signature } from '../git/commit-content.ts';
import { type ConfigFiles, commitConfigFiles, overlay, readConfigFiles } from '../git/config-files.ts';
import { mergeCommits } from '../git/merge.ts';
import type { Repository } from '../git/repository.ts';
import type { FileUrls } from '../records/branches.ts';
import type { ApiDeps } from './deps.ts';
import { fetchUrl } from './fetch-url.ts';
import { type Heads, namedCommit, SHA } from './heads.ts';
import { checkPath } from './paths.ts';

/** What fetching files takes. */
type FileDeps = Pick<ApiDeps, 'config'>;

export interface ResolveOptions {
  readonly branch: string | null;
  readonly allowEmpty: boolean;
  /** The files of a file map are all that there will be, and were looked at before (`checkFiles`). */
  readonly checked?: true;
  readonly message: string | null;
  /** Where files of the revision came from that were fetched before. */
  readonly fetched?: FileUrls;
}

/** A revision as a config commit, and the branch that is to point at it. Nothing has moved yet. */
export interface Resolved {
  readonly branch: string;
  /** What the branch points at now; null where it is new. */
  readonly expectedHead: string | null;
  readonly configCommit: string;
  readonly files: ConfigFiles;
  /** The branch that it came from: a new branch inherits its custom code. Null for a commit. */
  readonly origin: string | null;
  /** Which of the files were given by URL. */
  readonly fileUrls: FileUrls;
}

/**
 * Finds or makes the config commit that a revision names ("create" on the contract page).
 * Throws 400, 404 or 409 errors of the contract, and then nothing was changed that anybody can see.
 */
export async function resolveRevision(
  deps: FileDeps,
  repository: Repository,
  heads: Heads,
  revision: Revision,
  options: ResolveOptions,
): Promise<Resolved> {
  if (typeof revision !== 'string') {
    if (isMergeWithFiles(revision))
      return mergeAndWrite(deps, repository, heads, revision.merge, revision.files, options);
    const branch =
      options.branch ?? fail('branch: is required with a file map, because files alone name no branch.');
    return writeFiles(deps, repository, heads, branch, await heads.get(branch), revision, options);
  }
  if (revision.includes('..')) return mergeAndWrite(deps, repository, heads, revision, {}, options);
  if (SHA.test(revision)) return atCommit(repository, heads, revision, options.branch);
  const head = await heads.get(revision);
  if (head === null) throw notFound(`revision: there is no branch ${JSON.stringify(revision)}.`);
  const branch = options.branch ?? revision;
  const expectedHead = branch === revision ? head : await heads.get(branch);
  const files = await readConfigFiles(repository, head);
  const fileUrls = urlsAfter(await heads.urls(revision), {}, files);
  return { branch, expectedHead, configCommit: head, files, origin: revision, fileUrls };
}

/** The URLs of a branch after files were written over its own: a file that is given by content has none. */
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

function isMergeWithFiles(
  revision: Exclude<Revision, string>,
): revision is { files: FileMap; merge: string } {
  return 'merge' in revision && typeof revision.merge === 'string';
}

function fail(message: string): never {
  throw badRequest(message);
}

async function atCommit(
  repository: Repository,
  heads: Heads,
  sha: string,
  wanted: string | null,
): Promise<Resolved> {
  await namedCommit(repository, heads, sha, 'revision');
  const files = await readConfigFiles(repository, sha);
  const branches = await heads.at(sha);
  const [only] = branches;
  const branch =
    wanted ??
    (branches.length === 1 && only !== undefined
      ? only
      : fail(
          `branch: is required, because ${branches.length} branches have the commit of revision as their head.`,
        ));
  const expectedHead = await heads.get(branch);
  const fileUrls = urlsAfter(await heads.urls(branch), {}, files);
  return { branch, expectedHead, configCommit: sha, files, origin: null, fileUrls };
}

/** `base..head`, and files written over the result where the newest command line sends them too. */
async function mergeAndWrite(
  deps: FileDeps,
  repository: Repository,
  heads: Heads,
  merge: string,
  files: FileMap,
  options: ResolveOptions,
): Promise<Resolved> {
  const [base = '', head = '', ...more] = merge.split('..');
  if (base === '' || head === '' || more.length > 0 || head.startsWith('.')) {
    throw badRequest('revision: a merge is written base..head.');
  }
  const { sha: baseCommit, branch: baseBranch } = await namedCommit(repository, heads, base, 'revision');
  const { sha: headCommit } = await namedCommit(repository, heads, head, 'revision');
  const branch = options.branch ?? baseBranch ?? fail('branch: is required where base is a SHA.');
  const merged = await mergeCommits(repository, baseCommit, headCommit);
  if (!merged.clean) {
    throw conflict(`revision: ${merge} conflicts in ${merged.paths.join(', ')}; nothing was changed.`);
  }
  const before = await readConfigFiles(repository, baseCommit);
  const mergedFiles = await readConfigFiles(repository, merged.tree);
  const result =
    Object.keys(files).length === 0 ? mergedFiles : overlay(mergedFiles, await readFileMap(deps, files));
  checkFiles(result);
  if (!options.allowEmpty && sameFiles(before, result))
    throw badRequest(`revision: No changes to commit in ${merge}.`);
  const sha = await repository.writeCommit({
    tree: (
      await repository.readCommit(
        (
          await commitConfigFiles(repository, baseCommit, result, 'merge', author())
        ).sha,
      )
    ).tree,
    parents: [baseCommit, headCommit],
    message: `${options.message ?? `Merge ${head} into ${base}`}\n`,
    author: author(),
  });
  return {
    branch,
    expectedHead: await heads.get(branch),
    configCommit: sha,
    files: result,
    origin: baseBranch,
    fileUrls: urlsAfter(await heads.urls(baseBranch ?? branch), files, result),
  };
}

async function writeFiles(
  deps: FileDeps,
  repository: Repository,
  heads: Heads,
  branch: string,
  head: string | null,
  files: FileMap,
  options: ResolveOptions,
): Promise<Resolved> {
  const parent = head ?? (await heads.get('main'));
  const before: ConfigFiles = parent === null ? new Map() : await readConfigFiles(repository, parent);
  const after = overlay(before, await readFileMap(deps, files));
  if (options.checked !== true) checkFiles(after);
  if (!options.allowEmpty && parent !== null && sameFiles(before, after)) {
    throw badRequest('revision: No changes to commit; send allow_empty to build the same files again.');
  }
  const message = `${options.message ?? 'Update config files'}\n`;
  const [{ sha }, urls] = await Promise.all([
    commitConfigFiles(repository, parent, after, message, author()),
    heads.urls(head === null ? 'main' : branch),
  ]);
  const fileUrls = urlsAfter(urls, files, after, options.fetched);
  return { branch, expectedHead: head, configCommit: sha, files: after, origin: 'main', fileUrls };
}

/** Contents of a file map, with what it names by URL fetched. Throws errors that name the path. */
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

/** Refuses config files from which no build can be made: each message names the file. */
export function checkFiles(files: ConfigFiles, field = 'revision'): void {
  for (const [path, text] of files) {
    if (isConfigFilePath(path)) {
      const parsed = parseConfigFile(text);
      if (!parsed.ok) {
        const at = parsed.problem.line === undefined ? '' : ` (line ${parsed.problem.line})`;
        throw badRequest(`${field}: ${path}: ${parsed.problem.message}${at}`);
      }
    }
    if (isDescriptionPath(path)) {
      const checked = checkDescription(path, text);
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

function sameFiles(a: ConfigFiles, b: ConfigFiles): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}

/** Who commits config files, now. */
export function author(): Signature {
  return { name: 'Kiln', email: 'kiln@localhost', timestamp: Math.floor(Date.now() / 1000) };
}
