import { createHash } from 'node:crypto';
import { execCommand } from '../contract/listed-commands.ts';
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
      const { build, definition, sdk, repository, targetConfig } = await loadTarget(deps, buildId, target);
      await recordStep(deps.db, key, { status: 'in_progress' });
      const cacheKey = createHash('sha256')
        .update(JSON.stringify(['postgen', VERSION, build.projectId, generatedTree, sdk]))
        .digest('hex');
      // What mends the code of OpenAPI Generator is of no use to that of another.
      const foreign = execCommand(targetConfig) !== null;
      let made = foreign ? { tree: generatedTree, findings: [] } : await keptTree(deps, repository, cacheKey);
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
