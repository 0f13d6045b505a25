import { type SdkTarget, STEPS } from '../contract/targets.ts';
import { announce } from './announce.ts';
import { type FileUrls, moveBranch } from './branches.ts';
import type { Database } from './database.ts';
import { endSteps, recordBuildCompleted } from './end-steps.ts';
import type { Prisma, Trigger } from './prisma/client.ts';
import { noteCreated, noted } from './webhook-events.ts';

/** Loads everything that responses need of a build, in one query. */
const WITH_ALL = {
  project: { include: { organization: true } },
  targets: { include: { steps: true, packages: { orderBy: { name: 'asc' } } } },
} satisfies Prisma.BuildInclude;

/**
 * The parts of a build that activities need. They load it often, so it excludes steps and packages, which are most of
 * a build.
 */
const WITH_TARGETS = {
  project: { include: { organization: true } },
  targets: true,
} satisfies Prisma.BuildInclude;

export type BuildInputs = Prisma.BuildGetPayload<{ include: typeof WITH_TARGETS }>;
export type BuildRecord = Prisma.BuildGetPayload<{ include: typeof WITH_ALL }>;
export type BuildTargetRecord = BuildRecord['targets'][number];
export type BuildStepRecord = BuildTargetRecord['steps'][number];

export interface NewBuild {
  readonly id: string;
  readonly projectId: string;
  readonly branch: string;
  readonly configCommit: string;
  readonly trigger: Trigger;
  readonly targets: readonly SdkTarget[];
  readonly commitMessage: string | null;
  /** Whether the commit message is generated from the changes. */
  readonly describeChanges: boolean;
  readonly targetCommitMessages: Readonly<Record<string, string>>;
  readonly fileHashes: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
  readonly requestHash: string | null;
  /** Who or what requested it, for people; null: the schedule. */
  readonly startedBy: string | null;
  /** The expected head of the branch; null if the branch must not exist yet. */
  readonly expectedHead: string | null;
  /** Config files of the branch that were given by URL; absent: unchanged. */
  readonly fileUrls?: FileUrls;
  /** The scheduled run that creates it: each run has one build. */
  readonly scheduled?: Scheduled;
  /** Why nothing can be built: the build is completed at once, each target fatal. */
  readonly fatal?: string;
}

export interface Scheduled {
  /** Name of the schedule. */
  readonly schedule: string;
  readonly at: Date;
}

/** Runs before the build exists: a new branch inherits the code of every SDK repository. */
const TRANSACTION = { timeout: 30_000, maxWait: 10_000 };

/**
 * Points the branch at the config commit and inserts the build with its targets and steps, all or nothing. The
 * branch's row stays locked meanwhile, so that builds of a branch get their `sequence` in order. `beforeBuild` runs
 * under the same lock. Throws `BranchMoved` and `BranchNameTaken`.
 */
export async function insertBuild(
  db: Database,
  build: NewBuild,
  beforeBuild: () => Promise<void> = async () => {},
): Promise<void> {
  const isNoted = await db.$transaction(async (tx) => {
    await moveBranch(tx, {
      projectId: build.projectId,
      name: build.branch,
      from: build.expectedHead,
      to: build.configCommit,
      fileUrls: build.fileUrls,
    });
    await beforeBuild();
    await tx.build.create({
      data: {
        id: build.id,
        projectId: build.projectId,
        branch: build.branch,
        configCommit: build.configCommit,
        trigger: build.trigger,
        previousCommit: build.expectedHead,
        commitMessage: build.commitMessage,
        describeChanges: build.describeChanges,
        targetCommitMessages: build.targetCommitMessages,
        fileHashes: build.fileHashes,
        idempotencyKey: build.idempotencyKey,
        requestHash: build.requestHash,
        startedBy: build.startedBy,
        schedule: build.scheduled?.schedule,
        scheduledAt: build.scheduled?.at,
      },
    });
    // Prisma would compile a query with this many rows each time.
    const [made] = await tx.$queryRaw<{ noted: boolean }[]>`
      WITH target AS (
        INSERT INTO "BuildTarget" ("buildId", "target") SELECT ${build.id}, unnest(${[...build.targets]}::text[])
        RETURNING "buildId", "target"
      )${noteCreated(build.projectId, build.id)}, step AS (
        INSERT INTO "BuildStep" ("buildId", "target", "step")
        SELECT "buildId", "target", unnest(${[...STEPS]}::"Step"[]) FROM target
      )
      SELECT EXISTS (SELECT FROM noted) AS "noted"`;
    if (build.fatal !== undefined) await endFatal(tx, build, build.fatal);
    return made?.noted === true;
  }, TRANSACTION);
  announce(db, build.id);
  if (isNoted) noted(db);
}

