import { z } from 'zod';
import { duration, languages, says, schema, text, textByLanguage } from './values.ts';

/** `skip` and `only` of resources, models and methods. */
const chosen = {
  skip: says(languages(), 'true, or the languages that leave it out.'),
  only: says(z.array(text()), 'The only languages that include it.'),
};

export const StreamingMethod = z.looseObject({
  stream_event_model: says(
    text(),
    'Model of one event, as `resource.model`. By default the schema of the response.',
  ),
  param_discriminator: says(
    text().nullable(),
    'Boolean parameter that requests a stream. null: the method always streams.',
  ),
  params_type_name: says(text(), 'Base name of the parameter types.'),
});

export const Method = z.looseObject({
  ...chosen,
  type: says(
    z.enum(['http', 'alias', 'webhook_unwrap', 'websocket']),
    'http (default), alias of another method, or webhook_unwrap, which verifies and parses events.',
  ),
  endpoint: says(
    text(),
    'Verb and path of the description: `get /pets/{id}`, optionally with a fixed query.',
  ),
  to: says(text(), 'With `type: alias`: name of the method in the same resource.'),
  paginated: says(
    z.union([z.boolean(), text()]),
    'true or the name of a scheme: paginated. false: never. By default: if the method matches a scheme.',
  ),
  unwrap_response: says(
    z.union([text(), z.literal(false)]),
    'Field of the response that the method returns.',
  ),
  body_param_name: says(text(), 'Name of the single argument for the whole body.'),
  positional_params: says(z.array(text()), 'Positional arguments, in this order.'),
  default_request_options: says(
    z.looseObject({
      timeout: says(duration().nullable(), 'Timeout, in milliseconds or as an ISO 8601 duration.'),
      max_retries: says(z.number().int().nonnegative(), 'Maximum number of retries of a request.'),
    }),
    "Defaults of the method's requests.",
  ),
  streaming: says(z.union([StreamingMethod, z.boolean()]), 'How the method streams events.'),
  deprecated: says(z.union([z.boolean(), textByLanguage()]), 'Deprecation message, optionally by language.'),
  description: says(text(), 'Documentation; replaces that of the description.'),
  skip_test_reason: says(textByLanguage(), 'Skip the generated test, for this reason.'),
  docs: says(
    z.looseObject({
      response_property: says(z.union([text(), z.literal(false)]), 'Property that examples print.'),
    }),
    'Contents of examples.',
  ),
  discriminator: says(text(), 'With `type: webhook_unwrap`: property that distinguishes the events.'),
  webhook_key_opt: says(text(), 'With `type: webhook_unwrap`: client option that contains the signing key.'),
});
export type Method = z.infer<typeof Method>;

export const MethodEntry = z.union([text(), Method]);

export const Model = z.looseObject({
  ...chosen,
  openapi_uri: says(text(), 'JSON pointer of the schema.'),
  type: says(z.enum(['alias', 'schema']), 'alias: a second name for another model.'),
  to: says(text(), 'With `type: alias`: name of the model in the same resource.'),
  deprecated: says(z.union([z.boolean(), textByLanguage()]), 'Deprecation message.'),
  no_params_suffix: says(z.boolean(), 'Parameter types get no suffix.'),
});

export const ModelEntry = z.union([text(), Model]);
export type ModelEntry = z.infer<typeof ModelEntry>;

/** Keys of a resource, except `subresources`, which are resources again. */
export const ResourceKeys = z.looseObject({
  ...chosen,
  models: says(z.record(z.string(), ModelEntry), 'Named types: name → schema of the description.').nullish(),
  methods: says(z.record(z.string(), MethodEntry), 'Methods: name → endpoint, or a map.').nullish(),
  description: says(text(), 'Documentation of the resource.'),
  deprecated: says(z.union([z.boolean(), textByLanguage()]), 'Deprecation message, optionally by language.'),
  standalone_api: says(z.boolean(), 'The resource has its own api.md.'),
  custom: says(z.boolean(), 'The class is written by hand, in lib/.'),
});

export type Resource = z.infer<typeof ResourceKeys> & {
  readonly subresources?: Readonly<Record<string, Resource>> | null;
};

const ResourceEntry: z.ZodType<Resource> = z.lazy(() => z.preprocess((value) => value ?? {}, WholeResource));

const WholeResource = ResourceKeys.extend({
  subresources: z.record(z.string(), ResourceEntry).nullish().describe('Resources below this one.'),
});

export const Resources = z.record(z.string(), ResourceEntry);

export const PageScheme = z.looseObject({
  name: text().describe('Name of the page class.'),
  type: says(
    z.enum(['cursor', 'cursor_id', 'cursor_url', 'offset', 'page_number', 'fake_page']),
    'How the next page is requested.',
  ),
  description: says(text(), 'Documentation of the page class.'),
  request: says(
    z.record(z.string(), schema()),
    'Parameters: name → schema with `x-stainless-pagination-property`. A method is paginated if it has all of them.',
  ),
  response: says(
    z.record(z.string(), schema()),
    'Fields of the response: name → schema. A method is paginated if its response has all of them.',
  ),
  param_location: says(z.enum(['query', 'body']), 'Location of the parameters.'),
  continue_on_empty_items: says(z.boolean(), 'Continue after a page without items.'),
});
export type PageScheme = z.infer<typeof PageScheme>;
