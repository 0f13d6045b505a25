import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/activity';
import { execCommand, postgenCommands } from '../contract/listed-commands.ts';
import { type FoundDiagnostic, replaceDiagnostics } from '../records/diagnostics.ts';
import { recordStep } from '../records/record-step.ts';
import { VERSION } from '../runtime/version.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';
import { loadTarget, type TargetInputs } from './inputs.ts';
import { keepTree, keptTree } from './kept-trees.ts';
import { mayRunListed, NOT_ALLOWED } from './listed-command.ts';
import { runPostgenCommands } from './postgen-commands.ts';

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
        // Of a try before this one.
        if (commands.length > 0) await diagnose([]);
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'success' });
        return tree;
      };
      const fail = async (message: string): Promise<never> => {
        // What is fatal is never ignored: no rule is asked.
        await diagnose([{ code: 'Postgen/Failed', level: 'fatal', message, ignored: false }]);
        const note = message.slice(0, 1000);
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'failure', note });
        throw ApplicationFailure.create({ type: 'PostgenFailed', nonRetryable: true, message: note });
      };

      // Codegen has asked already; the operator may have changed the setting since.
      if (commands.length > 0 && !mayRunListed(deps, inputs)) return fail(NOT_ALLOWED);
      // What mends the code of OpenAPI Generator is of no use to that of another.
      const foreign = execCommand(targetConfig) !== null;
      if (foreign && commands.length === 0) return done(generatedTree);
      const cacheKey = completionKey(inputs, generatedTree);
      const known = await keptTree(deps, repository, cacheKey);
      if (known !== null) return done(known.tree);

      const generated = await repository.readTree(generatedTree);
      const files = foreign ? generated : definition.postgen(generated, sdk);
      const changed =
        commands.length === 0
          ? ({ ok: true, files } as const)
          : await runPostgenCommands(deps, commands, files, deps.config.postgenTimeoutMs);
      if (!changed.ok) return fail(changed.message);
      const tree = await repository.writeTree(changed.files);
      await keepTree(deps, cacheKey, { projectId: build.projectId, target }, { tree, findings: [] });
      return done(tree);
    },
  };
}

/** The key under which the tree that postgen makes of a generated one is kept. */
export function completionKey({ build, sdk, targetConfig }: TargetInputs, generatedTree: string): string {
  const foreign = execCommand(targetConfig) !== null;
  const commands = postgenCommands(targetConfig);
  return createHash('sha256')
    .update(JSON.stringify(['postgen', VERSION, build.projectId, generatedTree, sdk, foreign, commands]))
    .digest('hex');
}
