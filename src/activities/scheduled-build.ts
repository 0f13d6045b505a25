import { type ApplicationFailure, Context } from '@temporalio/activity';
import { readFileMap } from '../builds/config-inputs.ts';
import { chooseTargets, recordBuild } from '../builds/create-build.ts';
import { ApiError } from '../contract/errors.ts';
import { isSdkTarget, type SdkTarget } from '../contract/targets.ts';
import { type ConfigFiles, fileHashes, readConfigFiles } from '../git/config-files.ts';
import { FileUrls, findBranch } from '../records/branches.ts';
import {
  type BuildRecord,
  findScheduled,
  insertBuild,
  listBuilds,
  loadBuild,
  type Scheduled,
} from '../records/builds.ts';
import { newId } from '../records/ids.ts';
import { findProjectById } from '../records/projects.ts';
import { failure } from '../temporal/failures.ts';
import type { ScheduledBuild, ScheduledRun } from '../temporal/messages.ts';
import { deleteOrphan } from '../temporal/project-schedules.ts';
import { buildInput } from '../temporal/start-build.ts';
import type { ActivityDeps } from './inputs/deps.ts';

/** Attempts to fetch files, half a second to four seconds apart, before the run is recorded as fatal. */
const TRIES = 5;
/** Conclusions after which the same config files are built again. */
const NOT_BUILT = ['fatal', 'cancelled', 'timed_out'];

export function createRebuildActivity(deps: ActivityDeps) {
  return {
    /**
     * Records the build of a scheduled run. Idempotent: a run has one build. Config files that were given by
     * URL are fetched again first; if they are unavailable or invalid, the build is recorded as fatal and
     * says why. Fails for good if the project or branch was deleted.
     */
    async createScheduledBuild(run: ScheduledRun): Promise<ScheduledBuild> {
      const scheduled = { schedule: run.schedule, at: new Date(run.scheduledAt) };
      const [earlier] = await findScheduled(deps.db, run.projectId, scheduled.schedule, [scheduled.at]);
      if (earlier !== undefined) return outcome(deps, earlier);
      const place = await findPlace(deps, run);
      try {
        return await record(deps, run, scheduled, place);
      } catch (error) {
        if (!(error instanceof ApiError) || Context.current().info.attempt < TRIES) throw error;
        return outcome(deps, await recordFatal(deps, run, scheduled, place, error.message));
      }
    },
  };
}

type Place = Awaited<ReturnType<typeof findPlace>>;

async function findPlace(deps: ActivityDeps, { projectId, branch: name, scheduleId }: ScheduledRun) {
  const project = await findProjectById(deps.db, projectId);
  if (project === null) {
    if (scheduleId !== null) await deleteOrphan(deps.temporal, scheduleId, projectId);
    throw gone('The project was deleted.');
  }
  const branch = await findBranch(deps.db, projectId, name);
  if (branch === null) throw gone(`There is no branch ${JSON.stringify(name)}.`);
  const repository = deps.repositories.get(project.organization.slug, project.slug, 'config');
  const files = await readConfigFiles(repository, branch.configCommit);
  return { project, head: branch.configCommit, fileUrls: FileUrls.parse(branch.fileUrls), files };
}

function gone(message: string): ApplicationFailure {
  return failure('Gone', message);
}

async function record(
  deps: ActivityDeps,
  run: ScheduledRun,
  scheduled: Scheduled,
  { project, head, fileUrls, files }: Place,
): Promise<ScheduledBuild> {
  const urls = Object.entries(fileUrls).filter(([path]) => files.has(path));
  const fetched: ConfigFiles =
    urls.length === 0
      ? new Map()
      : await readFileMap(deps, Object.fromEntries(urls.map(([path, url]) => [path, { url }])));
  const changed = [...fetched].filter(([path, content]) => files.get(path) !== content);
  if (changed.length === 0 && run.unchanged === 'none') {
    const targets = chooseTargets(run.targets, files, project);
    if (await isBuilt(deps, run, head, targets)) return { kind: 'none' };
  }
  const { build } = await recordBuild(deps, project, {
    revision:
      changed.length === 0
        ? run.branch
        : Object.fromEntries(changed.map(([path, content]) => [path, { content }])),
    branch: run.branch,
    allowEmpty: true,
    commitMessage: null,
    describeChanges: null,
    targetCommitMessages: {},
    targets: run.targets,
    trigger: 'schedule',
    idempotencyKey: null,
    startedBy: null,
    fetched: fileUrls,
    scheduled,
  });
  return outcome(deps, build);
}

/**
 * Whether the latest build of the branch generated, or is generating, all of these targets from the same
 * config files.
 */
async function isBuilt(
  deps: ActivityDeps,
  { projectId, branch }: ScheduledRun,
  head: string,
  wanted: readonly SdkTarget[],
): Promise<boolean> {
  const [latest] = await listBuilds(deps.db, { projectId, branch, limit: 1 });
  if (latest === undefined || latest.configCommit !== head) return false;
  const built = latest.targets.filter(({ steps }) =>
    steps.every(({ step, conclusion }) => step !== 'commit' || !NOT_BUILT.includes(conclusion ?? '')),
  );
  return wanted.every((name) => built.some(({ target }) => target === name));
}

async function recordFatal(
  deps: ActivityDeps,
  run: ScheduledRun,
  scheduled: Scheduled,
  { project, head, files }: Place,
  fatal: string,
): Promise<BuildRecord> {
  const id = newId();
  await insertBuild(deps.db, {
    id,
    projectId: run.projectId,
    branch: run.branch,
    configCommit: head,
    expectedHead: head,
    trigger: 'schedule',
    targets: run.targets ?? project.targets.filter(isSdkTarget),
    commitMessage: null,
    describeChanges: false,
    targetCommitMessages: {},
    fileHashes: fileHashes(files),
    idempotencyKey: null,
    requestHash: null,
    startedBy: null,
    scheduled,
    fatal,
  });
  return loadBuild(deps.db, id);
}

function outcome({ links }: ActivityDeps, build: BuildRecord): ScheduledBuild {
  const input = buildInput(build, links, null);
  if (build.completedAt === null) return { kind: 'build', input };
  const note = build.targets[0]?.steps.find(({ step }) => step === 'commit')?.note;
  return { kind: 'ended', links: input.links, note: note ?? 'it has been built before.' };
}
