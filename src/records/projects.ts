import { isErrno } from '../runtime/errno.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma } from './prisma/client.ts';

/** A project with the organisation that it belongs to. */
export type ProjectRecord = Prisma.ProjectGetPayload<{ include: { organization: true } }>;

export type NewProject = Pick<ProjectRecord, 'organizationId' | 'slug' | 'displayName' | 'targets'>;

/** Limits of transactions that create a repository or delete a project with many builds. */
const TRANSACTION = { timeout: 60_000, maxWait: 10_000 };

/**
 * Inserts a project; null if its organisation already has one of this name. `clear` runs before the project becomes
 * visible: it removes leftovers of an interrupted deletion.
 */
export async function insertProject(
  db: Database,
  project: NewProject,
  clear: () => Promise<void>,
): Promise<ProjectRecord | null> {
  try {
    return await db.$transaction(async (tx) => {
      const made = await tx.project.create({
        data: { id: newId(), ...project },
        include: { organization: true },
      });
      await clear();
      return made;
    }, TRANSACTION);
  } catch (error) {
    // Prisma's code of a unique constraint.
    if (isErrno(error, 'P2002')) return null;
    throw error;
  }
}

/** A project by its id; null if it was deleted. */
export function findProjectById(db: Database, id: string): Promise<ProjectRecord | null> {
  return db.project.findUnique({ where: { id }, include: { organization: true } });
}

/** A project by the id of its organisation and its own slug. */
export function findProjectBySlug(
  db: Database,
  organizationId: string,
  slug: string,
): Promise<ProjectRecord | null> {
  return db.project.findUnique({
    where: { organizationId_slug: { organizationId, slug } },
    include: { organization: true },
  });
}

/** A project by the slugs of its organisation and its own, as in the paths of repositories. */
export function findProjectByPath(db: Database, org: string, slug: string): Promise<ProjectRecord | null> {
  return db.project.findFirst({
    where: { slug, organization: { slug: org } },
    include: { organization: true },
  });
}

/** Which projects to list: all of an organisation, or those with some slugs. */
export interface ProjectsOf {
  readonly organizationId: string;
  /** Null: all. */
  readonly projects: readonly string[] | null;
}

const whereOf = ({ organizationId, projects }: ProjectsOf) => ({
  organizationId,
  slug: projects === null ? undefined : { in: [...projects] },
});

/** An organisation's projects, oldest first; `after`: those created after the project with this id. */
export function listProjects(
  db: Database,
  of: ProjectsOf,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ProjectRecord[]> {
  return db.project.findMany({
    where: { ...whereOf(of), id: after === undefined ? undefined : { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    include: { organization: true },
  });
}

/** An organisation's projects by slug, with the number of their branches. */
export function listProjectsWithBranches(db: Database, of: ProjectsOf, limit: number) {
  return db.project.findMany({
    where: whereOf(of),
    orderBy: { slug: 'asc' },
    take: limit,
    include: { _count: { select: { branches: true } } },
  });
}

/** Whether a project still exists: a request may outlive it. */
export async function projectExists(db: Database, id: string): Promise<boolean> {
  return (await db.project.count({ where: { id } })) === 1;
}

/** Every project of every organisation. */
export function listAllProjects(db: Database): Promise<ProjectRecord[]> {
  return db.project.findMany({ include: { organization: true } });
}

/** Sets the display name of a project; undefined leaves it unchanged. */
export function renameProject(
  db: Database,
  id: string,
  displayName: string | null | undefined,
): Promise<ProjectRecord> {
  return db.project.update({ where: { id }, data: { displayName }, include: { organization: true } });
}

/** Deletes a project with its builds. Returns the ids of builds that were not completed. Idempotent. */
export async function deleteProjectRecord(db: Database, id: string): Promise<string[]> {
  return db.$transaction(async (tx) => {
    // From here on no build is created: `moveBranch` waits, and then finds no project.
    await tx.$queryRaw`SELECT 1 FROM "Project" WHERE "id" = ${id} FOR UPDATE`;
    const open = await tx.build.findMany({
      where: { projectId: id, completedAt: null },
      select: { id: true },
    });
    await tx.generatedTree.deleteMany({ where: { projectId: id } });
    await tx.project.deleteMany({ where: { id } });
    return open.map((build) => build.id);
  }, TRANSACTION);
}
