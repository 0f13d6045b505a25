import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { ChecksConfig, CommandLine, GeneratorConfig } from './commands.ts';
import { SDK_TARGETS, type SdkTarget } from './targets.ts';

const TargetConfig = z.looseObject({
  package_name: z.string().min(1).max(200).optional(),
  production_repo: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
    .nullish(),
  skip: z.boolean().optional(),
  version: z.string().min(1).max(100).optional(),
  options: z.record(z.string(), z.unknown()).optional(),
  generator: GeneratorConfig.optional(),
  postgen: z.array(CommandLine).max(50).optional(),
  checks: ChecksConfig.optional(),
});
export type TargetConfig = z.infer<typeof TargetConfig>;

/** `stainless.yml`, also named `openapi.stainless.yml`. Keys that Kiln does not use are kept. */
export const ConfigFile = z.looseObject({
  organization: z
    .looseObject({
      name: z.string().optional(),
      docs: z.string().nullish(),
      contact: z.string().nullish(),
    })
    .optional(),
  // `kotlin:` with nothing after it is `kotlin: {}`.
  targets: z
    .record(
      z.string(),
      TargetConfig.nullable().transform((target) => target ?? {}),
    )
    .optional(),
  client_settings: z.looseObject({}).optional(),
  environments: z.record(z.string(), z.string()).optional(),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

export type ParsedConfigFile =
  | { readonly ok: true; readonly config: ConfigFile }
  | { readonly ok: false; readonly problem: { readonly message: string; readonly line?: number } };

const MAX_LENGTH = 1024 * 1024;
const MAX_ALIASES = 100;

/** Parses a config file. What is wrong is told with the key or the line. An empty file configures nothing. */
export function parseConfigFile(text: string): ParsedConfigFile {
  if (text.length > MAX_LENGTH) return problem(`is longer than ${MAX_LENGTH} characters.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) return problem(`is not YAML: ${error.message}`, lines.linePos(error.pos[0]).line);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch {
    return problem(`has more than ${MAX_ALIASES} YAML aliases.`);
  }
  const parsed = ConfigFile.safeParse(value);
  if (parsed.success) return { ok: true, config: parsed.data };
  const [issue] = parsed.error.issues;
  return problem(
    issue === undefined ? 'is wrong.' : `${issue.path.join('.') || 'the file'}: ${issue.message}.`,
  );
}

function problem(message: string, line?: number): ParsedConfigFile {
  return { ok: false, problem: { message, line } };
}

/** SDK targets that the file configures and does not skip, in the contract's order. */
export function configuredTargets(config: ConfigFile): SdkTarget[] {
  return SDK_TARGETS.filter((name) => {
    const target = config.targets?.[name];
    return target !== undefined && target.skip !== true;
  });
}

const CONFIG_NAMES = ['stainless.yml', 'stainless.yaml', 'openapi.stainless.yml', 'openapi.stainless.yaml'];
const DESCRIPTION_NAMES = ['openapi.yml', 'openapi.yaml', 'openapi.json'];

export const isConfigFilePath = (path: string): boolean => CONFIG_NAMES.includes(path);
export const isDescriptionPath = (path: string): boolean => DESCRIPTION_NAMES.includes(path);

/** JSON Schema of the config file, for editors. */
export function configFileJsonSchema(): unknown {
  return z.toJSONSchema(ConfigFile, { io: 'input' });
}
