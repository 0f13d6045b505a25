import { author } from '../../builds/config-commits.ts';
import type {
  Conflict,
  ConflictDetail,
  ConflictKind,
  ConflictSide,
  FileResolution,
  ListConflictsQuery,
  ResolveConflictBody,
} from '../../contract/conflicts.ts';
import { badRequest, conflict as conflictError, notFound } from '../../contract/errors.ts';
import { SDK_TARGETS, type SdkTarget } from '../../contract/targets.ts';
import { isBinary } from '../../git/merging/merge-file.ts';
import { conflictBranch } from '../../git/refs.ts';
import {
  type ClosedConflict,
  closedConflicts,
  type OpenConflict,
  openConflicts,
} from '../../git/sdk-branch/conflicts.ts';
import { type Choice, isSettled, openFiles, resolveFiles } from '../../git/sdk-branch/resolve-conflict.ts';
import { listTree } from '../../git/store/history.ts';
import { repositoryName } from '../../git/store/repositories.ts';
import type { Repository } from '../../git/store/repository.ts';
import type { ProjectRecord } from '../../records/projects.ts';
import type { ApiDeps } from '../deps.ts';

/** Maximum bytes shown of one side of a file, and of all sides of a conflict. */
const SIDE_BYTES = 64 * 1024;
const ALL_BYTES = 4 * 1024 * 1024;

type Found = OpenConflict | ClosedConflict;
const isOpen = (conflict: Found): conflict is OpenConflict => !('closedAt' in conflict);

/** The repository of a target, if it exists. */
function repositoryOf(deps: ApiDeps, project: ProjectRecord, target: SdkTarget): Repository | null {
  const repository = deps.repositories.get(project.organization.slug, project.slug, target);
  return repository.exists ? repository : null;
}

/** Conflicts of a project, newest first, and whether there are more. */
export async function listConflicts(
  deps: ApiDeps,
  project: ProjectRecord,
  { target, branch, status, cursor, limit }: ListConflictsQuery,
): Promise<{ data: Conflict[]; has_more: boolean; next_cursor?: string }> {
  const all: { readonly key: string; readonly view: Conflict }[] = [];
  for (const name of target === undefined ? SDK_TARGETS : [target]) {
    const repository = repositoryOf(deps, project, name);
    if (repository === null) continue;
    const found: Found[] = [
      ...(status === 'closed' ? [] : await openConflicts(repository, branch)),
      ...(status === 'open' ? [] : await closedConflicts(repository)),
    ];
    for (const each of found) {
      if (branch !== undefined && each.branch !== branch) continue;
      const settled = isOpen(each) && (await isSettled(repository, each));
      const key = `${String(each.openedAt).padStart(12, '0')}-${name}-${String(each.number).padStart(9, '0')}`;
      all.push({ key, view: conflictView(project, name, each, settled) });
    }
  }
  all.sort((a, b) => (a.key < b.key ? 1 : -1));
  const rest = cursor === undefined ? all : all.filter(({ key }) => key < cursor);
  const page = rest.slice(0, limit);
  const has_more = rest.length > limit;
  const last = page.at(-1)?.key;
  return {
    data: page.map(({ view }) => view),
    has_more,
    ...(has_more && last !== undefined ? { next_cursor: last } : {}),
  };
}

interface Place {
  readonly repository: Repository;
  readonly conflict: Found;
}

/** A conflict of a project by its target and number. Throws 404. */
export async function findConflict(
  deps: ApiDeps,
  project: ProjectRecord,
  target: SdkTarget,
  number: number,
): Promise<Place> {
  const repository = repositoryOf(deps, project, target);
  if (repository !== null) {
    const found: Found[] = [...(await openConflicts(repository)), ...(await closedConflicts(repository))];
    const conflict = found.find((candidate) => candidate.number === number);
    if (conflict !== undefined) return { repository, conflict };
  }
  throw notFound(`number: ${target} has no conflict ${number}.`);
}

/**
 * Resolves files of a conflict on its branch. Returns whether all files are resolved now. Throws 400 for a file
 * without a conflict, and 409 if the conflict is closed or the resolution is impossible.
 */
