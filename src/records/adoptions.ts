import { z } from 'zod';
import {
  ADOPTION_FAILURES,
  type AdoptBody,
  type AdoptionFailure,
  AdoptionPlan,
  type AdoptionState,
  TrackingFile,
} from '../contract/adoptions.ts';
import type { SdkTarget } from '../contract/targets.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Adoption, Prisma } from './prisma/client.ts';

/** Options of an adoption beside the repository. */
const Request = z.object({
  branch: z.string().nullable(),
  base: z.string().nullable(),
  tracking: TrackingFile.nullable(),
});

const WITH_PROJECT = { project: { include: { organization: true } } } satisfies Prisma.AdoptionInclude;
type Row = Prisma.AdoptionGetPayload<{ include: typeof WITH_PROJECT }>;

/** An adoption, parsed from its record. */
export type AdoptionRecord = Omit<Row, 'request' | 'plan' | 'failure'> & {
  readonly request: z.infer<typeof Request>;
  readonly plan: AdoptionPlan | null;
  readonly failure: AdoptionFailure | null;
};

const Failure = z.enum(ADOPTION_FAILURES).nullable();

function read(row: Row): AdoptionRecord {
  return {
    ...row,
    request: Request.parse(row.request),
    plan: row.plan === null ? null : AdoptionPlan.parse(row.plan),
    failure: Failure.parse(row.failure),
  };
}

/** Records an adoption that is to be planned. */
export async function insertAdoption(
  db: Database,
  projectId: string,
  target: SdkTarget,
  { repository, branch, base, tracking, project_branch }: AdoptBody,
): Promise<AdoptionRecord> {
  const request = { branch: branch ?? null, base: base ?? null, tracking: tracking ?? null };
  const data = { id: newId(), projectId, target, branch: project_branch, repository, request };
  return read(await db.adoption.create({ data, include: WITH_PROJECT }));
}

/** The adoption with this id, of a target of a project; null if there is none. */
export async function findAdoption(
  db: Database,
  projectId: string,
  target: SdkTarget,
  id: string,
): Promise<AdoptionRecord | null> {
  const row = await db.adoption.findFirst({ where: { id, projectId, target }, include: WITH_PROJECT });
  return row === null ? null : read(row);
}

const LISTED = 50;

/** Adoptions of a target, newest first. */
export async function listAdoptions(
  db: Database,
  projectId: string,
  target: SdkTarget,
): Promise<AdoptionRecord[]> {
  const rows = await db.adoption.findMany({
    where: { projectId, target },
    include: WITH_PROJECT,
    orderBy: { createdAt: 'desc' },
    take: LISTED,
  });
  return rows.map(read);
}

/** An adoption by its id alone: for the workers, who serve every organisation. */
export async function loadAdoption(db: Database, id: string): Promise<AdoptionRecord> {
  return read(await db.adoption.findUniqueOrThrow({ where: { id }, include: WITH_PROJECT }));
}

export interface AdoptionChange
  extends Partial<
    Pick<
      Adoption,
      'state' | 'note' | 'buildId' | 'commitSha' | 'conflictNumber' | 'pushedBranch' | 'pullRequest'
    >
  > {
  readonly plan?: AdoptionPlan;
  readonly failure?: AdoptionFailure | null;
}

/** Updates an adoption if it is in one of these states. Returns false, and changes nothing, if it is in another. */
export async function changeAdoption(
  db: Database,
  id: string,
  from: readonly AdoptionState[],
  change: AdoptionChange,
): Promise<boolean> {
  const { count } = await db.adoption.updateMany({ where: { id, state: { in: [...from] } }, data: change });
  return count > 0;
}

/** Adoptions whose work should be in progress, but that have not changed for `quietMs`. */
export function quietAdoptions(
  db: Database,
  quietMs: number,
  limit: number,
): Promise<Pick<Adoption, 'id' | 'state'>[]> {
  return db.adoption.findMany({
    where: {
      state: { in: ['planning', 'carrying_out'] },
      updatedAt: { lt: new Date(Date.now() - quietMs) },
    },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: { id: true, state: true },
  });
}
