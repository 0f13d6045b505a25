import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { methodLines, methodsOf } from '../../../scripts/dropin/api-md.ts';
import { isReached, type Measured } from '../../../scripts/dropin/measure.ts';
import { namesShare, type Outcomes, shareOf } from '../../../scripts/dropin/outcomes.ts';
import { projectsOf } from '../../../scripts/dropin/projects.ts';
import { sourcesOf } from '../../../scripts/dropin/published.ts';
import { page } from '../../../scripts/dropin/table.ts';
import { typesOf } from '../../../scripts/dropin/types-of.ts';
import { withFolder } from '../../git.ts';

const LINE =
  '- <code title="get /pets/{id}">client.pets.<a href="./pets.py">get</a>(id) -> <a href="./pet.py">Pet</a></code>';

const outcomes = (...tests: [name: string, passed: boolean, why?: string][]): Outcomes =>
  new Map(tests.map(([name, passed, why = '']) => [name, { passed, why }]));

test('compares methods of api.md by endpoint, path, arguments and result, regardless of links', () => {
  expect(methodLines(`# Pets\n\nMethods:\n\n${LINE}\n`)).toEqual([
    'get /pets/{id} client.pets.get(id) -> Pet',
  ]);
  const go = '<code title="post /a">client.A.<a href="x">New</a>(ctx) (\\*<a href="y">a.B</a>, error)</code>';
  expect(methodLines(go)).toEqual(['post /a client.A.New(ctx) (a.B, error)']);
});

test('reads methods from every api.md of the SDK itself', () =>
  withFolder(async (folder) => {
    for (const at of ['.', 'src/acme/resources/pets', 'node_modules/other'])
      await mkdir(path.join(folder, at), { recursive: true });
    await writeFile(path.join(folder, 'api.md'), LINE);
    await writeFile(path.join(folder, 'src/acme/resources/pets/api.md'), LINE.replaceAll('get', 'put'));
    await writeFile(path.join(folder, 'node_modules/other/api.md'), LINE.replaceAll('get', 'head'));
    expect(methodsOf(folder)).toEqual(
      new Set(['get /pets/{id} client.pets.get(id) -> Pet', 'put /pets/{id} client.pets.put(id) -> Pet']),
    );
  }));

test('reads types as programs name them: by module, by namespace, or alone', () =>
  withFolder(async (folder) => {
    const files = {
      'src/acme/types/chat/reply.py':
        'class Choice(BaseModel):\n    id: str\n\nReply: TypeAlias = Union[str, Choice]\n',
      'src/acme/types/__init__.py': 'Left = 1\n',
      'src/acme/_client.py': 'class Acme: ...\n',
      'src/resources/chat.ts':
        'export interface Reply {}\n\nexport namespace Reply {\n  export interface Choice {}\n}\n\nexport type Kind = string;\n',
      'chat.go': 'package acme\n\ntype Reply struct {\n}\n\ntype reply struct {\n}\n',
      'chat_test.go': 'type Fake struct {\n}\n',
    };
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    expect([...typesOf('python', folder)]).toEqual(['types.chat.reply.Choice', 'types.chat.reply.Reply']);
    expect([...typesOf('typescript', folder)]).toEqual(['Reply', 'Reply.Choice', 'Kind']);
    expect([...typesOf('go', folder)]).toEqual(['Reply']);
  }));

test('a difference is a test that passes only on the published SDK', () => {
  const published = outcomes(['a', true], ['b', true], ['c', true], ['broken', false]);
  const own = outcomes(['a', true], ['b', false, 'boom'], ['broken', false], ['more', false]);
  expect(shareOf(published, own, () => true)).toEqual({
    passed: 1,
    of: 3,
    differences: ['b: boom', 'c (was not run)'],
  });
  expect(shareOf(published, own, (name) => name === 'a')).toEqual({ passed: 1, of: 1, differences: [] });
  expect(namesShare(new Set(['x', 'y']), new Set(['y', 'z']))).toEqual({
    passed: 1,
    of: 2,
    differences: ['x'],
  });
});

const share = (passed: number, of: number) => ({ passed, of, differences: [] });
const measured: Measured = {
  project: 'onebusaway',
  language: 'typescript',
  published: '1.26.0',
  methods: share(30, 30),
  types: share(985, 998),
  apiTests: share(640, 640),
  suite: share(1055, 1110),
};

test('the goals are every method, every API test and 95 % of the suite', () => {
  expect(isReached(measured)).toBe(true);
  expect(isReached({ ...measured, methods: share(29, 30) })).toBe(false);
  expect(isReached({ ...measured, apiTests: share(639, 640) })).toBe(false);
  expect(isReached({ ...measured, suite: share(1054, 1110) })).toBe(false);
});

test('the table fits 80 columns and names differences', () => {
  const differing = {
    ...measured,
    suite: { ...share(1109, 1110), differences: ['tests/test_a.py::test_b: boom'] },
  };
  const shown = page([differing], [{ project: 'linq', language: 'go', why: 'It is not there.' }]);
  const lines = shown.split('\n');
  expect(lines[2]).toBe('onebusaway typescript 30/30   985/998   640/640     1,109/1,110 yes   1.26.0');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(shown).toContain('  tests/test_a.py::test_b: boom');
  expect(shown).toContain('linq, go: not measured. It is not there.');
});

test('a project says where its published SDKs come from', () =>
  withFolder(async (folder) => {
    expect(() => projectsOf(path.join(folder, 'none'))).toThrow('There is no folder');
    expect(() => projectsOf(folder)).toThrow('has no project');
    const own = path.join(folder, 'pets');
    await mkdir(own);
    await writeFile(path.join(own, 'openapi.json'), '{}');
    await writeFile(path.join(own, 'stainless.yml'), '');
    expect(projectsOf(folder).map(({ name }) => name)).toEqual(['pets']);
    expect(sourcesOf('pets', own)).toEqual({});
    await writeFile(path.join(own, 'published.json'), '{ "python": { "pypi": "pets", "version": "1.0.0" } }');
    expect(sourcesOf('pets', own)).toEqual({ python: { pypi: 'pets', version: '1.0.0' } });
    await writeFile(path.join(own, 'published.json'), '{ "cobol": {} }');
    expect(() => sourcesOf('pets', own)).toThrow('published.json');
  }));
