import { judged } from '../builds/diagnostics.ts';
import { findingsOf, type TargetFinding } from '../codegen/findings.ts';
import type { GenerateResult } from '../codegen/generator.ts';
import type { ConfigFile } from '../contract/config-file.ts';
import { execCommand, isMadeByCommands } from '../contract/listed-commands.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import { type Claim, claimTargetBuilds } from '../records/quotas.ts';
import { recordStep } from '../records/record-step.ts';
import { DescriptionFailed } from '../sdk/descriptions.ts';
import type { CodegenResult, TargetInput } from '../temporal/messages.ts';
import { mayRunListed, NOT_ALLOWED } from './commands/config-command.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { KEPT, type KeptTree, keepTree, keptTree } from './inputs/generated-trees.ts';
import { generation } from './inputs/generation.ts';
import { loadTarget, type TargetInputs } from './inputs/load-inputs.ts';

/** Result of generating a target. Without `findings`, those of an earlier run are kept. */
type Outcome =
  | { readonly kind: 'made'; readonly made: KeptTree; readonly note?: string }
  | { readonly kind: 'failed'; readonly note: string; readonly findings?: readonly TargetFinding[] }
  | { readonly kind: 'over_quota'; readonly note: string };

export function createCodegenActivity(deps: ActivityDeps) {
  return {
    /**
     * Generates the code of a target and stores it as a tree in the target's repository. Returns the tree's
     * id. The same inputs give the same id and are generated only once. An invalid description and an
     * exhausted quota are results; a generator that crashes throws, and Temporal retries.
     */
    async codegen(input: TargetInput): Promise<CodegenResult> {
      const inputs = await loadTarget(deps, input.buildId, input.target);
      await recordStep(deps.db, { ...input, step: 'codegen' }, { status: 'in_progress' });
      return record(deps, input, inputs.config, await generate(deps, input, inputs));
    },
  };
}

/** The tree of a target, from the cache or generated now. */
async function generate(deps: ActivityDeps, input: TargetInput, inputs: TargetInputs): Promise<Outcome> {
  const { buildId, target } = input;
  const { build, repository } = inputs;
  const { descriptionOid } = build;
  if (descriptionOid === null)
    return { kind: 'failed', note: 'The OpenAPI description cannot be prepared: see the diagnostics.' };
  const refused = refusedCommand(deps, inputs);
  if (refused !== null) return { kind: 'failed', note: refused.message, findings: [refused] };
  const claim = await claimTargetBuilds(deps.db, buildId, [target]);
  if (!claim.ok) return { kind: 'over_quota', note: quotaNote(claim) };
  const { make, key } = generation(deps, inputs);
  const known = await keptTree(deps, repository, key);
  if (known !== null) return { kind: 'made', made: known, note: KEPT };

  const { organization, slug } = build.project;
  const configRepository = deps.repositories.get(organization.slug, slug, 'config');
  const result = await make(configRepository, descriptionOid).catch(ofFailedDescription);
  const findings = findingsOf(result.findings, target);
  if (!result.ok) {
    const why =
      findings.find(({ level }) => level === 'fatal')?.message ?? 'The generator produced no files.';
    return { kind: 'failed', note: why.slice(0, 1000), findings };
  }
  const made = { tree: await repository.writeTree(result.files), findings };
  await keepTree(deps, key, { projectId: build.projectId, target }, made);
  return { kind: 'made', made };
}

/**
 * Why the commands that generate this target are not allowed to run; null if there are none, or if they are
 * allowed.
 */
function refusedCommand(deps: ActivityDeps, { build, targetConfig }: TargetInputs): TargetFinding | null {
  if (!isMadeByCommands(targetConfig) || mayRunListed(deps, { build })) return null;
  const code = execCommand(targetConfig) === null ? 'Postgen/NotAllowed' : 'Generator/NotAllowed';
  return { code, level: 'fatal', message: NOT_ALLOWED };
}

/** Records an outcome. An exhausted quota ends the whole target, which its workflow records. */
async function record(
  deps: ActivityDeps,
  input: TargetInput,
  config: ConfigFile,
  outcome: Outcome,
): Promise<CodegenResult> {
  const key = { ...input, step: 'codegen' } as const;
  const { kind, note } = outcome;
  switch (kind) {
    case 'made':
      await recordFindings(deps, input, config, outcome.made.findings);
      await recordStep(deps.db, key, { status: 'completed', conclusion: 'success', note });
      return { ok: true, tree: outcome.made.tree };
    case 'failed':
      if (outcome.findings !== undefined) await recordFindings(deps, input, config, outcome.findings);
      await recordStep(deps.db, key, { status: 'completed', conclusion: 'failure', note });
      return { ok: false, note: outcome.note };
    case 'over_quota':
      return { ok: false, conclusion: 'payment_required', note: outcome.note };
  }
}

/** Replaces the generator's diagnostics of a target. */
export async function recordFindings(
  { db }: ActivityDeps,
  { buildId, target }: TargetInput,
  config: ConfigFile,
  found: readonly TargetFinding[],
): Promise<void> {
  await replaceDiagnostics(db, { buildId, target, finder: 'codegen' }, judged(config, [{ target }], found));
}

/** Which quota, how much of it is used, and when it resets. */
function quotaNote({ org, limit, used, resetsAt }: Extract<Claim, { ok: false }>): string {
  const from = resetsAt.toISOString().slice(0, 10);
  return `The quota of ${org} is used up: ${used} of ${limit} target builds this month. It resets on ${from} (UTC); the operator can raise it.`;
}

/**
 * A description that a library cannot handle is reported to the user, like one that the generator cannot
 * read.
 */
function ofFailedDescription(error: unknown): GenerateResult {
  if (!(error instanceof DescriptionFailed)) throw error;
  return { ok: false, findings: [{ level: 'fatal', message: `The description ${error.message}` }] };
}
