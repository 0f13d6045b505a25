import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { python } from '../../../src/sdk/languages/python/index.ts';
import { runtimeModules } from '../../../src/sdk/languages/python/runtime.ts';
import { casingsOf } from '../../../src/sdk/names/casing.ts';
import { apiOf } from './api-of.ts';

const CONFIG = `
organization: { name: acme-pets, docs: "", contact: "" }
environments: { production: https://api.acme.test }
client_settings: { opts: { api_key: { type: string, nullable: true, read_env: ACME_KEY, auth: { security_scheme: bearer } } } }
security: [{ bearer: [] }]
security_schemes: { bearer: { type: http, scheme: bearer } }
`;

const EMPTY = 'openapi: 3.1.0\ninfo: { title: Pets, version: "1" }\npaths: {}\n';

function sdkOf(description: string, config: string): FileTree {
  const { api } = apiOf(description, config, 'python');
  return python.generate({
    api,
    casings: casingsOf({}),
    target: {
      target: 'python',
      packageName: 'acme_pets',
      packageVersion: '1.2.0',
      projectName: 'acme-pets',
      repository: { host: 'github.com', owner: 'acme', name: 'pets-python', isProduction: true },
      readmeTitle: null,
      screencast: null,
      options: {},
      edition: null,
      goOptions: {},
      publish: {},
      descriptionMd5: 'd41d8cd98f00b204e9800998ecf8427e',
      configMd5: 'd41d8cd98f00b204e9800998ecf8427e',
      description: '{}',
    },
  }).files;
}

function textOf(files: FileTree, name: string): string {
  const found = files.get(name);
  if (found === undefined) throw new Error(`There is no ${name} among ${[...files.keys()].join(', ')}.`);
  return found.content.toString('utf8');
}

