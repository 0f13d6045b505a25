import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sdkContext } from '../../src/builds/sdk-context.ts';
import { generatorInput, readDescription } from '../../src/codegen/description.ts';
import type { Generator } from '../../src/codegen/generator.ts';
import type { Node } from '../../src/codegen/json.ts';
import { prepareDescription } from '../../src/codegen/prepare-description.ts';
import { type ConfigFile, parseConfigFile } from '../../src/contract/config-file.ts';
import { LANGUAGE_TARGETS, type SdkTarget } from '../../src/contract/targets.ts';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { generateSdk } from '../../src/sdk/generate.ts';
import type { Language } from '../../src/sdk/language.ts';
import { languages } from '../../src/sdk/languages/index.ts';
import type { TargetDefinition } from '../../src/targets/definition.ts';
import { definitionOf } from '../../src/targets/index.ts';

export type Made =
  | { readonly ok: true; readonly files: FileTree }
  | { readonly ok: false; readonly messages: readonly string[] };

const PROJECT = {
  slug: 'project',
  organization: { slug: 'org' },
};

/** A target's committed files for a description and a config file: generated and completed, as the activities do it. */
async function make(
  generator: Generator,
  folder: string,
  definition: TargetDefinition,
  description: unknown,
  config: ConfigFile = {},
): Promise<Made> {
  const document = JSON.stringify(description);
  const read = readDescription('openapi.json', document);
  if (!read.ok) return { ok: false, messages: [read.message] };
  const { title, version } = read.info;
  const target = definition.name;
  const build = { project: PROJECT, info: { title, description: read.info.description ?? '', version } };
  const own = config.targets?.[target] ?? {};
  // Nothing else of a build's record is read.
  const sdk = sdkContext(
    { build, config } as unknown as Parameters<typeof sdkContext>[0],
    target,
    own,
    definition,
  );
  if (definition.language === null) return { ok: true, files: definition.postgen(new Map(), sdk) };
  const descriptionPath = path.join(
    folder,
    `${createHash('sha256').update(document).digest('hex').slice(0, 16)}.json`,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(descriptionPath, generatorInput(document));
  const properties = { ...definition.properties(sdk), ...sdk.options };
  const result = await generator.generate({
    language: definition.language,
    descriptionPath,
    properties,
    timeoutMs: 120_000,
  });
  if (!result.ok) return { ok: false, messages: result.findings.map(({ message }) => message) };
  return { ok: true, files: definition.postgen(result.files, sdk) };
}

/** The generators of a target: two if Kiln has its own. */
export interface Subject {
  readonly title: string;
  readonly target: SdkTarget;
  /** Kiln's own generator, which makes no model of a schema whose name has line breaks: its values are missing. */
  readonly isOwn: boolean;
  readonly make: (description: unknown, config?: Node) => Promise<Made>;
}

/** A target as OpenAPI Generator makes it, through `generator`. */
export function generated(
  generator: () => Generator,
  folder: () => string,
  definition: TargetDefinition,
): Subject {
  const target = definition.name;
  return {
    title: target,
    target,
    isOwn: false,
    make: async (description, config = {}) => {
      const parsed = parseConfigFile(JSON.stringify(config));
      if (!parsed.ok) return { ok: false, messages: [parsed.problem.message] };
      return make(generator(), folder(), definition, description, parsed.config);
    },
  };
}

/** Every target that Kiln generates itself: new languages are included automatically. */
export function ownSubjects(): Subject[] {
  return LANGUAGE_TARGETS.flatMap((target) => {
    const language = languages[target];
    if (language === undefined) return [];
    return {
      title: `${target}, by Kiln's own generator`,
      target,
      isOwn: true,
      make: async (description, config = {}) => makeOwn(language, target, description, config),
    };
  });
}

async function makeOwn(
  language: Language,
  target: SdkTarget,
  description: unknown,
  config: Node,
): Promise<Made> {
  const text = JSON.stringify(config);
  const parsed = parseConfigFile(text);
  if (!parsed.ok) return { ok: false, messages: [parsed.problem.message] };
  const prepared = await prepareDescription(
    new Map([['openapi.json', JSON.stringify(description)]]),
    'openapi.json',
  );
  if (prepared.document === '')
    return { ok: false, messages: prepared.diagnostics.map(({ message }) => message) };
  const { title, version } = prepared;
  const build = { project: PROJECT, info: { title, description: prepared.description, version } };
  const own = parsed.config.targets?.[target] ?? {};
  const sdk = sdkContext(
    { build, config: parsed.config } as unknown as Parameters<typeof sdkContext>[0],
    target,
    own,
    definitionOf(target, { generator: 'kiln' }),
  );
  const { files } = generateSdk(language, {
    target,
    project: PROJECT.slug,
    description: prepared.document,
    config: text,
    descriptionMd5: createHash('md5').update(prepared.document).digest('hex'),
    packageName: sdk.packageName,
    packageVersion: sdk.packageVersion,
    repository: { host: 'github.com', ...sdk.repository, isProduction: false },
  });
  return { ok: true, files };
}
