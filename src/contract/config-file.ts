import { LineCounter } from 'yaml';
import { z } from 'zod';
import { IgnoredDiagnostics } from './diagnostic-rules.ts';
import { issueMessage } from './issues.ts';
import { unused, usedByKiln } from './not-used.ts';
import { packageNameProblem } from './package-names.ts';
import { TargetConfig } from './target-config.ts';
import { isSdkTarget, SDK_TARGETS, type SdkTarget } from './targets.ts';
import { readYaml } from './yaml.ts';

const anything = () => z.unknown().optional();

const Organization = z.looseObject({
  name: z.string().optional().describe('The name used in READMEs and licences.'),
  docs: z.string().nullish().describe('The URL of the documentation.'),
  contact: z.string().nullish().describe('Contact address for questions.'),
  github_org: usedByKiln(anything(), 'The organisation on GitHub.'),
  security_contact: usedByKiln(anything(), 'Contact address for vulnerability reports.'),
  security_policy_url: usedByKiln(anything(), 'The URL of the security policy.'),
  security_policy_terms: usedByKiln(anything(), 'Text of the security policy.'),
  upload_spec: usedByKiln(anything(), 'false: the description is not in the repositories of SDKs.'),
});

// `kotlin:` without a value is `kotlin: {}`.
const Targets = z
  .record(
    z.string(),
    TargetConfig.nullable().transform((target) => target ?? {}),
  )
  .superRefine((targets, context) => {
    for (const [target, { package_name: name }] of Object.entries(targets)) {
      const problem = isSdkTarget(target) && name !== undefined ? packageNameProblem(target, name) : null;
      if (problem !== null)
        context.addIssue({ code: 'custom', path: [target, 'package_name'], message: problem });
    }
  });

/** `stainless.yml`, also named `openapi.stainless.yml`. Keys that Kiln does not use are kept. */
export const ConfigFile = z.looseObject({
  organization: Organization.optional().describe('The publisher of the SDKs.'),
  targets: Targets.optional().describe(`The SDKs to build, by target: ${SDK_TARGETS.join(', ')}.`),
  diagnostics: z
    .looseObject({
      ignored: IgnoredDiagnostics.optional().describe(
        'Diagnostics that do not affect the conclusion of a target.',
      ),
    })
    .optional()
    .describe('Settings for diagnostics.'),
  client_settings: usedByKiln(z.looseObject({}).optional(), 'Options of the generated client.'),
  environments: usedByKiln(
    z.record(z.string(), z.string()).optional(),
    'Base URLs by name. By default they come from servers in the description.',
  ),
  edition: unused(anything(), 'Edition of the file.'),
  settings: usedByKiln(anything(), 'Settings that apply to every target.'),
  resources: usedByKiln(anything(), 'Resources and methods. By default they are derived from the paths.'),
  unspecified_endpoints: usedByKiln(anything(), 'Endpoints that no method needs to cover.'),
  pagination: usedByKiln(anything(), 'Pagination schemes.'),
  streaming: usedByKiln(anything(), 'How responses are streamed.'),
  errors: usedByKiln(anything(), 'Errors of the API.'),
  security: usedByKiln(anything(), 'Security requirements; replace those of the description.'),
  security_schemes: usedByKiln(anything(), 'Security schemes; replace those of the description.'),
  query_settings: usedByKiln(anything(), 'How lists and objects are encoded in queries.'),
  multipart_settings: usedByKiln(anything(), 'How lists and objects are encoded in forms.'),
  custom_casings: usedByKiln(anything(), 'Casing of words in names.'),
  readme: usedByKiln(anything(), 'Examples in the README.'),
  openapi: usedByKiln(anything(), 'Transforms of the description.'),
  codeflow: usedByKiln(anything(), 'Owners of code in repositories, and release automation.'),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

export type ParsedConfigFile =
  | { readonly ok: true; readonly config: ConfigFile }
  | { readonly ok: false; readonly problem: { readonly message: string; readonly line?: number } };

const MAX_LENGTH = 1024 * 1024;
const MAX_ALIASES = 100;

/** Parses a config file. Error messages name the key or the line. An empty file configures nothing. */
export function parseConfigFile(text: string): ParsedConfigFile {
  if (text.length > MAX_LENGTH) return problem(`is longer than ${MAX_LENGTH} characters.`);
  const lines = new LineCounter();
  const read = readYaml(text, lines);
  if (!read.ok) return problem(read.message, read.line);
  let value: unknown;
  try {
    value = read.document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch {
    return problem(`has more than ${MAX_ALIASES} YAML aliases.`);
  }
  const parsed = ConfigFile.safeParse(value, { error: issueMessage });
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

// JSON is YAML: the published command line sends a JSON config file as `stainless.json`.
const CONFIG_NAMES = ['stainless', 'openapi.stainless'].flatMap((name) =>
  ['yml', 'yaml', 'json'].map((extension) => `${name}.${extension}`),
);
const DESCRIPTION_NAMES = ['openapi.yml', 'openapi.yaml', 'openapi.json'];

export const isConfigFilePath = (path: string): boolean => CONFIG_NAMES.includes(path);
export const isDescriptionPath = (path: string): boolean => DESCRIPTION_NAMES.includes(path);

/** The config file among files by path, with its path; null without one. */
export function configFileIn(files: Iterable<readonly [string, string]>): readonly [string, string] | null {
  return [...files].find(([path]) => isConfigFilePath(path)) ?? null;
}

/**
 * JSON Schema of the config file, for editors: draft 7, which all of them support. Like Kiln, it allows every key; it
 * names the targets, so that editors offer them.
 */
export function configFileJsonSchema(): Record<string, unknown> {
  const target = { $ref: '#/properties/targets/additionalProperties' };
  return {
    ...z.toJSONSchema(ConfigFile, {
      io: 'input',
      target: 'draft-7',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema !== Targets) return;
        jsonSchema.properties = Object.fromEntries(SDK_TARGETS.map((name) => [name, target]));
      },
    }),
    title: 'Config file of Kiln',
    description: 'stainless.yml: which SDKs to build, and how. Unknown keys are kept.',
  };
}
