import { z } from 'zod';
import { CodeSamples, SampleLanguages } from './code-samples.ts';
import { says, text } from './values.ts';

export const Organization = z.looseObject({
  name: says(text(), 'Name from which the client class, texts and package names are derived.'),
  docs: says(text().nullable(), 'URL of the documentation.'),
  contact: says(text().nullable(), 'Contact address for questions.'),
  security_contact: says(
    text().nullable(),
    'Contact address for vulnerability reports; by default `contact`.',
  ),
  security_policy_url: says(text().nullable(), 'URL of the security policy.'),
  security_policy_terms: says(text().nullable(), 'Text of the security policy.'),
  github_org: says(text().nullable(), 'Organisation on GitHub, for links to repositories.'),
  upload_spec: says(
    z.boolean(),
    'false: the description is not in the repositories of SDKs. They have no mock server, and tests that need one are skipped.',
  ),
});

export const Settings = z.looseObject({
  license: says(
    z.union([
      text(),
      z.looseObject({ name: text(), contents: text().optional(), extension: text().optional() }),
    ]),
    'Licence of the SDKs: an SPDX identifier, or name and contents.',
  ),
  disable_mock_tests: says(z.boolean(), 'Skip tests that need the mock server by default.'),
  mock_server: says(
    z.unknown(),
    'false: repositories have no mock server, and tests that need one are skipped. Any other value: Steady, as without the key.',
  ),
  disable_tests: says(z.boolean(), 'Generate no tests.'),
  file_header: says(text(), 'Comment at the top of each file.'),
  unwrap_response_fields: says(
    z.array(text()),
    'Fields that methods return instead of the response, if the response has no other fields.',
  ),
  unwrap_multiproperty_response_fields: says(z.boolean(), 'Unwrap also if the response has other fields.'),
  positional_params: says(z.boolean(), 'false: no positional arguments.'),
  per_endpoint_security: says(
    z.boolean(),
    'Each request sends only the credentials that its operation requires.',
  ),
  sort_schema_properties: says(
    z.boolean(),
    "true: required properties first, then by name. false: the file's order.",
  ),
  python: says(
    z.looseObject({ license_classifier: says(text(), 'Classifier of the licence in package metadata.') }),
    'Settings of Python packages.',
  ),
});

/** What GitHub takes for an owner of code. */
const OWNER = /^(?:@[\w.-]+(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

export const Codeflow = z.looseObject({
  code_owners: says(
    z.record(
      z.string(),
      z.array(
        text().regex(OWNER, 'must be @user, @organisation/team or an email address, in quotation marks'),
      ),
    ),
    'Glob → owners of the matching files: `.github/CODEOWNERS` in the repositories of SDKs.',
  ),
});

export const Errors = z.looseObject({
  message_property: says(
    text(),
    "Property of an error's body that is the message of the error (TypeScript, Python).",
  ),
  union: says(
    z.looseObject({
      source: says(text(), 'Name of the schema with the union, or its JSON pointer.'),
      discriminator: says(text(), 'Property whose value chooses the class.'),
      status_property: says(text(), 'Property whose value is the HTTP status.'),
      variants: says(
        z.record(
          z.string(),
          z.looseObject({
            status_code: says(z.int().min(400).max(599), 'HTTP status of the errors with this value.'),
            name: says(text(), 'Name of the class.'),
          }),
        ),
        'Value of the discriminator → settings of its class.',
      ),
    }),
    'Error classes for the variants of a union of the description (TypeScript, Python).',
  ),
});

const ARRAY_FORMATS = ['comma', 'repeat', 'brackets', 'indices'] as const;

export const QuerySettings = z.looseObject({
  array_format: says(
    z.enum(ARRAY_FORMATS),
    'comma `a=1,2`, repeat `a=1&a=2`, brackets `a[]=1`, indices `a[0]=1`: in queries and URL-encoded forms, in place of what ' +
      'the description says of each list.',
  ),
  nested_format: says(z.enum(['brackets', 'dots']), 'brackets `a[b]=1`, dots `a.b=1`.'),
});

export const MultipartSettings = z.looseObject({
  array_format: says(z.enum(ARRAY_FORMATS), 'Field names of arrays in multipart forms.'),
});

export const Streaming = z.looseObject({
  on_event: says(
    z.array(
      z.looseObject({
        event_type: says(
          z.union([text().nullable(), z.array(text().nullable())]),
          'Event type, or a list of types.',
        ),
        data_starts_with: says(text(), 'Prefix of its data.'),
        kind: says(z.enum(['fallthrough']), 'Matches every event that no earlier rule matched.'),
        handle: says(
          z.enum(['yield', 'error', 'done']),
          'Yield the event, raise an error, or end the stream.',
        ),
        error_property: says(text(), 'A yielded object with this property raises an error.'),
      }),
    ),
    'Rules for events, in order. Events that match no rule are dropped.',
  ),
});

const Example = z.looseObject({
  type: says(text(), '`request`.'),
  endpoint: says(text(), 'Endpoint of a method.'),
  params: says(
    z.record(z.string(), z.unknown()).nullable(),
    'Values of path, query and body, by their wire names.',
  ),
  response_property: says(z.union([text(), z.literal(false)]), 'Property of the response to print.'),
  assign_to: says(text(), 'Name of the variable.'),
  file_param: says(text(), 'With `file_uploads`: the parameter with the file.'),
  file_path: says(text(), 'With `file_uploads`: path of the file.'),
});
export type Example = z.infer<typeof Example>;

export const README_EXAMPLES = [
  'default',
  'headline',
  'pagination',
  'streaming',
  'errors',
  'retries',
  'timeouts',
  'raw_response',
  'nested_params',
  'default_headers',
  'file_uploads',
] as const;
export type ReadmeExample = (typeof README_EXAMPLES)[number];

export const Readme = z.looseObject({
  example_requests: says(
    z.looseObject(
      Object.fromEntries(
        README_EXAMPLES.map((name) => [name, says(Example, `Example for the section \`${name}\`.`)]),
      ),
    ),
    'Examples in the README. Sections without an example use `default`.',
  ),
});

const word = {
  snake: says(text(), 'In snake_case names.'),
  camel: says(text(), 'In camelCase names.'),
  pascal: says(text(), 'In PascalCase names.'),
  capital: says(text(), 'In text.'),
};

export const CustomCasings = z.record(
  z.string(),
  z.looseObject({
    initialism: says(z.boolean(), 'Whether the word is written in capitals.'),
    ...word,
    singular: says(z.looseObject(word), 'Forms of the singular.'),
    plural: says(z.looseObject(word), 'Forms of the plural.'),
  }),
);

const Transform = z.looseObject({
  command: text().describe('The change, for example update, merge or remove.'),
  reason: says(text().nullable(), 'Reason for the change.'),
  args: says(z.record(z.string(), z.unknown()).nullable(), 'Targets and values of the change.'),
});
export type Transform = z.infer<typeof Transform>;

export const OpenApi = z.looseObject({
  transforms: says(
    z.array(Transform),
    'Changes to the description, made before anything is generated from it.',
  ),
  transformations: says(z.array(Transform), 'Older name of `transforms`.'),
  code_samples: says(
    CodeSamples,
    'Form of the code samples in `documented_spec`: `x-codeSamples` (default; also `redocly`, `mintlify`, `bump.sh`, `gitbook`), `readme` for `x-readme`, `stainless` for `x-stainless-snippets`; or a map of these to true or false.',
  ),
  code_sample_languages: says(
    SampleLanguages,
    'Target → false: no code samples of it. There are none of `curl` and `powershell`.',
  ),
});
