import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CreateBuildBody, Revision } from '../contract/builds.ts';
import { configuredTargets } from '../contract/config-file.ts';
import { ApiError, badRequest, conflict } from '../contract/errors.ts';
import { isSdkTarget, type SdkTarget, type TargetName } from '../contract/targets.ts';
import { type ConfigFiles, configOf, fileHashes } from '../git/config-files.ts';
import type { Repository } from '../git/store/repository.ts';
import { BranchMoved, type FileUrls } from '../records/branches.ts';
import { findByIdempotencyKey } from '../records/build-requests.ts';
import { type BuildRecord, insertBuild, loadBuild, type Scheduled } from '../records/builds.ts';
import { newId } from '../records/ids.ts';
import type { Trigger } from '../records/prisma/client.ts';
import type { ProjectRecord } from '../records/projects.ts';
import { KeyedQueue } from '../runtime/processes/keyed-queue.ts';
import { toApiError } from './branches.ts';
import { headsOf, publishHead } from './config-commits.ts';
import type { BuildDeps, StartDeps } from './deps.ts';
import { type Resolved, resolveRevision } from './revisions.ts';
import { moveCode } from './sdk-branches.ts';

export interface BuildRequest {
  readonly revision: Revision;
  readonly branch: string | null;
  readonly allowEmpty: boolean;
  /** See `ResolveOptions`. */
  readonly checked?: true;
  readonly commitMessage: string | null;
  /** Whether to write the message from the changes; null: the organisation's default. */
  readonly describeChanges: boolean | null;
  readonly targetCommitMessages: Readonly<Record<string, string>>;
  readonly targets: readonly TargetName[] | null;
  readonly trigger: Trigger;
  readonly idempotencyKey: string | null;
  /** Who or what requests it, for people; null: the schedule. Not part of what a repeated request is compared by. */
  readonly startedBy: string | null;
  /** URLs of files in the revision that were fetched before. */
  readonly fetched?: FileUrls;
  /** The run of a schedule that requests it. */
  readonly scheduled?: Scheduled;
}

/** How long a request retries while others, in any process, move its branch. */
const TRIES_MS = 15_000;
const PAUSE_MS = 20;
/** Requests of one process take turns, so that builds are created in the order of arrival. */
const queue = new KeyedQueue();

/**
 * Resolves the revision to a config commit, inserts the build with its targets and starts its workflow. A recorded
 * build is returned even if Temporal is unavailable: it starts once Temporal is back.
 */
