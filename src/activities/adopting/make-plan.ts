import { type AdoptionPlan, LISTED_AT_MOST } from '../../contract/adoptions.ts';
import type { FetchedTeam } from '../../git/adopting/fetch-repository.ts';
import type { FoundBase } from '../../git/adopting/find-generated.ts';
import { planMerge, whyConflict } from '../../git/adopting/plan-merge.ts';
import { releasedVersion, versionThatFollows } from '../../git/adopting/version.ts';
import { generatedRef } from '../../git/refs.ts';
import { openConflicts } from '../../git/sdk-branch/conflicts.ts';
import { countFiles } from '../../git/store/diff.ts';
import { git } from '../../git/store/git-command.ts';
import type { Repository } from '../../git/store/repository.ts';
import { textAt } from '../../git/store/text-at.ts';

const MANIFEST = '.release-please-manifest.json';

/**
 * The code that Kiln generated last for a branch, including code that waits in a conflict; null if there is
 * none.
 */
export async function generatedTree(repository: Repository, branch: string): Promise<string | null> {
  const generated = await repository.resolve(generatedRef(branch));
  if (generated !== null) return repository.treeOf(generated);
  const waiting = (await openConflicts(repository, branch)).at(-1);
  return waiting === undefined ? null : repository.treeOf(waiting.snapshot);
}

/** Plans an adoption from the fetched repository. Writes Git objects, but moves no ref. */
export async function makePlan(
  repository: Repository,
  team: FetchedTeam,
  found: FoundBase,
  theirs: string,
): Promise<AdoptionPlan> {
  const ours = await repository.treeOf(team.head);
  const merge = await planMerge(repository, { base: found.tree, ours, theirs });
  const { files } = merge;
  const lines = await editedLines(repository, found.tree, ours);
  const edited = files.edited.map((path) => ({
    path,
    ...(lines.get(path) ?? { additions: 0, deletions: 0 }),
  }));
  const released = releasedVersion(await textAt(repository, team.head, MANIFEST), team.tags);
  const generated = versionIn(await textAt(repository, theirs, '.kiln/provenance.json'));
  return {
    team: {
      branch: team.branch,
      sha: team.head,
      default_branch: team.defaultBranch,
      commits: await countCommits(repository, team.head),
      tags: team.tags.length,
    },
    snapshot: { tree: theirs, files: await countFiles(repository, theirs) },
    base: {
      commit: found.commit,
      tree: found.tree,
      adopted_tree: merge.base,
      evidence: found.evidence,
      confidence: found.confidence,
      reasons: [...found.reasons],
    },
    files: {
      unchanged: files.unchanged,
      custom: listed(files.custom),
      edited: { count: edited.length, files: edited.slice(0, LISTED_AT_MOST) },
      deleted: listed(files.deleted),
      obsolete: listed(files.obsolete),
      kept: merge.kept.slice(0, LISTED_AT_MOST),
      moved: merge.moved.slice(0, LISTED_AT_MOST),
    },
    conflicts: merge.conflicts
      .slice(0, LISTED_AT_MOST)
      .map((file) => ({ path: file.path, why: whyConflict(file) })),
    version: { released, generated, follows: versionThatFollows(released, generated) },
  };
}

const listed = (paths: readonly string[]) => ({ count: paths.length, paths: paths.slice(0, LISTED_AT_MOST) });

function versionIn(provenance: string | null): string | null {
  return /"package":\s*{[^}]*"version":\s*"([^"]+)"/.exec(provenance ?? '')?.[1] ?? null;
}

async function countCommits({ gitDir }: Repository, tip: string): Promise<number> {
  return Number((await git(['rev-list', '--count', tip, '--'], { gitDir, timeoutMs: 600_000 })).stdout);
}

/** Lines that people added and removed in each generated file that they edited. */
async function editedLines(
  { gitDir }: Repository,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, { additions: number; deletions: number }>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--diff-filter=ad', '--numstat', from, to];
  const { stdout } = await git(args, { gitDir });
  return new Map(
    stdout.split('\0').flatMap((line) => {
      const [, added, removed, path] = /^(\d+)\t(\d+)\t(.*)$/s.exec(line) ?? [];
      if (path === undefined) return [];
      return [[path, { additions: Number(added), deletions: Number(removed) }] as const];
    }),
  );
}
