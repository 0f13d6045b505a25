import { createHash } from 'node:crypto';
import { execCommand, postgenCommands } from '../contract/listed-commands.ts';
import { type FoundDiagnostic, replaceDiagnostics } from '../records/diagnostics.ts';
import { recordStep } from '../records/record-step.ts';
import { VERSION } from '../runtime/version.ts';
import { isOwn } from '../targets/definition.ts';
import { failure } from '../temporal/failures.ts';
import type { TargetInput } from '../temporal/messages.ts';
import { mayRunListed, NOT_ALLOWED } from './commands/config-command.ts';
import { runPostgenCommands } from './commands/postgen-commands.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { keepTree, keptTree } from './inputs/generated-trees.ts';
import { loadTarget, type TargetInputs } from './inputs/load-inputs.ts';

export function createPostgenActivity(deps: ActivityDeps) {
  return {
    /**
     * From the generated tree to the tree that is committed: mended and completed by the target, then changed by the
     * commands that the config file lists. Gives its id. A command that does not succeed ends the target: it is told
     * in a diagnostic, and thrown as what no other try makes better.
     */
    async postgen(input: TargetInput, generatedTree: string): Promise<string> {
      const { buildId, target } = input;
      const key = { ...input, step: 'postgen' } as const;
      const inputs = await loadTarget(deps, buildId, target);
      const { build, definition, sdk, repository, targetConfig } = inputs;
      await recordStep(deps.db, key, { status: 'in_progress' });
      const commands = postgenCommands(targetConfig);
      const diagnose = (found: readonly FoundDiagnostic[]) =>
        replaceDiagnostics(deps.db, { buildId, target, finder: 'postgen' }, found);
      const done = async (tree: string): Promise<string> => {
        // From an earlier attempt of this activity.
        if (commands.length > 0) await diagnose([]);
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'success' });
        return tree;
      };
      const fail = async (message: string): Promise<never> => {
        // Fatal diagnostics are never ignored, so no rule applies.
        await diagnose([{ code: 'Postgen/Failed', level: 'fatal', message, ignored: false }]);
        const note = message.slice(0, 1000);
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'failure', note });
        throw failure('PostgenFailed', note);
      };

      // Codegen checked this too, but the operator may have changed the setting since.
      if (commands.length > 0 && !mayRunListed(deps, inputs)) return fail(NOT_ALLOWED);
      if (isWhole(inputs)) return done(generatedTree);
      const cacheKey = completionKey(inputs, generatedTree);
      const known = await keptTree(deps, repository, cacheKey);
      if (known !== null) return done(known.tree);

      const generated = await repository.readTree(generatedTree);
      const files = isForeign(inputs) || isOwn(definition) ? generated : definition.postgen(generated, sdk);
      const changed =
        commands.length === 0
          ? ({ ok: true, files } as const)
          : await runPostgenCommands(
              deps,
              build.project.organization.slug,
              commands,
              files,
              deps.config.postgenTimeoutMs,
            );
      if (!changed.ok) return fail(changed.message);
      const tree = await repository.writeTree(changed.files);
      await keepTree(deps, cacheKey, { projectId: build.projectId, target }, { tree, findings: [] });
      return done(tree);
    },
  };
}

/** What completes the code of OpenAPI Generator is of no use to that of others. */
function isForeign({ definition, targetConfig }: TargetInputs): boolean {
  return execCommand(targetConfig) !== null || isOwn(definition);
}

/** Whether what is generated is what is committed: postgen has nothing to do. */
export function isWhole(inputs: TargetInputs): boolean {
  return isForeign(inputs) && postgenCommands(inputs.targetConfig).length === 0;
}

/** The key under which the tree that postgen makes of a generated one is kept. */
export function completionKey(inputs: TargetInputs, generatedTree: string): string {
  const { build, sdk, targetConfig } = inputs;
  const foreign = isForeign(inputs);
  const commands = postgenCommands(targetConfig);
  return createHash('sha256')
    .update(JSON.stringify(['postgen', VERSION, build.projectId, generatedTree, sdk, foreign, commands]))
    .digest('hex');
}
