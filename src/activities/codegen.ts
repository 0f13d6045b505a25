import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/activity';
import { generatorInput } from '../codegen/description.ts';
import { findingsOf, type TargetFinding } from '../codegen/findings.ts';
import {
  type GenerateRequest,
  type GenerateResult,
  type Generator,
  GeneratorTimedOut,
  GeneratorUnavailable,
} from '../codegen/generator.ts';
import type { ConfigFile } from '../contract/config-file.ts';
import { execCommand, isMadeByCommands } from '../contract/listed-commands.ts';
import { file } from '../git/file-tree.ts';
import type { Repository } from '../git/repository.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import { type Claim, claimTargetBuilds } from '../records/quotas.ts';
import { recordStep } from '../records/record-step.ts';
import { stepSignal } from '../runtime/step-signal.ts';
import type { CodegenResult, TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';
import { createExecGenerator } from './exec-generator.ts';
import { judged } from './ignoring.ts';
import { loadTarget, type TargetInputs } from './inputs.ts';
import { KEPT, type KeptTree, keepTree, keptTree } from './kept-trees.ts';
import { mayRunListed, NOT_ALLOWED } from './listed-command.ts';

export function createCodegenActivity(deps: ActivityDeps) {
  return {
    /**
     * Generates the code of a target and stores it as a tree in the target's repository. Gives the tree's id;
     * the same inputs give the same id, and are not generated twice. A description from which nothing can be
     * generated is an answer, and so is a quota that is used up; a generator that broke throws and is tried again.
     */
    async codegen(input: TargetInput): Promise<CodegenResult> {
      const { buildId, target } = input;
      const key = { ...input, step: 'codegen' } as const;
      const inputs = await loadTarget(deps, buildId, target);
      const { build, config, repository, targetConfig } = inputs;
      await recordStep(deps.db, key, { status: 'in_progress' });

      const fail = async (note: string): Promise<CodegenResult> => {
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'failure', note });
        return { ok: false, note };
      };
      const diagnose = (found: readonly TargetFinding[]) => recordFindings(deps, input, config, found);
      const done = async ({ tree, findings }: KeptTree, note?: string): Promise<CodegenResult> => {
        await diagnose(findings);
        await recordStep(deps.db, key, { status: 'completed', conclusion: 'success', note });
        return { ok: true, tree };
      };

      if (build.descriptionOid === null)
        return fail('The OpenAPI description cannot be prepared: see the diagnostics.');
      if (isMadeByCommands(targetConfig) && !mayRunListed(deps, { build })) {
        const code = execCommand(targetConfig) === null ? 'Postgen/NotAllowed' : 'Generator/NotAllowed';
        await diagnose([{ code, level: 'fatal', message: NOT_ALLOWED }]);
        return fail(NOT_ALLOWED);
      }
      const claim = await claimTargetBuilds(deps.db, buildId, [target]);
      if (!claim.ok) return { ok: false, conclusion: 'payment_required', note: quotaNote(claim) };
      const { generator, language, properties, key: cacheKey } = generation(deps, inputs);
      const known = await keptTree(deps, repository, cacheKey);
      if (known !== null) return done(known, KEPT);

      const { organization, slug } = build.project;
      const configRepository = deps.repositories.get(organization.slug, slug, 'config');
      const result =
        language === null
          ? await ofDescription(deps, await configRepository.readBlob(build.descriptionOid))
          : await generateOrGiveUp(generator, {
              language,
              descriptionPath: await descriptionFile(deps, configRepository, build.descriptionOid),
              properties,
              timeoutMs: deps.config.codegenTimeoutMs,
              signal: stepSignal(),
            });
      const findings = findingsOf(result.findings);
      if (!result.ok) {
        await diagnose(findings);
        const why = findings.find(({ level }) => level === 'fatal')?.message ?? 'The generator made nothing.';
        return fail(why.slice(0, 1000));
      }
      const made = { tree: await repository.writeTree(result.files), findings };
      await keepTree(deps, cacheKey, { projectId: build.projectId, target }, made);
      return done(made);
    },
  };
}

/** Makes these the diagnostics that the generator has of a target. */
export async function recordFindings(
  { db }: ActivityDeps,
  { buildId, target }: TargetInput,
  config: ConfigFile,
  found: readonly TargetFinding[],
): Promise<void> {
  await replaceDiagnostics(db, { buildId, target, finder: 'codegen' }, judged(config, [{ target }], found));
}

/** What generates the code of a target, from what, and the key under which its tree is kept. */
export function generation(
  deps: ActivityDeps,
  { build, definition, sdk, targetConfig }: TargetInputs,
): {
  readonly generator: Generator;
  readonly language: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly key: string;
} {
  const command = execCommand(targetConfig);
  const generator = command === null ? deps.generator : createExecGenerator(deps, command);
  const language = command === null ? definition.language : sdk.target;
  const properties =
    command === null
      ? { ...definition.properties(sdk), ...sdk.options }
      : { package_name: sdk.packageName, package_version: sdk.packageVersion };
  const { name, version } = generator;
  const from = [build.projectId, sdk.target, build.descriptionOid, name, version, language, properties];
  return { generator, language, properties, key: digest(from) };
}

/** Which quota, how much of it was used, and when it begins anew. */
function quotaNote({ org, limit, used, resetsAt }: Extract<Claim, { ok: false }>): string {
  const from = resetsAt.toISOString().slice(0, 10);
  return `The quota of ${org} is used up: ${used} of ${limit} target builds this month. It begins anew on ${from} (UTC); its operator can raise it.`;
}

/** A description at which the generator crashes so often is not one that it can read. */
const CRASHES = 4;

async function generateOrGiveUp(generator: Generator, request: GenerateRequest): Promise<GenerateResult> {
  for (let crashes = 1; ; crashes++) {
    try {
      return await generator.generate(request);
    } catch (error) {
      const crashed = error instanceof GeneratorUnavailable && !(error instanceof GeneratorTimedOut);
      if (!crashed || request.signal?.aborted === true) throw error;
      if (crashes === CRASHES) {
        const { name: type, message } = error;
        throw ApplicationFailure.create({ type, message, nonRetryable: true });
      }
    }
  }
}

/** The prepared description as all that is generated. */
async function ofDescription({ descriptions }: ActivityDeps, document: Buffer): Promise<GenerateResult> {
  const { json, yaml } = await descriptions.render(document.toString('utf8'));
  const files = new Map([
    ['openapi.json', file(json)],
    ['openapi.yml', file(yaml)],
  ]);
  return { ok: true, files, findings: [] };
}

/** The prepared description as a file for generators, written once. Named by its content. */
async function descriptionFile(deps: ActivityDeps, repository: Repository, oid: string): Promise<string> {
  const folder = path.join(deps.config.dataDir, 'work', 'descriptions');
  const file = path.join(folder, `${oid}.json`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const temporary = path.join(deps.temporary, `${oid}.${randomUUID()}.json`);
  await writeFile(temporary, generatorInput((await repository.readBlob(oid)).toString('utf8')));
  await rename(temporary, file);
  return file;
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