export async function createBuild(
  deps: StartDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<BuildRecord> {
  const { build, isNew } = await recordBuild(deps, project, request);
  if (isNew) await deps.starts.start(deps, build);
  return build;
}

/**
 * Resolves the revision and inserts the build, or finds the build of an earlier request with the same
 * `Idempotency-Key`.
 */
export async function recordBuild(
  deps: BuildDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<{ build: BuildRecord; isNew: boolean }> {
  const { branch, revision } = request;
  const place = branch ?? (typeof revision === 'string' ? revision : '');
  return queue.run(`${project.id} ${place}`, () => recordInTurn(deps, project, request));
}

/** Throws the errors of `createBuild` that can be detected before anything is created. */
export async function checkBuild(
  deps: BuildDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<void> {
  const repository = await deps.repositories.create(project.organization.slug, project.slug, 'config');
  const { revision, branch, allowEmpty, commitMessage: message } = request;
  const heads = headsOf(deps.db, project.id);
  const resolved = await resolveRevision(deps, repository, heads, revision, { branch, allowEmpty, message });
  chooseTargets(request.targets, resolved.files, project);
}

async function recordInTurn(
  deps: BuildDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<{ build: BuildRecord; isNew: boolean }> {
  const { startedBy: _startedBy, ...compared } = request;
  const requestHash = createHash('sha256').update(JSON.stringify(compared)).digest('hex');
  const findEarlier = () => findByKey(deps, project, request.idempotencyKey, requestHash);
  const repository = await deps.repositories.create(project.organization.slug, project.slug, 'config');
  for (const until = Date.now() + TRIES_MS; Date.now() < until; ) {
    const earlier = await findEarlier();
    if (earlier !== null) return { build: earlier, isNew: false };
    try {
      return { build: await insert(deps, project, repository, request, requestHash), isNew: true };
    } catch (error) {
      if (error instanceof BranchMoved) {
        await wait(PAUSE_MS * (1 + Math.random()));
        continue;
      }
      // The same request may have succeeded in another process.
      const same = await findEarlier();
      if (same !== null) return { build: same, isNew: false };
      throw await toApiError(deps.db, project.id, error);
    }
  }
  throw new ApiError('conflict', 'branch: was updated concurrently for 15 s; retry the request.', {
    final: false,
  });
}

async function insert(
  deps: BuildDeps,
  project: ProjectRecord,
  repository: Repository,
  request: BuildRequest,
  requestHash: string,
): Promise<BuildRecord> {
  const heads = headsOf(deps.db, project.id);
  const resolved = await resolveRevision(deps, repository, heads, request.revision, {
    branch: request.branch,
    allowEmpty: request.allowEmpty,
    checked: request.checked,
    message: request.commitMessage,
    fetched: request.fetched,
  });
  const id = newId();
  await insertBuild(
    deps.db,
    {
      id,
      projectId: project.id,
      branch: resolved.branch,
      configCommit: resolved.configCommit,
      expectedHead: resolved.expectedHead,
      trigger: request.trigger,
      targets: chooseTargets(request.targets, resolved.files, project),
      commitMessage: request.commitMessage,
      describeChanges: describesChanges(request, project),
      targetCommitMessages: request.targetCommitMessages,
      fileHashes: fileHashes(resolved.files),
      idempotencyKey: request.idempotencyKey,
      requestHash,
      startedBy: request.startedBy,
      fileUrls: resolved.fileUrls,
      scheduled: request.scheduled,
    },
    () => inherit(deps, project, resolved),
  );
  const [build] = await Promise.all([
    loadBuild(deps.db, id),
    // The build exists and is returned. If this fails, the build's first activity does it.
    publishHead(repository, heads, resolved.branch).catch(() => {}),
  ]);
  return build;
}

/**
 * What a body of `POST /v0/builds` requests in the name of `startedBy`. Throws a 400 if its fields exclude each other.
 */
export function requestOf(
  body: CreateBuildBody,
  idempotencyKey: string | null,
  startedBy: string,
): BuildRequest {
  const messages = body.target_commit_messages ?? {};
  if (body.enable_ai_commit_message && (body.commit_message || Object.keys(messages).length > 0)) {
    throw badRequest(
      'enable_ai_commit_message: cannot be combined with commit_message or target_commit_messages.',
    );
  }
  return {
    revision: body.revision,
    branch: body.branch ?? null,
    allowEmpty: body.allow_empty ?? false,
    commitMessage: body.commit_message ?? null,
    describeChanges: body.enable_ai_commit_message ?? null,
    targetCommitMessages: messages,
    targets: body.targets ?? null,
    trigger: 'api',
    idempotencyKey,
    startedBy,
  };
}

/** A given message stays as it is. */
function describesChanges(request: BuildRequest, { organization }: ProjectRecord): boolean {
  if (request.commitMessage !== null) return false;
  return request.describeChanges ?? organization.enableAiCommitMessages;
}

/** The requested targets without duplicates; if none are requested, every target of the config file. */
export function chooseTargets(
  requested: readonly TargetName[] | null,
  files: ConfigFiles,
  project: ProjectRecord,
): readonly SdkTarget[] {
  const inConfig = configuredTargets(configOf(files));
  const configured = inConfig.length > 0 ? inConfig : project.targets.filter(isSdkTarget);
  if (requested === null) {
    if (configured.length === 0)
      throw badRequest('targets: the config file configures none; add some under "targets".');
    return configured;
  }
  return [...new Set(requested)].map((name) => {
    if (!isSdkTarget(name)) throw badRequest(`targets: ${name} is not an SDK target of this service.`);
    if (!configured.includes(name))
      throw badRequest(`targets: ${name} is not configured in the config file of this revision.`);
    return name;
  });
}

/** A branch that a build creates inherits the custom code of its origin. */
async function inherit(deps: BuildDeps, project: ProjectRecord, resolved: Resolved): Promise<void> {
  const { branch, expectedHead, origin } = resolved;
  if (expectedHead !== null || origin === null || origin === branch) return;
  await moveCode(deps, project, branch, { kind: 'take', from: origin }, null);
}

async function findByKey(
  deps: BuildDeps,
  project: ProjectRecord,
  idempotencyKey: string | null,
  requestHash: string,
): Promise<BuildRecord | null> {
  if (idempotencyKey === null) return null;
  const found = await findByIdempotencyKey(deps.db, project.id, idempotencyKey);
  if (found === null) return null;
  if (found.requestHash !== requestHash) {
    throw conflict('Idempotency-Key: was used for another request before.');
  }
  return loadBuild(deps.db, found.id);
}
