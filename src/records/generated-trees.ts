import type { Database } from './database.ts';
import type { GeneratedTree, Prisma } from './prisma/client.ts';

/** Trees are evicted after days without use, so their last use need not be more precise than this. */
const USED_AGAIN_MS = 3_600_000;

/** The trees stored under these keys of inputs. Records their use. */
export async function findGeneratedTrees(db: Database, keys: readonly string[]): Promise<GeneratedTree[]> {
  const known = await db.generatedTree.findMany({ where: { key: { in: [...keys] } } });
  const now = new Date();
  const old = known.filter(({ usedAt }) => now.getTime() - usedAt.getTime() > USED_AGAIN_MS);
  if (old.length > 0) {
    const key = { in: old.map((tree) => tree.key) };
    await db.generatedTree.updateMany({ where: { key }, data: { usedAt: now } });
  }
  return known;
}

/** Stores a tree under the key of its inputs. Idempotent. */
export async function saveGeneratedTree(
  db: Database,
  { key, projectId, target }: Pick<GeneratedTree, 'key' | 'projectId' | 'target'>,
  content: { readonly treeOid: string; readonly findings: Prisma.InputJsonArray },
): Promise<void> {
  await db.generatedTree.upsert({
    where: { key },
    create: { key, projectId, target, ...content },
    update: { ...content, usedAt: new Date() },
  });
}
