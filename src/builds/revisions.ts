import type { FileMap, Revision } from '../contract/builds.ts';
import { badRequest, conflict, notFound } from '../contract/errors.ts';
import { type ConfigFiles, commitConfigFiles, overlay, readConfigFiles } from '../git/config-files.ts';
import { mergeCommits } from '../git/merging/merge-trees.ts';
import type { Repository } from '../git/store/repository.ts';
import type { FileUrls } from '../records/branches.ts';
import { author, type Heads, namedCommit, SHA } from './config-commits.ts';
import { checkFiles, type FileDeps, readFileMap, urlsAfter } from './config-inputs.ts';

export interface ResolveOptions {
  readonly branch: string | null;
  readonly allowEmpty: boolean;
  /** The file map replaces all files, and was checked before (`checkFiles`). */
  readonly checked?: true;
  readonly message: string | null;
  /** URLs of files in the revision that were fetched before. */
  readonly fetched?: FileUrls;
}

/** A revision as a config commit, and the branch that is to point at it. Nothing has moved yet. */
export interface Resolved {
  readonly branch: string;
  /** Where the branch points now; null if it is new. */
  readonly expectedHead: string | null;
  readonly configCommit: string;
  readonly files: ConfigFiles;
  /** The origin branch: a new branch inherits its custom code. Null for a commit. */
  readonly origin: string | null;
  /** The files that were given by URL. */
  readonly fileUrls: FileUrls;
}

/** Where revisions are looked up. */
interface Place {
  readonly deps: FileDeps;
  readonly repository: Repository;
  readonly heads: Heads;
}

/** A revision in the form of a request. */
type Asked =
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'commit'; readonly sha: string }
  | { readonly kind: 'files'; readonly files: FileMap }
  /** The newest command line sends files that replace those of a merge. */
  | { readonly kind: 'merge'; readonly base: string; readonly head: string; readonly files: FileMap };

/** Everything that a revision refers to, loaded. */
interface Loaded extends Omit<Resolved, 'configCommit'> {
  readonly commit: Found | ToWrite;
}
interface Found {
  readonly kind: 'found';
  readonly sha: string;
}
interface ToWrite {
  readonly kind: 'to_write';
  readonly parents: readonly string[];
  /** Files of the first parent; null if there is none. */
  readonly before: ConfigFiles | null;
  /** The message, unless the request has one. */
  readonly message: string;
  /** The error if nothing changes. */
  readonly unchanged: string;
}

/**
 * Finds or creates the config commit that a revision names ("create" on the contract page). Throws the contract's
 * 400, 404 and 409 errors; nothing visible has changed then.
 */
export async function resolveRevision(
  deps: FileDeps,
  repository: Repository,
  heads: Heads,
  revision: Revision,
  options: ResolveOptions,
): Promise<Resolved> {
  const { commit, ...loaded } = await load({ deps, repository, heads }, parseRevision(revision), options);
  if (commit.kind === 'found') return { ...loaded, configCommit: commit.sha };
  const message = planMessage(commit, loaded.files, options);
  const { sha } = await commitConfigFiles(repository, commit.parents, loaded.files, message, author());
  return { ...loaded, configCommit: sha };
}

function parseRevision(revision: Revision): Asked {
  if (typeof revision !== 'string') {
    return isMergeWithFiles(revision)
      ? { ...parseMerge(revision.merge), files: revision.files }
      : { kind: 'files', files: revision };
  }
  if (revision.includes('..')) return { ...parseMerge(revision), files: {} };
  return SHA.test(revision) ? { kind: 'commit', sha: revision } : { kind: 'branch', name: revision };
}

function isMergeWithFiles(
  revision: Exclude<Revision, string>,
): revision is { files: FileMap; merge: string } {
  return 'merge' in revision && typeof revision.merge === 'string';
}

function parseMerge(merge: string) {
  const [base = '', head = '', ...more] = merge.split('..');
  if (base === '' || head === '' || more.length > 0 || head.startsWith('.')) {
    throw badRequest('revision: a merge is written base..head.');
  }
  return { kind: 'merge', base, head } as const;
}

/** The message of a config commit. Throws a 400 if the commit would be empty and `allow_empty` is not set. */
function planMessage(
  { before, message, unchanged }: ToWrite,
  after: ConfigFiles,
  options: ResolveOptions,
): string {
  if (!options.allowEmpty && before !== null && sameFiles(before, after)) throw badRequest(unchanged);
  return `${options.message ?? message}\n`;
}