/** Parses every file with Python's own parser, without running it; returns the output of the program `check`. */
function readWithPython(files: FileTree, check: string, input: unknown = null): unknown {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-python-'));
  folders.push(folder);
  // The runtime is the same in every SDK, and has its own tests.
  const runtime = new Set(runtimeModules().values());
  for (const [name, { content }] of files) {
    if (!name.endsWith('.py') || runtime.has(content) || name.startsWith('tests/runtime/')) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const printed = execFileSync('python3', ['-c', check, folder], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed);
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const PARSE = `
import ast, json, pathlib, sys
bad = []
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    try:
        ast.parse(file.read_text("utf8"))
    except SyntaxError as error:
        bad.append(f"{file}: {error}")
print(json.dumps(bad))
`;

const PETS = `
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /owners/{owner}/pets/{petId}:
    get:
      parameters:
        - { name: owner, in: path, required: true, schema: { type: string } }
        - { name: petId, in: path, required: true, schema: { type: string } }
        - { name: X-Trace, in: header, schema: { type: string } }
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } }
  /pets:
    post:
      requestBody: { content: { multipart/form-data: { schema: { type: object, required: [photo], properties: { photo: { type: string, format: binary }, bornOn: { type: string, format: date } } } } } }
      responses: { "204": { description: none } }
components:
  schemas:
    Pet:
      type: object
      required: [id, class]
      properties:
        id: { type: string }
        class: { type: string }
        date: { type: string, format: date }
        object: { type: string, enum: [pet] }
        extra: {}
        parent: { $ref: "#/components/schemas/Pet" }
`;
const PETS_CONFIG = `${CONFIG}
resources:
  pets:
    models: { pet: Pet }
    methods: { retrieve: "get /owners/{owner}/pets/{petId}", import: post /pets }
`;

describe('a Python SDK', () => {
  let files: FileTree;
  beforeAll(() => {
    files = sdkOf(PETS, PETS_CONFIG);
  });

  withPython.test('is Python in every file', () => {
    expect(readWithPython(files, PARSE)).toEqual([]);
  });

  it('takes the last path parameter by position and all others by name', () => {
    const resource = textOf(files, 'src/acme_pets/resources/pets.py');
    expect(resource).toMatch(
      /def retrieve\(\n\s+self,\n\s+pet_id: str,\n\s+\*,\n\s+owner: str,\n\s+x_trace: str \| Omit = omit,/,
    );
    expect(resource).toContain('path_template("/owners/{owner}/pets/{pet_id}", owner=owner, pet_id=pet_id)');
    expect(resource).toContain('header_values({"X-Trace": x_trace})');
  });

  it('escapes reserved words of Python, and keeps wire names', () => {
    const model = textOf(files, 'src/acme_pets/types/pet.py');
    expect(model).toContain('class_: str = FieldInfo(alias="class")');
    expect(model).toContain('date_: Optional[date] = FieldInfo(alias="date", default=None)');
    expect(model).toContain('extra: builtins.object = None');
    expect(model).toContain('parent: Optional["Pet"] = None');
    expect(textOf(files, 'src/acme_pets/resources/pets.py')).toContain('def import_(');
  });

  it('sends files of a form separately from its fields', () => {
    const resource = textOf(files, 'src/acme_pets/resources/pets.py');
    expect(resource).toContain('paths=[["photo"]],');
    expect(textOf(files, 'src/acme_pets/types/pet_import_params.py')).toContain(
      'born_on: Annotated[Annotated[Union[str, date], PropertyInfo(format="iso8601")], PropertyInfo(alias="bornOn")]',
    );
  });

  it('is identical byte for byte when generated again', () => {
    const again = sdkOf(PETS, PETS_CONFIG);
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [name, { content }] of again)
      expect(content.equals(files.get(name)?.content ?? Buffer.alloc(0)), name).toBe(true);
  });
});

/** Where the payload occurs in Python: only in string constants and comments. */
const FIND = `
import ast, io, json, pathlib, sys, tokenize
marks = json.load(sys.stdin)
outside, constants = [], set()
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    text = file.read_text("utf8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            constants.add(node.value)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT) or "FSTRING" in tokenize.tok_name[token.type]:
            continue
        if any(mark in token.string.lower() for mark in marks):
            outside.append(f"{file.name}:{token.start[0]}: {token.string}")
print(json.dumps({"outside": outside, "constants": sorted(constants)}))
`;

import { needs } from '../../needs.ts';

const withPython = await needs('python');

const PAYLOADS = [
  `"""\nimport os; os.kilnevil()\n"""`,
  `'''); kilnevil() #`,
  `" + kilnevil() + "`,
  `\\" + kilnevil()`,
  `{kilnevil()}`,
  `line\r\nkilnevil()\u2028kilnevil()\fkilnevil()`,
  `ends with a backslash kilnevil\\`,
  `\u202ekilnevil`,
  `\\N{BULLET} \\x41 kilnevil %s`,
];

describe('unwrapped responses of a Python SDK', () => {
  const description = `
openapi: 3.1.0
info: { title: Lists, version: "1" }
paths:
  /pets:
    get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pets" } } } } } }
  /owners/{id}/pets:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Pets" } } } } }
components:
  schemas:
    Pets: { type: object, required: [data], properties: { data: { type: array, items: { type: string } } } }
`;
  const files = sdkOf(
    description,
    `${CONFIG}
settings: { unwrap_response_fields: [data] }
resources:
  pets: { methods: { list: get /pets } }
  owners: { methods: { pets: "get /owners/{id}/pets" } }
`,
  );

  withPython.test('are named after the first method', () => {
    const api = textOf(files, 'api.md').replace(/<a href="[^"]*">|<\/a>/g, '');
    expect(api).toContain('client.pets.list() -> PetListResponse');
    expect(api).toContain('client.owners.pets(id) -> PetListResponse');
    expect(api.match(/import PetListResponse/g)).toHaveLength(1);
    expect(readWithPython(files, PARSE)).toEqual([]);
  });
});

describe('the README of a Python SDK', () => {
  it('shows pagination even if the configured example is not paginated', () => {
    const readme = textOf(
      sdkOf(
        `
openapi: 3.1.0
info: { title: Pages, version: "1" }
paths:
  /pets:
    post: { responses: { "204": { description: none } } }
    get:
      parameters: [{ name: after, in: query, schema: { type: string } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: { next: { type: string }, data: { type: array, items: { type: string } } } } } } } }
`,
        `${CONFIG}
pagination:
  - name: cursor
    type: cursor
    request: { after: { type: string, x-stainless-pagination-property: { purpose: next_cursor_param } } }
    response:
      next: { type: string, x-stainless-pagination-property: { purpose: next_cursor_field } }
      data: { type: array, items: {}, x-stainless-pagination-property: { purpose: items } }
readme: { example_requests: { pagination: { type: request, endpoint: post /pets } } }
resources: { pets: { methods: { create: post /pets, list: get /pets } } }
`,
      ),
      'README.md',
    );
    expect(readme).toContain('for item in client.pets.list():');
    expect(readme).toContain('    async for item in client.pets.list():');
  });
});

describe('hostile text in a description', () => {
  withPython.test.each(PAYLOADS)('stays text in Python: %j', (payload) => {
    const text = JSON.stringify(payload);
    const files = sdkOf(
      `
openapi: 3.1.0
info: { title: ${text}, version: "1", description: ${text} }
paths:
  /things:
    get:
      summary: ${text}
      description: ${text}
      deprecated: true
      parameters:
        - { name: ${text}, in: query, description: ${text}, schema: { type: string, enum: [${text}, other] } }
        - { name: plain, in: header, description: ${text}, schema: { type: string } }
      responses:
        "200":
          description: ${text}
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
components:
  schemas:
    Thing:
      type: object
      title: ${text}
      description: ${text}
      properties: { ${text}: { type: string, description: ${text} }, kind: { const: ${text} } }
`,
      `
organization: { name: acme, docs: ${text}, contact: ${text} }
environments: { production: ${text} }
client_settings: { default_headers: { X-One: ${text} }, opts: { key: { type: string, nullable: true, read_env: KEY, default: ${text}, description: ${text} } } }
resources: { things: { description: ${text}, models: { thing: Thing }, methods: { list: { endpoint: get /things, deprecated: ${text} } } } }
settings: { license: MIT, file_header: ${text} }
`,
    );
    const found = readWithPython(files, FIND, ['kilnevil()', 'kilnevil(', '.kilnevil']);
    expect(found).toMatchObject({ outside: [] });
    expect(found).toMatchObject({ constants: expect.arrayContaining([payload]) });
  });
});

describe('imports', () => {
  it('of the client are all used, with one environment and with several', () => {
    const several = CONFIG.replace(
      /environments: .*/,
      'environments: { a: https://a.test, b: https://b.test }',
    );
    for (const config of [CONFIG, several]) {
      const client = textOf(sdkOf(EMPTY, config), 'src/acme_pets/_client.py');
      for (const [, names = ''] of client.matchAll(/^from typing(?:_extensions)? import (.*)$/gm)) {
        for (const name of names.split(', ')) {
          expect(client.match(new RegExp(`\\b${name}\\b`, 'g')), name).not.toHaveLength(1);
        }
      }
    }
  });
});

describe('names that are invalid in Python', () => {
  withPython.test('become valid, distinct names', () => {
    const long = 'x'.repeat(300);
    const names = [
      'class',
      'from',
      'None',
      'match',
      'a-b',
      'a_b',
      'aB',
      '1st',
      '',
      ' ',
      '价格',
      'größe',
      '_id',
      '__',
      'self',
      'timeout',
      'extra_headers',
      'model_dump',
      'copy',
      'json',
      'str',
      long,
      `${long}y`,
    ];
    const files = sdkOf(
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'x', version: '1' },
        paths: {
          '/x': {
            post: {
              parameters: names
                .filter((name) => name.trim() !== '')
                .map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
              responses: {
                200: {
                  description: 'ok',
                  content: {
                    'application/json': {
                      schema: {
                        type: 'object',
                        properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
                      },
                    },
                  },
                },
              },
            },
          },
        },
      }),
      `${CONFIG}\nresources: { x: { methods: { create: post /x, class: post /x } }, class: { methods: { list: post /x } }, get: { methods: { list: post /x } } }`,
    );
    expect(readWithPython(files, PARSE)).toEqual([]);
    const response = textOf(files, 'src/acme_pets/types/x_create_response.py');
    const fields = [...response.matchAll(/^ {4}(\w+): /gm)].map(([, field]) => field);
    expect(fields).toHaveLength(names.length);
    expect(new Set(fields).size).toBe(names.length);
  });
});

