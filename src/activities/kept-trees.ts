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
  const known = await knownTree(deps, key);
  return known !== null && (await repository.hasTree(known.tree)) ? known : null;
}

/** The tree that was made from the inputs that `key` stands for, whether its repository has it or not. */
export async function knownTree({ db }: ActivityDeps, key: string): Promise<KeptTree | null> {
  const known = await db.generatedTree.findUnique({ where: { key } });
  if (known === null) return null;
  const now = new Date();
  if (now.getTime() - known.usedAt.getTime() > USED_AGAIN_MS)
    await db.generatedTree.updateMany({ where: { key }, data: { usedAt: now } });
  return { tree: known.treeOid, findings: z.array(TargetFinding).parse(known.findings) };
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
