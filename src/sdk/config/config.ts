import { z } from 'zod';
import { ClientSettings, SecurityRequirements, SecuritySchemes } from './client.ts';
import { PageScheme, Resources } from './resources.ts';
import {
  Codeflow,
  CustomCasings,
  Errors,
  MultipartSettings,
  OpenApi,
  Organization,
  QuerySettings,
  Readme,
  Settings,
  Streaming,
} from './settings.ts';
import { TargetKeys } from './targets.ts';
import { says, text } from './values.ts';

/**
 * The keys of the config file that Kiln's own generator honours. Other keys are kept; the common ones are in
 * `kept.ts`, with reasons. The tables of docs/config-file.md are generated from both (`npm run config-keys`).
 */
export const SdkConfig = z.looseObject({
  organization: says(Organization, 'The publisher of the SDKs.').nullish(),
  targets: says(
    z.record(
      z.string(),
      TargetKeys.nullable().transform((target) => target ?? {}),
    ),
    'The SDKs to build, by target.',
  ).nullish(),
  settings: says(Settings, 'Settings that apply to every target.').nullish(),
  client_settings: says(ClientSettings, 'The client class.').nullish(),
  environments: says(
    z.record(z.string(), text()),
    'Base URLs by name; the first is the default. `{variable}` is replaced by a client option.',
  ).nullish(),
  resources: says(
    Resources,
    'The tree of resources with their methods and models. Without it, Kiln derives one from the description.',
  ).nullish(),
  unspecified_endpoints: says(z.array(text()), 'Endpoints that no method needs to cover.').nullish(),
  pagination: says(z.union([z.array(PageScheme), PageScheme]), 'How lists are paginated.').nullish(),
  streaming: says(Streaming, 'How stream events are handled.').nullish(),
  security: says(SecurityRequirements, "Security requirements; replace the description's.").nullish(),
  security_schemes: says(
    SecuritySchemes,
    "Security schemes, in place of the description's of the same name.",
  ).nullish(),
  errors: says(Errors, 'Errors of the API.').nullish(),
  query_settings: says(QuerySettings, 'How lists and objects are encoded in queries.').nullish(),
  multipart_settings: says(MultipartSettings, 'How lists are encoded in forms.').nullish(),
  custom_casings: says(CustomCasings, 'Casing of words in names.').nullish(),
  readme: says(Readme, 'Examples in the README.').nullish(),
  openapi: says(OpenApi, 'Changes to the description.').nullish(),
  codeflow: says(Codeflow, 'Settings of repositories.').nullish(),
});
export type SdkConfig = z.infer<typeof SdkConfig>;