describe('what clashes in Python', () => {
  const files = sdkOf(
    `
openapi: 3.1.0
info: { title: Users, version: "1" }
paths:
  /user: { get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/User" } } } } } } }
  /user/login: { get: { parameters: [{ name: name, in: query, schema: { type: string } }], responses: { "204": { description: none } } } }
  /image: { post: { requestBody: { content: { application/octet-stream: { schema: { type: string, format: binary } } } }, responses: { "204": { description: none } } } }
  /note: { post: { requestBody: { content: { text/plain: { schema: { type: string } } } }, responses: { "204": { description: none } } } }
components:
  schemas:
    User: { type: object, properties: { name: { type: string } } }
`,
    `${CONFIG}
resources:
  user:
    models: { user: User }
    methods: { retrieve: get /user, upload: post /image, note: post /note }
    subresources: { login: { methods: { list: get /user/login } } }
`,
  );

  it('a model and a folder of the same name have modules of their own', () => {
    expect([...files.keys()].filter((name) => name.startsWith('src/acme_pets/types/user'))).toEqual([
      'src/acme_pets/types/user/__init__.py',
      'src/acme_pets/types/user/login_list_params.py',
      'src/acme_pets/types/user_.py',
    ]);
    expect(textOf(files, 'src/acme_pets/types/__init__.py')).toContain('"User": ".user_",');
  });

  it('a body that may be left out is no content where it is', () => {
    const resource = textOf(files, 'src/acme_pets/resources/user/user.py');
    expect(resource).toContain('content=None if isinstance(body, Omit) else body.encode(),');
    expect(resource).toContain(
      'content=None if isinstance(body, Omit) else read_file_content(body) if isinstance(body, os.PathLike) else body,',
    );
  });
});

