import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { IgnoredDiagnostics } from './diagnostic-rules.ts';
import { issueMessage } from './issues.ts';
import { unused } from './not-used.ts';
import { TargetConfig } from './target-config.ts';
import { SDK_TARGETS, type SdkTarget } from './targets.ts';

const anything = () => z.unknown().optional();

const Organization = z.looseObject({
  name: z.string().optional().describe('The name that READMEs and licences give.'),
  docs: z.string().nullish().describe('The address of the documentation.'),
  contact: z.string().nullish().describe('Where people ask for help.'),
  github_org: unused(anything(), 'The organisation on GitHub.'),
  security_contact: unused(anything(), 'Where vulnerabilities are reported.'),
  security_policy_url: unused(anything(), 'The page of the security policy.'),
  security_policy_terms: unused(anything(), 'Terms of the security policy.'),
  upload_spec: unused(anything(), 'Whether the description is published.'),
});

// `kotlin:` with nothing after it is `kotlin: {}`.
const Targets = z.record(
  z.string(),
  TargetConfig.nullable().transform((target) => target ?? {}),
);

/** `stainless.yml`, also named `openapi.stainless.yml`. Keys that Kiln does not use are kept. */
export const ConfigFile = z.looseObject({
  organization: Organization.optional().describe('Who makes the SDKs.'),
  targets: Targets.optional().describe(`The SDKs to build, by target: ${SDK_TARGETS.join(', ')}.`),
  diagnostics: z
    .looseObject({
      ignored: IgnoredDiagnostics.optional().describe('Diagnostics that have no say in how a target ends.'),
    })
    .optional()
    .describe('What is to be said of the config files.'),
  client_settings: unused(z.looseObject({}).optional(), 'Options of the generated client.'),
  environments: unused(
    z.record(z.string(), z.string()).optional(),
    'Base URLs by name. Those of the SDKs come from servers in the description.',
  ),
  edition: unused(anything(), 'Which edition of the file is meant.'),
  settings: unused(anything(), 'Settings of every target.'),
  resources: unused(anything(), 'Resources and methods. Those of the SDKs come from tags and operation ids.'),
  unspecified_endpoints: unused(anything(), 'Endpoints that no SDK has.'),
  pagination: unused(anything(), 'Kinds of pages.'),
  streaming: unused(anything(), 'How responses are streamed.'),
  errors: unused(anything(), 'Kinds of errors.'),
  security: unused(anything(), 'Security requirements, in place of those of the description.'),
  security_schemes: unused(anything(), 'Security schemes, in place of those of the description.'),
  query_settings: unused(anything(), 'How lists and objects stand in a query.'),
  multipart_settings: unused(anything(), 'How lists and objects stand in a form.'),
  custom_casings: unused(anything(), 'How words are spelled in names.'),
  readme: unused(anything(), 'Examples of the README.'),
  openapi: unused(anything(), 'Transforms and code samples of the description.'),
  codeflow: unused(anything(), 'Automation of releases.'),
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

// JSON is YAML: the published command line sends a config file that is written so as `stainless.json`.
const CONFIG_NAMES = ['stainless', 'openapi.stainless'].flatMap((name) =>
  ['yml', 'yaml', 'json'].map((extension) => `${name}.${extension}`),
);
const DESCRIPTION_NAMES = ['openapi.yml', 'openapi.yaml', 'openapi.json'];

export const isConfigFilePath = (path: string): boolean => CONFIG_NAMES.includes(path);
export const isDescriptionPath = (path: string): boolean => DESCRIPTION_NAMES.includes(path);

/**
 * JSON Schema of the config file, for editors; draft 7, which all of them read. It allows every key, as Kiln does, and
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
    description: 'stainless.yml: which SDKs to build, and how. Keys that Kiln does not know are kept.',
  };
}
