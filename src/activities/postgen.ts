import { createHash } from 'node:crypto';
import { recordStep } from '../records/steps.ts';
import { VERSION } from '../runtime/version.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';
import { loadTarget } from './inputs.ts';

export function createPostgenActivity(deps: ActivityDeps) {
  return {
    /** From the generated tree to the tree that is committed: mended and completed by the target. Gives its id. */
    async postgen(input: TargetInput, generatedTree: string): Promise<string> {
      const { buildId, target } = input;
      const key = { ...input, step: 'postgen' } as const;
      const { build, definition, sdk, repository } = await loadTarget(deps, buildId, target);
      await recordStep(deps.db, key, { status: 'in_progress' });
      const cacheKey = createHash('sha256')
        .update(JSON.stringify(['postgen', VERSION, build.projectId, generatedTree, sdk]))
        .digest('hex');
      const known = await deps.db.generatedTree.findUnique({ where: { key: cacheKey } });
      let treeOid = known?.treeOid;
      if (treeOid === undefined || !(await repository.hasTree(treeOid))) {
        treeOid = await repository.writeTree(
          definition.postgen(await repository.readTree(generatedTree), sdk),
        );
        await deps.db.generatedTree.upsert({
          where: { key: cacheKey },
          create: { key: cacheKey, projectId: build.projectId, target, treeOid },
          update: { treeOid, usedAt: new Date() },
        });
      } else {
        await deps.db.generatedTree.updateMany({ where: { key: cacheKey }, data: { usedAt: new Date() } });
      }
      await recordStep(deps.db, key, { status: 'completed', conclusion: 'success' });
      return treeOid;
    },
  };
}