it('a sync method whose result is an alias of a union returns it with its type, whatever the arguments are named', () => {
  const description = `
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets/{result}:
    get:
      parameters: [{ name: result, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }] } } } } }
components:
  schemas:
    Cat: { type: object, properties: { claws: { type: integer } } }
    Dog: { type: object, properties: { tail: { type: integer } } }
`;
  const config = 'resources: { pets: { methods: { get: "get /pets/{result}" } } }';
  const methods = textOf(sdkOf(description, config), 'src/acme_pets/resources/pets.py');
  expect(methods).toContain('        result_: PetGetResponse = self._get(');
  expect(methods).toContain('        return result_\n');
  expect(methods).toContain('        return await self._get(');
});

withPython.test('a folder of types never has the name of a keyword', () => {
  const config = `resources:
  global:
    models: { pet: Pet }
    subresources:
      owners: { methods: { retrieve: "get /owners/{owner}/pets/{petId}" }, models: { owner: "#/components/schemas/Pet/properties/id" } }
`;
  const files = sdkOf(PETS, config);
  expect([...files.keys()].filter((name) => name.includes('types/global/'))).toEqual([]);
  expect(files.has('src/acme_pets/types/global_/owner.py')).toBe(true);
  expect(readWithPython(files, PARSE)).toEqual([]);
});

