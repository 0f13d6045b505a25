import { z } from 'zod';
import { TargetFinding } from '../../codegen/findings.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import type { Repository } from '../../git/store/repository.ts';
import { findGeneratedTrees, saveGeneratedTree } from '../../records/generated-trees.ts';
import type { ActivityDeps } from './deps.ts';

/** A tree that was made from inputs, and what was found while it was made. */
export interface KeptTree {
  readonly tree: string;
  readonly findings: readonly TargetFinding[];
}

/** Note of a step whose tree came from the cache. */
export const KEPT = 'Generated earlier from the same inputs.';

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
  const known = await findGeneratedTrees(db, keys);
  return new Map(
    known.map(({ key, treeOid, findings }) => [
      key,
      { tree: treeOid, findings: z.array(TargetFinding).parse(findings) },
    ]),
  );
}

/** Stores a tree under the key of its inputs. Idempotent. */
export async function keepTree(
  { db }: ActivityDeps,
  key: string,
  place: { readonly projectId: string; readonly target: SdkTarget },
  { tree: treeOid, findings }: KeptTree,
): Promise<void> {
  await saveGeneratedTree(db, { key, ...place }, { treeOid, findings: [...findings] });
}