async function endFatal(tx: Prisma.TransactionClient, { id, targets }: NewBuild, why: string): Promise<void> {
  await tx.diagnostic.create({
    data: { id: `${id}-0`, buildId: id, ordinal: 0, code: 'Config/Unusable', level: 'fatal', message: why },
  });
  for (const target of targets) {
    await endSteps(tx, { buildId: id, target, attempt: 1 }, 'fatal', 'skipped', why);
  }
  await recordBuildCompleted(tx, id);
}

/** Builds of these scheduled runs. */
export function findScheduled(
  db: Database,
  projectId: string,
  schedule: string,
  at: readonly Date[],
): Promise<BuildRecord[]> {
  return db.build.findMany({
    where: { projectId, schedule, scheduledAt: { in: [...at] } },
    include: WITH_ALL,
    relationLoadStrategy: 'join',
  });
}

export function findBuild(db: Database, organizationId: string, id: string): Promise<BuildRecord | null> {
  return db.build.findFirst({
    where: { id, project: { organizationId } },
    include: WITH_ALL,
    relationLoadStrategy: 'join',
  });
}

/** The build by its id alone: for the workers, who serve every organisation. */
export function loadBuild(db: Database, id: string): Promise<BuildRecord> {
  return db.build.findUniqueOrThrow({ where: { id }, include: WITH_ALL, relationLoadStrategy: 'join' });
}

/** A build by its id, without the steps and packages of its targets. */
export function loadBuildInputs(db: Database, id: string): Promise<BuildInputs> {
  return db.build.findUniqueOrThrow({ where: { id }, include: WITH_TARGETS, relationLoadStrategy: 'join' });
}

/** The previous build of the same branch. */
export function findBuildBefore(
  db: Database,
  { projectId, branch, sequence }: Pick<BuildInputs, 'projectId' | 'branch' | 'sequence'>,
): Promise<Pick<BuildInputs, 'id'> | null> {
  return db.build.findFirst({
    where: { projectId, branch, sequence: { lt: sequence } },
    orderBy: { sequence: 'desc' },
    select: { id: true },
  });
}

/** How many earlier builds are compared. */
const COMPARED = 20;

/**
 * Position of the oldest build of the branch since which all builds, up to this one, have its config commit: they make
 * the same code. Undefined if the previous build has another one.
 */
export async function sameInputsSince(
  db: Database,
  { projectId, branch, sequence, configCommit }: BuildInputs,
): Promise<bigint | undefined> {
  const earlier = await db.build.findMany({
    where: { projectId, branch, sequence: { lt: sequence } },
    orderBy: { sequence: 'desc' },
    take: COMPARED,
    select: { sequence: true, configCommit: true },
  });
  const other = earlier.findIndex((build) => build.configCommit !== configCommit);
  const same = other === -1 ? earlier : earlier.slice(0, other);
  return same.at(-1)?.sequence;
}

export interface BuildFilter {
  readonly projectId: string;
  readonly branch?: string;
  /** Builds that have this target. */
  readonly target?: SdkTarget;
  readonly configCommit?: string;
  readonly fileHashes?: Readonly<Record<string, string>>;
  /** Builds older than this one. */
  readonly before?: bigint;
  readonly limit: number;
}

/** Newest first. Stable under inserts: pages continue after a sequence number. */
export function listBuilds(db: Database, filter: BuildFilter): Promise<BuildRecord[]> {
  return db.build.findMany({
    where: {
      projectId: filter.projectId,
      branch: filter.branch,
      targets: filter.target === undefined ? undefined : { some: { target: filter.target } },
      configCommit: filter.configCommit,
      sequence: filter.before === undefined ? undefined : { lt: filter.before },
      AND: Object.entries(filter.fileHashes ?? {}).map(([path, hash]) => ({
        fileHashes: { path: [path], equals: hash },
      })),
    },
    orderBy: { sequence: 'desc' },
    take: filter.limit,
    include: WITH_ALL,
    relationLoadStrategy: 'join',
  });
}
