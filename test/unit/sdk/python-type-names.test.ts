import { expect, it } from 'vitest';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { casingsOf } from '../../../src/sdk/names/casing.ts';
import { apiOf } from './api-of.ts';

// The names are those of published packages, in which programs import them from the module of a type.

const DESCRIPTION = `
paths:
  /completions:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [messages]
              properties:
                messages:
                  type: array
                  items:
                    oneOf:
                      - { $ref: '#/components/schemas/UserMessage' }
                      - { $ref: '#/components/schemas/ToolMessage' }
                stop: { anyOf: [{ type: string }, { type: array, items: { type: string } }] }
                response_format: { type: object, properties: { type: { type: string } } }
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                properties:
                  choices:
                    type: array
                    items:
                      type: object
                      properties:
                        content: { $ref: '#/components/schemas/Tokens' }
                        refusal: { $ref: '#/components/schemas/Tokens' }
                  data: { type: array, items: { type: object, properties: { id: { type: string } } } }
  /stops:
    get:
      responses:
        '200':
          content:
            application/json:
              schema:
                allOf:
                  - $ref: '#/components/schemas/Wrapper'
                  - { type: object, properties: { data: { type: object, properties: { list: { type: array, items: { type: object, properties: { id: { type: string } } } } } } } }
  /ranks:
    get:
      responses:
        '200':
          content:
            application/json: { schema: { type: array, items: { type: object, properties: { score: { type: number } } } } }
  /calls:
    get:
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                properties:
                  plain: { anyOf: [{ $ref: '#/components/schemas/FunctionCall' }, { $ref: '#/components/schemas/CustomCall' }], discriminator: { propertyName: type } }
                  mapped: { anyOf: [{ $ref: '#/components/schemas/FunctionCall' }, { $ref: '#/components/schemas/CustomCall' }], discriminator: { propertyName: type, mapping: { function: '#/components/schemas/FunctionCall', custom: '#/components/schemas/CustomCall' } } }
components:
  schemas:
    UserMessage: { type: object, properties: { text: { type: string } } }
    ToolMessage: { type: object, properties: { tool: { type: object, properties: { id: { type: string } } } } }
    FunctionCall: { type: object, required: [type], properties: { type: { type: string, enum: [function] } } }
    CustomCall: { type: object, required: [type], properties: { type: { type: string, enum: [custom] } } }
    Tokens: { type: object, properties: { logprobs: { type: array, items: { type: object, properties: { token: { type: string } } } } } }
    Wrapper: { type: object, required: [code], properties: { code: { type: integer } } }
`;
const CONFIG = `
organization: { name: acme }
resources:
  $shared: { models: { wrapper: Wrapper } }
  completions: { methods: { create: post /completions } }
  stops: { methods: { list: get /stops } }
  ranks: { methods: { list: get /ranks } }
  calls: { methods: { list: get /calls } }
`;

const { files } = python.generate({
  api: apiOf(DESCRIPTION, CONFIG, 'python').api,
  casings: casingsOf({}),
  target: {
    target: 'python',
    packageName: 'acme',
    packageVersion: '1.2.0',
    projectName: null,
    repository: { host: 'github.com', owner: 'acme', name: 'acme-python', isProduction: true },
    readmeTitle: null,
    screencast: null,
    options: {},
    edition: null,
    goOptions: {},
    publish: {},
    descriptionMd5: '',
    configMd5: '',
    description: '{}',
  },
});
const textOf = (name: string) => files.get(`src/acme/${name}`)?.content.toString('utf8') ?? '';
const exportsOf = (module: string) =>
  /__all__ = \[([^\]]*)\]/
    .exec(textOf(`types/${module}.py`))?.[1]
    ?.split(',')
    .map((one) => one.trim().replaceAll('"', ''))
    .filter(Boolean);

it('inline types of a response are named by their properties, each place apart, and list items in the singular', () => {
  expect(exportsOf('completion_create_response')).toEqual([
    'CompletionCreateResponse',
    'Choice',
    'ChoiceContent',
    'ChoiceContentLogprob',
    'ChoiceRefusal',
    'ChoiceRefusalLogprob',
    'Data',
  ]);
});

it('those of parameters likewise; a union has a name if a variant has one', () => {
  expect(exportsOf('completion_create_params')).toEqual([
    'CompletionCreateParams',
    'Message',
    'MessageUserMessage',
    'MessageToolMessage',
    'MessageToolMessageTool',
    'ResponseFormat',
  ]);
  expect(textOf('types/completion_create_params.py')).toContain('    stop: Union[str, SequenceNotStr[str]]');
});

it('variants are named by the values of a discriminator without a mapping, otherwise by their schemas', () => {
  expect(exportsOf('call_list_response')).toEqual([
    'CallListResponse',
    'Mapped',
    'MappedFunctionCall',
    'MappedCustomCall',
    'Plain',
    'PlainFunction',
    'PlainCustom',
  ]);
});

it('a method refers to them by their module, because other methods have types of those names too', () => {
  const resource = textOf('resources/completions.py');
  expect(resource).toContain('from ..types import completion_create_params\n');
  expect(resource).toContain('messages: Iterable[completion_create_params.Message],');
  expect(resource).toContain('response_format: completion_create_params.ResponseFormat | Omit = omit,');
});

it('in a class with a base class, and in a list, they keep the name of the whole', () => {
  expect(textOf('types/stop_list_response.py')).toContain('class StopListResponse(Wrapper):');
  expect(exportsOf('stop_list_response')).toEqual([
    'StopListResponse',
    'StopListResponseData',
    'StopListResponseDataList',
  ]);
  expect(exportsOf('rank_list_response')).toEqual(['RankListResponse', 'RankListResponseItem']);
});
