import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type GenerateRequest,
  type GenerateResult,
  type Generator,
  GeneratorTimedOut,
  GeneratorUnavailable,
} from '../../codegen/generator.ts';
import { isConfigFilePath, isDescriptionPath } from '../../contract/config-file.ts';
import { execCommand } from '../../contract/listed-commands.ts';
import type { ConfigFiles } from '../../git/config-files.ts';
import { file } from '../../git/store/file-tree.ts';
import type { Repository } from '../../git/store/repository.ts';
import { stepSignal } from '../../runtime/processes/abort-context.ts';
import { descriptionsFolder } from '../../runtime/storage/data-folder.ts';
import { writeWhole } from '../../runtime/storage/write-whole.ts';
import { VERSION } from '../../runtime/version.ts';
import { REVISION, type SdkInput } from '../../sdk/generate.ts';
import { isOwn } from '../../targets/definition.ts';
import { createExecGenerator } from '../commands/exec-generator.ts';
import type { ActivityDeps } from './deps.ts';
import type { TargetInputs } from './load-inputs.ts';

/** How the code of a target is generated, and the cache key of its tree, which covers every input. */
export interface Generation {
  readonly key: string;
  /** What generates it, for people. */
  readonly generator: string;
  /** Generates from the prepared description, a blob of the config repository. */
  make(repository: Repository, descriptionOid: string): Promise<GenerateResult>;
}

export function generation(deps: ActivityDeps, inputs: TargetInputs): Generation {
  const { build, definition, sdk, targetConfig } = inputs;
  const keyOf = (parts: readonly unknown[]) =>
    digest([build.projectId, sdk.target, build.descriptionOid, ...parts]);
  const command = execCommand(targetConfig);
  if (command !== null) {
    const properties = { package_name: sdk.packageName, package_version: sdk.packageVersion };
    const generator = createExecGenerator(deps, build.project.organization.slug, command);
    return withGenerator(deps, generator, sdk.target, properties, keyOf);
  }
  if (isOwn(definition)) {
    const own = ownInput(inputs);
    return {
      key: keyOf(['kiln', VERSION, REVISION, own]),
      generator: `Kiln ${VERSION}, revision ${REVISION}`,
      async make(repository, oid) {
        const description = (await repository.readBlob(oid)).toString('utf8');
        return deps.descriptions.generate({ ...own, description }, deps.config.codegenTimeoutMs);
      },
    };
  }
  const { language } = definition;
  const properties = { ...definition.properties(sdk), ...sdk.options };
  if (language !== null) {
    const made = withGenerator(deps, deps.generator, language, properties, keyOf);
    return definition.experimental === undefined ? made : withNote(made, sdk.target, definition.experimental);
  }
  return {
    key: keyOf([deps.generator.name, deps.generator.version, language, properties]),
    generator: `Kiln ${VERSION}: the prepared description`,
    make: async (repository, oid) => ofDescription(deps, await repository.readBlob(oid)),
  };
}

function withGenerator(
  deps: ActivityDeps,
  generator: Generator,
  language: string,
  properties: Readonly<Record<string, string>>,
  keyOf: (parts: readonly unknown[]) => string,
): Generation {
  const { name, version } = generator;
  return {
    key: keyOf([name, version, language, properties]),
    generator: `${name} ${version}, ${language}`,
    async make(repository, oid) {
      return generateOrGiveUp(generator, {
        language,
        descriptionPath: await descriptionFile(deps, repository, oid),
        properties,
        timeoutMs: deps.config.codegenTimeoutMs,
        signal: stepSignal(),
      });
    },
  };
}

/** Adds a note to the result that the target is experimental. */
function withNote({ key, generator, make }: Generation, target: string, message: string): Generation {
  const code = `${target.charAt(0).toUpperCase()}${target.slice(1)}/Experimental`;
  return {
    key: digest([key, message, 'ignored']),
    generator,
    async make(repository, oid) {
      const result = await make(repository, oid);
      return { ...result, findings: [{ level: 'note', code, message, ignored: true }, ...result.findings] };
    },
  };
}

/** Input of Kiln's own generator beside the description. */
function ownInput({ files, sdk, targetConfig }: TargetInputs): Omit<SdkInput, 'description'> {
  const { target, project, packageName, packageVersion, repository } = sdk;
  return {
    target,
    project,
    config: textOf(files, isConfigFilePath),
    descriptionMd5: descriptionMd5(files),
    packageName,
    packageVersion,
    repository: {
      host: repository.host ?? 'github.com',
      owner: repository.owner,
      name: repository.name,
      isProduction: typeof targetConfig.production_repo === 'string',
    },
  };
}

const md5s = new WeakMap<ConfigFiles, string>();

/** Targets of one build share the files, and a description may have ten megabytes. */
function descriptionMd5(files: ConfigFiles): string {
  const md5 = md5s.get(files) ?? createHash('md5').update(textOf(files, isDescriptionPath)).digest('hex');
  md5s.set(files, md5);
  return md5;
}

function textOf(files: ConfigFiles, wanted: (path: string) => boolean): string {
  return [...files].find(([path]) => wanted(path))?.[1] ?? '';
}

/** After this many crashes with a description, the generator is considered unable to read it. */
const CRASHES = 4;

async function generateOrGiveUp(generator: Generator, request: GenerateRequest): Promise<GenerateResult> {
  for (let crashes = 1; ; crashes++) {
    try {
      return await generator.generate(request);
    } catch (error) {
      const crashed = error instanceof GeneratorUnavailable && !(error instanceof GeneratorTimedOut);
      if (!crashed || request.signal?.aborted === true) throw error;
      if (crashes === CRASHES) {
        const message = `The generator crashed ${CRASHES} times with this description: ${error.message}`;
        return { ok: false, findings: [{ level: 'fatal', message }] };
      }
    }
  }
}

/** The target openapi needs no generator: its tree is the prepared description. */
async function ofDescription({ descriptions }: ActivityDeps, document: Buffer): Promise<GenerateResult> {
  const { json, yaml } = await descriptions.render(document.toString('utf8'));
  const files = new Map([
    ['openapi.json', file(json)],
    ['openapi.yml', file(yaml)],
  ]);
  return { ok: true, files, findings: [] };
}

/** The prepared description as a file for generators, named by its content and written once. */
async function descriptionFile(deps: ActivityDeps, repository: Repository, oid: string): Promise<string> {
  const folder = descriptionsFolder(deps.config.dataDir);
  const file = path.join(folder, `${oid}.json`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const document = (await repository.readBlob(oid)).toString('utf8');
  await writeWhole(file, await deps.descriptions.input(document), deps.temporary);
  return file;
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
