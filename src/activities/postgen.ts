import { createHash } from 'node:crypto';
import { recordStep } from '../records/steps.ts';
import { VERSION } from '../runtime/version.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';
import { loadTarget } from './inputs.ts';
import { keepTree, keptTree } from './kept-trees.ts';

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
      let made = await keptTree(deps, repository, cacheKey);
      if (made === null) {
        const files = definition.postgen(await repository.readTree(generatedTree), sdk);
        made = { tree: await repository.writeTree(files), findings: [] };
        await keepTree(deps, cacheKey, { projectId: build.projectId, target }, made);
      }
      await recordStep(deps.db, key, { status: 'completed', conclusion: 'success' });
      return made.tree;
    },
  };
}
