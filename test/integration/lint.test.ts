import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configFile, description, newProject, request } from '../service.ts';
import { Stl, said } from '../stl.ts';

let stl: Stl;
beforeAll(async () => {
  stl = await Stl.install();
}, 900_000);
afterAll(() => stl.remove());

const YAML = `openapi: 3.0.3
info:
  title: T
  version: 1.0.0
paths:
  /p:
    get:
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/None"
`;

const lint = async (openapi_spec: string, stainless_config: string, project?: string) => {
  const source = { type: 'upload', openapi_spec, stainless_config };
  const { status, body } = await request('POST', '/api/generate/spec', { project, source });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.spec;
};

test('lint reports diagnostics with code, pointer and line, and none for correct files', async () => {
  expect(await lint(description(), configFile(['go']), await newProject(['go']))).toEqual({
    diagnostics: {},
  });
  expect(await lint(YAML, 'targets:\n  go: {pakage_name: x}\n')).toEqual({
    diagnostics: {
      'Config/UnknownKey': [
        expect.objectContaining({ level: 'note', line: 2, config_ref: '#/targets/go/pakage_name' }),
      ],
      'OpenAPI/no-unresolved-refs': [expect.objectContaining({ level: 'fatal', line: 14, ignored: false })],
      'OpenAPI/operation-operationId': [expect.objectContaining({ level: 'warning', line: 7 })],
    },
  });
});

test('lint reports unreadable files, and applies the ignore rules of the config file', async () => {
  expect(await lint('a: [', 'targets:\n  - go\n')).toEqual({
    diagnostics: {
      'Config/Unusable': [expect.objectContaining({ level: 'fatal' })],
      'OpenAPI/Unusable': [expect.objectContaining({ level: 'fatal', line: 1 })],
    },
  });
  const rules = 'targets: {go: {}}\ndiagnostics: {ignored: {OpenAPI/operation-operationId: true}}\n';
  expect(await lint(YAML, rules)).toMatchObject({
    diagnostics: {
      'OpenAPI/operation-operationId': [{ ignored: true }],
      'OpenAPI/no-unresolved-refs': [{ ignored: false }],
    },
  });
});

test('lint rejects an unknown project and an invalid body', async () => {
  const source = { type: 'upload', openapi_spec: YAML, stainless_config: '' };
  const unknown = await request('POST', '/api/generate/spec', { project: 'none', source });
  expect(unknown).toMatchObject({ status: 404, body: { message: expect.stringContaining('project') } });
  const other = await request('POST', '/api/generate/spec', { source: { ...source, type: 'x' } });
  expect(other).toMatchObject({ status: 400, body: { message: expect.stringContaining('source.type') } });
});

test('stl lint: exit code 0 without findings, 1 with them', async () => {
  const write = (name: string, text: string) => writeFileSync(path.join(stl.folder, name), text);
  const project = await newProject(['go']);
  const run = () =>
    stl.run(['lint', '--project', project, '--oas', 'openapi.yml', '--config', 'stainless.yml']);
  write('stainless.yml', configFile(['go']));
  write('openapi.yml', description());
  const clean = await run();
  expect(clean.code, said(clean)).toBe(0);
  write('openapi.yml', YAML);
  const found = await run();
  expect(found.code, said(found)).toBe(1);
});
