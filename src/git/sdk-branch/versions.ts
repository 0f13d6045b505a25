import { git } from '../store/git-command.ts';
import type { Repository } from '../store/repository.ts';
import { VERSION_TRAILER } from './snapshot-version.ts';

/** A version of an SDK: a tag, or the newest commit of a branch with that version. */
export interface SdkVersion {
  readonly name: string;
  /** Whether a tag of this name exists. */
  readonly tagged: boolean;
  readonly commit: string;
  /** When it was committed, or tagged. */
  readonly at: Date;
}

/** How many commits are read for versions without tags. */
const READ = 2_000;

/**
 * The tags of a repository, and the versions of the commits below `tip` that have no tag, newest first. Commits say their
 * version in a trailer; one without a trailer, such as a pushed one, has the version of the commit before it.
 */
export async function versionsOf(repository: Repository, tip: string): Promise<SdkVersion[]> {
  const [tags, versions] = await Promise.all([tagsOf(repository), versionsBelow(repository, tip)]);
  const tagged = new Set(tags.map(({ name }) => plain(name)));
  return [...tags, ...versions.filter(({ name }) => !tagged.has(plain(name)))].toSorted(
    (a, b) => b.at.getTime() - a.at.getTime(),
  );
}

/** `v1.2.0`, `go/v1.2.0` and `1.2.0` are one version. */
const plain = (name: string): string => name.replace(/^(?:.*\/)?v?(?=\d)/, '');

async function tagsOf({ gitDir }: Repository): Promise<SdkVersion[]> {
  const format =
    '%(refname:lstrip=2)%09%(objectname)%09%(*objectname)%09%(creatordate:unix)%09%(objecttype)%(*objecttype)';
  const { stdout } = await git(['for-each-ref', `--format=${format}`, 'refs/tags'], { gitDir });
  return stdout.split('\n').flatMap((line) => {
    const [name = '', own = '', target = '', at = '', types = ''] = line.split('\t');
    // A tag may name a tree or a file.
    return types.endsWith('commit')
      ? { name, tagged: true, commit: target === '' ? own : target, at: new Date(Number(at) * 1000) }
      : [];
  });
}

async function versionsBelow({ gitDir }: Repository, tip: string): Promise<SdkVersion[]> {
  const format = `%H%x09%ct%x09%(trailers:key=${VERSION_TRAILER},valueonly,separator=%x20)`;
  const { stdout } = await git(
    ['log', '--first-parent', `--max-count=${READ}`, `--format=${format}`, tip, '--'],
    { gitDir },
  );
  const found = new Map<string, SdkVersion>();
  // Commits, from the newest on, whose version an older commit says.
  let newest: { commit: string; at: Date } | null = null;
  let last: string | null = null;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [commit = '', seconds = '', name = ''] = line.split('\t');
    const at = new Date(Number(seconds) * 1000);
    newest ??= { commit, at };
    if (name === '') continue;
    if (name !== last && !found.has(name)) found.set(name, { name, tagged: false, ...newest });
    last = name;
    newest = null;
  }
  return [...found.values()];
}