function load(place: Place, asked: Asked, options: ResolveOptions): Promise<Loaded> {
  switch (asked.kind) {
    case 'branch':
      return loadBranch(place, asked.name, options);
    case 'commit':
      return loadCommit(place, asked.sha, options);
    case 'files':
      return loadFiles(place, asked.files, options);
    case 'merge':
      return loadMerge(place, asked, options);
  }
}

async function loadBranch(
  { repository, heads }: Place,
  name: string,
  options: ResolveOptions,
): Promise<Loaded> {
  const sha = await heads.get(name);
  if (sha === null) throw notFound(`revision: there is no branch ${JSON.stringify(name)}.`);
  const branch = options.branch ?? name;
  const files = await readConfigFiles(repository, sha);
  return {
    branch,
    expectedHead: branch === name ? sha : await heads.get(branch),
    commit: { kind: 'found', sha },
    files,
    origin: name,
    fileUrls: urlsAfter(await heads.urls(name), {}, files),
  };
}

async function loadCommit(
  { repository, heads }: Place,
  sha: string,
  options: ResolveOptions,
): Promise<Loaded> {
  await namedCommit(repository, heads, sha, 'revision');
  const branch = options.branch ?? onlyBranch(await heads.at(sha));
  const files = await readConfigFiles(repository, sha);
  return {
    branch,
    expectedHead: await heads.get(branch),
    commit: { kind: 'found', sha },
    files,
    origin: null,
    fileUrls: urlsAfter(await heads.urls(branch), {}, files),
  };
}

function onlyBranch(branches: readonly string[]): string {
  const [only, ...others] = branches;
  if (only !== undefined && others.length === 0) return only;
  throw badRequest(
    `branch: is required, because ${branches.length} branches have the commit of revision as their head.`,
  );
}

async function loadFiles(
  { deps, repository, heads }: Place,
  written: FileMap,
  options: ResolveOptions,
): Promise<Loaded> {
  const { branch } = options;
  if (branch === null)
    throw badRequest('branch: is required with a file map, because files alone name no branch.');
  const head = await heads.get(branch);
  const parent = head ?? (await heads.get('main'));
  const before = parent === null ? null : await readConfigFiles(repository, parent);
  const files = overlay(before ?? new Map(), await readFileMap(deps, written));
  if (options.checked !== true) await checkFiles(deps, files);
  const urls = await heads.urls(head === null ? 'main' : branch);
  return {
    branch,
    expectedHead: head,
    commit: {
      kind: 'to_write',
      parents: parent === null ? [] : [parent],
      before,
      message: 'Update config files',
      unchanged: 'revision: No changes to commit; send allow_empty to build the same files again.',
    },
    files,
    origin: 'main',
    fileUrls: urlsAfter(urls, written, files, options.fetched),
  };
}

async function loadMerge(
  { deps, repository, heads }: Place,
  { base, head, files: written }: Extract<Asked, { kind: 'merge' }>,
  options: ResolveOptions,
): Promise<Loaded> {
  const ours = await namedCommit(repository, heads, base, 'revision');
  const theirs = await namedCommit(repository, heads, head, 'revision');
  const branch = options.branch ?? ours.branch;
  if (branch === null) throw badRequest('branch: is required if base is a SHA.');
  const merged = await mergeCommits(repository, ours.sha, theirs.sha);
  if (!merged.clean) {
    const paths = merged.paths.join(', ');
    throw conflict(`revision: ${base}..${head} conflicts in ${paths}; nothing was changed.`);
  }
  const result = await readConfigFiles(repository, merged.tree);
  const files =
    Object.keys(written).length === 0 ? result : overlay(result, await readFileMap(deps, written));
  await checkFiles(deps, files);
  return {
    branch,
    expectedHead: await heads.get(branch),
    commit: {
      kind: 'to_write',
      parents: [ours.sha, theirs.sha],
      before: await readConfigFiles(repository, ours.sha),
      message: `Merge ${head} into ${base}`,
      unchanged: `revision: No changes to commit in ${base}..${head}.`,
    },
    files,
    origin: ours.branch,
    fileUrls: urlsAfter(await heads.urls(ours.branch ?? branch), written, files),
  };
}

function sameFiles(a: ConfigFiles, b: ConfigFiles): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}
