import { z } from 'zod';
import { TargetFinding } from '../codegen/findings.ts';
import type { SdkTarget } from '../contract/targets.ts';
import type { Repository } from '../git/repository.ts';
import type { ActivityDeps } from './deps.ts';

/** A tree that was made from inputs, and what was found while it was made. */
export interface KeptTree {
  readonly tree: string;
  readonly findings: readonly TargetFinding[];
}

/** Said of a step whose tree was kept. */
export const KEPT = 'Generated before from the same inputs.';
/** Trees are let go after days without use: when they were used need not be known better than this. */
const USED_AGAIN_MS = 3_600_000;

/** The tree that was made from the inputs that `key` stands for; null where none is kept in the repository. */
export async function keptTree(
  deps: ActivityDeps,
  repository: Repository,
  key: string,
): Promise<KeptTree | null> {
  const known = (await knownTrees(deps, [key])).get(key) ?? null;
  return known !== null && (await repository.hasTree(known.tree)) ? known : null;
}

/** Trees that were made from the inputs that the keys stand for, by key, whether their repositories have them or not. */
export async function knownTrees(
  { db }: ActivityDeps,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KeptTree>> {
  const known = await db.generatedTree.findMany({ where: { key: { in: [...keys] } } });
  const now = new Date();
  const old = known.filter(({ usedAt }) => now.getTime() - usedAt.getTime() > USED_AGAIN_MS);
  if (old.length > 0) {
    const key = { in: old.map((tree) => tree.key) };
    await db.generatedTree.updateMany({ where: { key }, data: { usedAt: now } });
  }
  return new Map(
    known.map(({ key, treeOid, findings }) => [
      key,
      { tree: treeOid, findings: z.array(TargetFinding).parse(findings) },
    ]),
  );
}

/** Keeps a tree under the inputs that it was made from. Written twice it is the same. */
export async function keepTree(
  { db }: ActivityDeps,
  key: string,
  place: { readonly projectId: string; readonly target: SdkTarget },
  { tree: treeOid, findings }: KeptTree,
): Promise<void> {
  const content = { treeOid, findings: [...findings] };
  await db.generatedTree.upsert({
    where: { key },
    create: { key, projectId: place.projectId, target: place.target, ...content },
    update: { ...content, usedAt: new Date() },
  });
}