export async function resolveConflict(
  { repository, conflict }: Place,
  body: ResolveConflictBody,
): Promise<boolean> {
  if (!isOpen(conflict)) throw conflictError('number: this conflict is closed.');
  const choices = new Map<string, Choice>();
  for (const [path, resolution] of Object.entries(body.files)) {
    if (!conflict.files.some((file) => file.path === path)) {
      throw badRequest(`files: ${JSON.stringify(path.slice(0, 200))} is not in conflict.`);
    }
    choices.set(path, choiceOf(path, resolution));
  }
  if (body.take) {
    for (const path of await openFiles(repository, conflict)) {
      if (!choices.has(path)) choices.set(path, { take: body.take });
    }
  }
  if (choices.size === 0) throw badRequest('files: resolve at least one open file, or send take.');
  const { number, branch } = conflict;
  const message = body.commit_message ?? `Resolve conflict ${number} of ${branch}`;
  const resolved = await resolveFiles(repository, conflict, { choices, message, author: author() });
  if (!resolved.ok) throw conflictError(`files: ${resolved.why}.`);
  return resolved.open.length === 0;
}

function choiceOf(path: string, resolution: FileResolution): Choice {
  if ('take' in resolution) return { take: resolution.take };
  const { content, encoding } = resolution;
  if (content !== null && encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content)) {
    throw badRequest(`files: the content of ${JSON.stringify(path.slice(0, 200))} is not base64.`);
  }
  return { content: content === null ? null : Buffer.from(content, encoding) };
}

/** Maps a conflict in the repository to the API's form. Pure. */
function conflictView(project: ProjectRecord, target: SdkTarget, found: Found, settled: boolean): Conflict {
  const closed = isOpen(found) ? null : found;
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    object: 'conflict',
    project: project.slug,
    target,
    number: found.number,
    branch: found.branch,
    status: closed !== null ? 'closed' : settled ? 'resolved' : 'open',
    verified: found.verified,
    repo: {
      owner: project.organization.slug,
      name: repositoryName(project.slug, target),
      branch: conflictBranch(found.number),
    },
    opened_at: time(found.openedAt),
    opened_by: found.openedBy,
    closed_at: closed === null ? null : time(closed.closedAt),
    closed_by: closed?.closedBy ?? null,
    resolution: closed?.resolution ?? null,
    files: found.files.map(({ path, base, ours, theirs }) => ({
      path,
      kind: kindOf({ base, ours, theirs }),
    })),
  };
}

/** A conflict with the sides of its files. */
export async function conflictDetail(
  project: ProjectRecord,
  target: SdkTarget,
  { repository, conflict }: Place,
): Promise<ConflictDetail> {
  const settled = isOpen(conflict) && (await isSettled(repository, conflict));
  const open = isOpen(conflict) && !settled ? await openFiles(repository, conflict) : [];
  const tip = isOpen(conflict) ? (conflict.tip ?? conflict.merge) : null;
  const now = tip === null ? new Map() : await listTree(repository, tip);
  let left = ALL_BYTES;
  const sideOf = async (entry: { mode: string; oid: string } | null): Promise<ConflictSide | null> => {
    if (entry === null) return null;
    const side = await readSide(repository, entry, Math.min(SIDE_BYTES, left));
    left -= side.content?.length ?? 0;
    return side;
  };
  const view = conflictView(project, target, conflict, settled);
  const files: ConflictDetail['files'] = [];
  for (const { path, base, ours, theirs } of conflict.files) {
    files.push({
      path,
      kind: kindOf({ base, ours, theirs }),
      resolved: !open.includes(path),
      base: await sideOf(base),
      ours: await sideOf(ours),
      theirs: await sideOf(theirs),
      current: await sideOf(now.get(path) ?? null),
    });
  }
  return { ...view, files };
}

async function readSide(
  repository: Repository,
  { mode, oid }: { mode: string; oid: string },
  limit: number,
): Promise<ConflictSide> {
  const size = await repository.blobSize(oid);
  const none = { mode, oid, size, binary: false, content: null };
  if (size === null || size > limit) return none;
  const content = await repository.readBlob(oid);
  const binary = isBinary(content);
  return { mode, oid, size, binary, content: binary ? null : content.toString('utf8') };
}

/** Git's name for the kind of conflict, by the sides that have the file. */
function kindOf({ base, ours, theirs }: Record<'base' | 'ours' | 'theirs', unknown>): ConflictKind {
  if (ours !== null && theirs !== null) return base === null ? 'both_added' : 'both_modified';
  if (base === null) return ours === null ? 'added_by_them' : 'added_by_us';
  if (ours === null) return theirs === null ? 'both_deleted' : 'deleted_by_us';
  return 'deleted_by_them';
}
