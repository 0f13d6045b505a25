import { z } from 'zod';
import { TargetFinding } from '../../codegen/findings.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import type { Repository } from '../../git/store/repository.ts';
import { findGeneratedTrees, saveGeneratedTree } from '../../records/generated-trees.ts';
import type { ActivityDeps } from './deps.ts';

/** A tree that was generated from inputs, and the findings of the generator. */
export interface KeptTree {
  readonly tree: string;
  readonly findings: readonly TargetFinding[];
}

/** Note of a step whose tree came from the cache. */
export const KEPT = 'Generated earlier from the same inputs.';

/** The tree that was generated from the inputs of `key`; null if the repository has none. */
export async function keptTree(
  deps: ActivityDeps,
  repository: Repository,
  key: string,
): Promise<KeptTree | null> {
  const known = (await knownTrees(deps, [key])).get(key) ?? null;
  return known !== null && (await repository.hasTree(known.tree)) ? known : null;
}

/**
 * Trees that were generated from the inputs of these keys, by key, whether or not their repositories still
 * have them.
 */
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
