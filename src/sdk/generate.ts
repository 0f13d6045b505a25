import { createHash } from 'node:crypto';
import { readJson } from '../codegen/exact-json.ts';
import { mapped, nodeOf, stringOf } from '../codegen/json.ts';
import { asOpenApi31 } from '../codegen/openapi-3-2.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { type FileTree, file } from '../git/store/file-tree.ts';
import type { Api } from './api/api-types.ts';
import { buildApi } from './api/build.ts';
import { describingCalls } from './api/describing-calls.ts';
import { mockDescription } from './api/mock-description.ts';
import type { ApiDiagnostic } from './api/report.ts';
import { jsonOf } from './api/schema-facts.ts';
import { jsonText } from './code/json-text.ts';
import { codeOwnersFile } from './code-owners.ts';
import { configPointer, type ReadConfig, readConfig } from './config/read.ts';
import type { Language, LanguageFinding, TargetView } from './language.ts';
import { casingsOf } from './names/casing.ts';
import { configFor } from './prepare.ts';
import { transformed } from './transforms/apply.ts';

/** All inputs of an SDK. The same inputs give byte-identical files. */
export interface SdkInput {
  readonly target: SdkTarget;
  /** Name of the project, for names that the config file leaves open. */
  readonly project: string;
  /** The prepared description: one document, JSON. */
  readonly description: string;
  /** The config file, unparsed; empty without one. */
  readonly config: string;
  readonly descriptionMd5: string;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly repository: TargetView['repository'];
}

export interface MadeSdk {
  readonly files: FileTree;
  /** Diagnostics of the API: the same for every language, and reported before code is generated. */
  readonly diagnostics: readonly ApiDiagnostic[];
  /** Diagnostics of the language. */
  readonly findings: readonly LanguageFinding[];
}

/**
 * Part of the cache key of generated code: increase it if the same input gives other files within one version of
 * Kiln.
 */
export const REVISION = 27;

/** Files of an SDK. Pure. */
export function generateSdk(language: Language, input: SdkInput): MadeSdk {
  const { api, read, description, diagnostics } = apiOf(input);
  const { files, findings } = language.generate({
    api,
    target: targetView(input, read, asOpenApi31(describingCalls(mockDescription(description, api)))),
    casings: casingsOf(read.config.custom_casings ?? {}),
  });
  const owners = codeOwnersFile(read.config.codeflow);
  const all = owners === null ? files : withFile(files, '.github/CODEOWNERS', owners);
  return { files: all, diagnostics, findings };
}

function withFile(files: FileTree, path: string, content: string): FileTree {
  return new Map([...files, [path, file(content)] as const].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The model of a target's SDK, and its diagnostics. */
export function apiOf(input: Pick<SdkInput, 'target' | 'project' | 'description' | 'config'>): {
  readonly api: Api;
  readonly read: ReadConfig;
  /** The description after its transforms. */
  readonly description: unknown;
  readonly diagnostics: readonly ApiDiagnostic[];
} {
  const given = readJson(input.description);
  const { description, problems } = transformed(given, readConfig(input.config).config);
  const read = configFor(input.config, description, input.project);
  const { api, diagnostics } = buildApi({ description, config: read, target: input.target });
  const ofTransforms = problems.map(
    ({ code, message, config }): ApiDiagnostic => ({
      code,
      level: 'error',
      message,
      configRef: configPointer(config),
      line: read.lineOf(config),
    }),
  );
  return { api, read, description, diagnostics: [...ofTransforms, ...diagnostics] };
}

function targetView(input: SdkInput, read: ReadConfig, forMock: unknown): TargetView {
  const targets = nodeOf(nodeOf(read.raw).targets);
  const own = nodeOf(targets[input.target]);
  const mapOf = (value: unknown) => mapped(nodeOf(value), jsonOf);
  return {
    target: input.target,
    packageName: input.packageName,
    packageVersion: input.packageVersion,
    projectName: stringOf(own.project_name),
    repository: input.repository,
    readmeTitle: stringOf(own.readme_title),
    screencast: stringOf(own.screencast),
    options: mapOf(own.options),
    goOptions: mapOf(nodeOf(targets.go).options),
    edition: stringOf(own.edition),
    publish: mapOf(own.publish),
    descriptionMd5: input.descriptionMd5,
    configMd5: createHash('md5').update(input.config).digest('hex'),
    description: jsonText(jsonOf(forMock)),
  };
}
