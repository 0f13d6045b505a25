import { createHash } from 'node:crypto';
import type { CreateBuildBody, Revision } from '../contract/builds.ts';
import { configuredTargets } from '../contract/config-file.ts';
import { ApiError, badRequest, conflict } from '../contract/errors.ts';
import { isSdkTarget, type SdkTarget, type TargetName } from '../contract/targets.ts';
import { type ConfigFiles, configOf, fileHashes } from '../git/config-files.ts';
import { BranchMoved, type FileUrls } from '../records/branches.ts';
import { type BuildRecord, insertBuild, loadBuild, type Scheduled } from '../records/builds.ts';
import { newId } from '../records/ids.ts';
import type { Trigger } from '../records/prisma/client.ts';
import { toApiError } from './branches.ts';
import type { ApiDeps } from './deps.ts';
import { headsOf, publishHead } from './heads.ts';
import { type Resolved, resolveRevision } from './revisions.ts';
import { moveCode } from './sdk-code.ts';
import type { ProjectRecord } from './views.ts';

/** What recording a build takes: the API has it, and the activity of a scheduled run. */
export type BuildDeps = Pick<ApiDeps, 'config' | 'db' | 'repositories'>;

export interface BuildRequest {
  readonly revision: Revision;
  readonly branch: string | null;
  readonly allowEmpty: boolean;
  /** See `ResolveOptions`. */
  readonly checked?: true;
  readonly commitMessage: string | null;
  /** Whether the message is to be written from what changed; null: as the organisation has it. */
  readonly describeChanges: boolean | null;
  readonly targetCommitMessages: Readonly<Record<string, string>>;
  readonly targets: readonly TargetName[] | null;
  readonly trigger: Trigger;
  readonly idempotencyKey: string | null;
  /** Where files of the revision came from that were fetched before. */
  readonly fetched?: FileUrls;
  /** The run of a schedule that asks for it. */
  readonly scheduled?: Scheduled;
}

const TRIES = 5;

/**
 * Resolves the revision to a config commit, inserts the build with its targets and starts its workflow.
 * A build that is in the record is answered even where Temporal is down: it is started when it is back.
 */
export async function createBuild(
  deps: ApiDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<BuildRecord> {
  const { build, isNew } = await recordBuild(deps, project, request);
  if (isNew) await deps.starts.start(deps, build);
  return build;
}

/** Resolves the revision and inserts the build, or finds the one that was made for the same `Idempotency-Key`. */
export async function recordBuild(
  deps: BuildDeps,
  project: ProjectRecord,
  request: BuildRequest,
): Promise<{ build: BuildRecord; isNew: boolean }> {
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const earlier = await findByKey(deps, project, request.idempotencyKey, requestHash);
  if (earlier !== null) return { build: earlier, isNew: false };
  const repository = await deps.repositories.create(project.organization.slug, project.slug, 'config');
  const heads = headsOf(deps.db, project.id);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const resolved = await resolveRevision(deps, repository, heads, request.revision, {
      branch: request.branch,
      allowEmpty: request.allowEmpty,
      checked: request.checked,
      message: request.commitMessage,
      fetched: request.fetched,
    });
    const id = newId();
    try {
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
          fileUrls: resolved.fileUrls,
          scheduled: request.scheduled,
        },
        () => inherit(deps, project, resolved),
      );
    } catch (error) {
      if (error instanceof BranchMoved) continue;
      const same = await findByKey(deps, project, request.idempotencyKey, requestHash);
      if (same !== null) return { build: same, isNew: false };
      throw toApiError(error);
    }
    const [build] = await Promise.all([
      loadBuild(deps.db, id),
      // Made already: it is answered. What fails here, the first activity of the build does.
      publishHead(repository, heads, resolved.branch).catch(() => {}),
    ]);
    return { build, isNew: true };
  }
  throw new ApiError('conflict', 'branch: others keep moving it; try again.', { final: false });
}

/** What a body of `POST /v0/builds` asks for. Throws a 400 where its parts exclude each other. */
export function requestOf(body: CreateBuildBody, idempotencyKey: string | null): BuildRequest {
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
  };
}

/** A message that was given is left as it is. */
function describesChanges(request: BuildRequest, { organization }: ProjectRecord): boolean {
  if (request.commitMessage !== null) return false;
  return request.describeChanges ?? organization.enableAiCommitMessages;
}

/** The requested targets, each once; without a request every target that the config file configures. */
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

/** A branch that a build makes has the custom code of the one that it came from. */
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
  const found = await deps.db.build.findUnique({
    where: { projectId_idempotencyKey: { projectId: project.id, idempotencyKey } },
    select: { id: true, requestHash: true },
  });
  if (found === null) return null;
  if (found.requestHash !== requestHash) {
    throw conflict('Idempotency-Key: was used for another request before.');
  }
  return loadBuild(deps.db, found.id);
}
