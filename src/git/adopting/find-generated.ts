import type { Confidence, Evidence, TrackingFile } from '../../contract/adoptions.ts';
import { git } from '../store/git-command.ts';
import { editTree, isAncestor, isCommit, listTree } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import {
  type Judged,
  judgeGenerated,
  judgeHeaders,
  judgeNamed,
  judgeTracked,
  type Share,
} from './confidence.ts';
import { candidates, corresponding, type DatedCommit, type Difference, nearest } from './correspondence.ts';

/** The generated code that a team's branch is based on, and the evidence for it. */
export interface FoundBase {
  /** Null if it is assembled from individual files. */
  readonly commit: string | null;
  readonly tree: string;
  readonly evidence: Evidence;
  readonly confidence: Confidence;
  readonly reasons: readonly string[];
}

/** What is known about a team's repository; all commits were fetched. */
export interface TeamRepository {
  readonly head: string;
  /** The tip of the branch `generated`; null if there is none. */
  readonly generated: string | null;
  /** A commit that a person named as the base. */
  readonly named: string | null;
  readonly tracking: TrackingFile | null;
  /** Warnings about evidence that cannot be used. */
  readonly notes: readonly string[];
}

/** Commits that are read per branch; older ones are no plausible base. */
const TEAM_AT_MOST = 200_000;
const GENERATED_AT_MOST = 20_000;
/** Header line of generated files. */
const HEADER = 'File generated from (our|your) OpenAPI spec';
const HEADER_LINES = 5;
const NEVER_GENERATED = /(^|\/)(lib|examples)\//;

/**
 * Finds the generated code that a team's branch is based on: the commit that a person names, or else that of a
 * tracking file, or else by the branch `generated`, or else by header lines. Null if there is no evidence.
 */
export async function findGenerated(repository: Repository, team: TeamRepository): Promise<FoundBase | null> {
  const { named, tracking, generated } = team;
  const notes = [...team.notes];
  if (named !== null) return ofCommit(repository, team, named, 'named', judgeNamed);
  if (tracking !== null) {
    if (await isCommit(repository, tracking.base)) {
      const integrated = tracking.integrated ?? null;
      const isIn =
        integrated !== null &&
        (await isCommit(repository, integrated)) &&
        (await isAncestor(repository, integrated, team.head));
      const judge = (share: Share) => judgeTracked(isIn, share);
      return ofCommit(repository, team, tracking.base, 'tracking_file', judge);
    }
    notes.push(`The tracking file names ${tracking.base.slice(0, 10)}, which the repository does not have.`);
  }
  if (generated === null) notes.push('The repository has no branch "generated".');
  const found =
    (generated === null ? null : await byGenerated(repository, team.head, generated)) ??
    (await byHeaders(repository, team.head));
  return found === null ? null : { ...found, reasons: [...notes, ...found.reasons] };
}

async function ofCommit(
  repository: Repository,
  { head }: TeamRepository,
  commit: string,
  evidence: Evidence,
  judge: (share: Share) => Judged,
): Promise<FoundBase> {
  const share = await shareOf(repository, commit, head);
  return { commit, tree: await repository.treeOf(commit), evidence, ...judge(share) };
}

async function byGenerated(
  repository: Repository,
  head: string,
  generated: string,
): Promise<FoundBase | null> {
  const all = await datedCommits(repository, generated, GENERATED_AT_MOST);
  const found = corresponding(await datedCommits(repository, head, TEAM_AT_MOST), all);
  const differences: Difference[] = [];
  for (const { sha } of candidates(all, found?.at ?? null)) {
    differences.push({ sha, paths: await differing(repository, sha, head) });
  }
  const same = found === null ? undefined : differences.find(({ sha }) => sha === all[found.at]?.sha);
  const chosen = nearest(differences, same?.sha ?? null);
  if (chosen === null) return null;
  const share = await shareOf(repository, chosen.sha, head);
  // A branch of this name that is unrelated to the code: headers are better evidence.
  if (found === null && share.unchanged === 0) return null;
  const match =
    same === undefined || found === null ? null : { difference: same, teamCommit: found.teamCommit };
  return {
    commit: chosen.sha,
    tree: await repository.treeOf(chosen.sha),
    evidence: 'generated_branch',
    ...judgeGenerated({ chosen, match, share }),
  };
}

/** Newest first, one line each; their number is limited. */
async function datedCommits(
  { gitDir }: Repository,
  tip: string,
  limit: number,
): Promise<readonly DatedCommit[]> {
  const args = ['log', '--topo-order', `--max-count=${limit}`, '--format=%H %at %s', tip, '--'];
  const { stdout } = await git(args, { gitDir, timeoutMs: 600_000 });
  return stdout.split('\n').flatMap((line) => {
    const [, sha = '', at = '', subject = ''] = /^([0-9a-f]{40}) (\d+) (.*)$/.exec(line) ?? [];
    return sha === '' ? [] : [{ sha, authoredAt: Number(at), subject }];
  });
}

/** Paths that differ between two commits. `filter`: as in `git diff --diff-filter`. */
async function differing(
  { gitDir }: Repository,
  from: string,
  to: string,
  filter = '',
): Promise<ReadonlySet<string>> {
  const only = filter === '' ? [] : [`--diff-filter=${filter}`];
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', ...only, from, to];
  const { stdout } = await git(args, { gitDir, timeoutMs: 600_000 });
  return new Set(stdout.split('\0').filter(Boolean));
}

async function shareOf(repository: Repository, base: string, head: string): Promise<Share> {
  const total = (await listTree(repository, base)).size;
  // All but those that the branch added.
  const changed = (await differing(repository, base, head, 'a')).size;
  return { unchanged: total - changed, total };
}

/** Files whose header says that they are generated: the last resort. */
async function byHeaders(repository: Repository, head: string): Promise<FoundBase | null> {
  const { gitDir } = repository;
  const args = ['grep', '-z', '-n', '-I', '-E', HEADER, head, '--'];
  const { stdout } = await git(args, { gitDir, accept: [1], timeoutMs: 600_000 });
  const entries = await listTree(repository, head);
  const said = new Map(
    stdout.split('\n').flatMap((line) => {
      const [name = '', number = ''] = line.split('\0');
      const path = name.slice(head.length + 1);
      const entry = entries.get(path);
      const isHeader = Number(number) <= HEADER_LINES && !NEVER_GENERATED.test(path);
      return entry === undefined || !isHeader ? [] : [[path, entry] as const];
    }),
  );
  if (said.size === 0) return null;
  await repository.writeEmptyTree();
  const tree = await editTree(repository, EMPTY_TREE, said);
  return { commit: null, tree, evidence: 'header', ...judgeHeaders(said.size) };
}
