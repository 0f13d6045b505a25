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
     * Turns the generated tree into the tree to commit: the target fixes and completes it, then the config
     * file's commands change it. Returns its id. A failing command ends the target: it is reported as a
     * diagnostic and thrown as a non-retryable failure.
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

/** The target's fixes for OpenAPI Generator are of no use to the code of other generators. */
function isForeign({ definition, targetConfig }: TargetInputs): boolean {
  return execCommand(targetConfig) !== null || isOwn(definition);
}

/** Whether the generated tree is committed unchanged, so that postgen has nothing to do. */
export function isWhole(inputs: TargetInputs): boolean {
  return isForeign(inputs) && postgenCommands(inputs.targetConfig).length === 0;
}

/** The cache key of the tree that postgen makes from a generated one. */
export function completionKey(inputs: TargetInputs, generatedTree: string): string {
  const { build, sdk, targetConfig } = inputs;
  const foreign = isForeign(inputs);
  const commands = postgenCommands(targetConfig);
  return createHash('sha256')
    .update(JSON.stringify(['postgen', VERSION, build.projectId, generatedTree, sdk, foreign, commands]))
    .digest('hex');
}