it('a form may have fields named like local variables, and an empty enum is not tested', () => {
  const files = sdkOf(
    `
paths:
  /pets/{kind}/photos:
    post:
      parameters: [{ name: kind, in: path, required: true, schema: { type: string, enum: [cat, dog] } }]
      requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { files: { type: array, items: { type: string, format: binary } }, body: { type: string } } } } } }
      responses: { '204': {} }
`,
    `${CONFIG}\nresources: { pets: { methods: { upload: 'post /pets/{kind}/photos' } } }`,
  );
  const resource = textOf(files, 'src/acme_pets/resources/pets.py');
  expect(resource).toContain('body_, files_ = multipart_body(');
  expect(resource).toContain('files=files_,');
  expect(textOf(files, 'tests/api_resources/test_pets.py')).not.toContain('test_path_params');
});

it('a subresource named like its resource, or like a class of the runtime, has a class of its own', () => {
  const files = sdkOf(
    PETS,
    `${CONFIG}
resources:
  pets:
    methods: { import: post /pets }
    subresources:
      pets: { methods: { retrieve: "get /owners/{owner}/pets/{petId}" } }
      api: { methods: { import: post /pets } }
`,
  );
  const own = textOf(files, 'src/acme_pets/resources/pets/pets.py');
  expect(own).toContain('def pets(self) -> PetsPetsResource:');
  expect(textOf(files, 'src/acme_pets/resources/pets/pets_.py')).toContain(
    'class PetsPetsResource(SyncAPIResource):',
  );
  expect(textOf(files, 'src/acme_pets/resources/pets/api.py')).toContain(
    'class AsyncPetsAPIResource(AsyncAPIResource):',
  );
});

it('a field of a page may be named like a method of pages', () => {
  const files = sdkOf(
    `
paths:
  /pets:
    get:
      parameters: [{ name: page, in: query, schema: { type: integer } }]
      responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: { pets: { type: array, items: { type: string } }, has_next_page: { type: boolean } } } } } } }
`,
    `${CONFIG}
resources: { pets: { methods: { list: get /pets } } }
pagination:
  - name: page
    type: page_number
    request: { page: { type: integer, x-stainless-pagination-property: { purpose: page_number_param } } }
    response: { pets: { type: array, items: {} }, has_next_page: { type: boolean, x-stainless-pagination-property: { purpose: has_next_page } } }
`,
  );
  const pages = textOf(files, 'src/acme_pets/pagination.py');
  expect(pages).toContain('has_next_page_: Optional[bool] = FieldInfo(alias="has_next_page", default=None)');
  expect(pages).toContain('if self.has_next_page_ is False:');
});

it('a path argument that is a number or text may be 0, but not empty text', () => {
  const files = sdkOf(
    `
paths:
  /pets/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { oneOf: [{ type: integer }, { type: string }] } }]
      responses: { '204': {} }
`,
    `${CONFIG}\nresources: { pets: { methods: { retrieve: 'get /pets/{id}' } } }`,
  );
  const resource = textOf(files, 'src/acme_pets/resources/pets.py');
  expect(resource).toContain('if id == "":');
  expect(resource).not.toContain('if not id:');
});

it('a model may have the name of the client', () => {
  const description = `
openapi: 3.1.0
info: { title: Shared, version: "1" }
paths:
  /shared: { get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Shared" } } } } } } }
components: { schemas: { Shared: { type: object, properties: { id: { type: string } } } } }
`;
  const config = `organization: { name: shared }
environments: { production: https://api.acme.test }
resources: { things: { models: { shared: "#/components/schemas/Shared" }, methods: { list: get /shared } } }
`;
  const tests = textOf(sdkOf(description, config), 'tests/api_resources/test_things.py');
  expect(tests).toContain('from acme_pets import AsyncShared, Shared\n');
  expect(tests).toContain('from acme_pets.types import Shared as SharedType\n');
  expect(tests).toContain('assert_matches(SharedType, value)');
});
