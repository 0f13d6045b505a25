import { expect, test } from 'vitest';
import { mergeFile } from '../../../src/git/merge-file.ts';
import { compareVersions } from '../../../src/git/versions.ts';

async function merge(name: string, base: string | null, ours: string, theirs: string) {
  const merged = await mergeFile(name, {
    base: base === null ? null : Buffer.from(base),
    ours: Buffer.from(ours),
    theirs: Buffer.from(theirs),
  });
  return merged === null ? null : { clean: merged.clean, text: merged.content.toString() };
}

const clean = (text: string) => ({ clean: true, text });

test('a version never conflicts: not with edits beside it, and the higher one stays', async () => {
  const json = (version: string, description: string, more = '') =>
    `{\n  "name": "x",\n  "version": "${version}",\n${more}  "description": "${description}"\n}\n`;
  expect(await merge('package.json', json('1.0.0', 'd'), json('1.0.0', 'mine'), json('1.1.0', 'd'))).toEqual(
    clean(json('1.1.0', 'mine')),
  );
  expect(
    await merge(
      'package.json',
      json('1.0.0', 'd'),
      json('1.0.0', 'd', '  "private": true,\n'),
      json('1.1.0', 'd'),
    ),
  ).toEqual(clean(json('1.1.0', 'd', '  "private": true,\n')));
  for (const [ours, theirs, higher] of [
    ['2.0.0', '1.1.0', '2.0.0'],
    ['1.0.1', '1.10.0', '1.10.0'],
    ['1.1.0-beta.2', '1.1.0', '1.1.0'],
  ] as const) {
    expect(await merge('package.json', json('1.0.0', 'd'), json(ours, 'd'), json(theirs, 'd'))).toEqual(
      clean(json(higher, 'd')),
    );
  }
});

test('a number that is no version still conflicts', async () => {
  const result = await merge('a.py', 'timeout = 1.5\n', 'timeout = 2.5\n', 'timeout = 3.5\n');
  expect(result?.clean).toBe(false);
  expect(result?.text).toBe(
    '<<<<<<< custom code\ntimeout = 2.5\n||||||| generated before\ntimeout = 1.5\n=======\ntimeout = 3.5\n>>>>>>> generated now\n',
  );
});

test('additions to a list at one place are all kept, in order; other additions conflict', async () => {
  const index = (...names: string[]) => names.map((name) => `export * from './${name}';\n`).join('');
  expect(await merge('index.ts', index('a', 'z'), index('a', 'm', 'z'), index('a', 'b', 'q', 'z'))).toEqual(
    clean(index('a', 'b', 'm', 'q', 'z')),
  );
  expect(await merge('index.ts', index('a', 'z'), index('a', 'm', 'z'), index('a', 'm', 'n', 'z'))).toEqual(
    clean(index('a', 'm', 'n', 'z')),
  );
  expect(await merge('i.ts', index('a'), index('a', 'own'), index('a', 'pet'))).toEqual(
    clean(index('a', 'own', 'pet')),
  );
  const imports = (...names: string[]) => `${names.map((name) => `import ${name}\n`).join('')}\nx = 1\n`;
  expect(await merge('a.py', imports('a'), imports('a', 'mine'), imports('a', 'gen'))).toEqual(
    clean(imports('a', 'gen', 'mine')),
  );
  for (const [ours, theirs] of [
    ["import { A } from './m';\n", "import { A, B } from './m';\n"],
    ['  "x": 1,\n', '  "x": 2,\n'],
    ['run(1)\n', 'run(2)\n'],
    ['export function a() {\n  return 1;\n}\n', 'export function b() {\n  return 2;\n}\n'],
  ] as const) {
    expect((await merge('a.ts', 'a\nz\n', `a\n${ours}z\n`, `a\n${theirs}z\n`))?.clean, ours).toBe(false);
  }
});

test('lock files stay as people left them, sums are all kept, and other bytes are not hurt', async () => {
  expect(await merge('package-lock.json', 'a\n', 'mine\n', 'generated\n')).toEqual(clean('mine\n'));
  expect(await merge('sub/go.sum', 'a v1 h\n', 'a v1 h\nc v1 h\n', 'a v2 h\nb v1 h\n')).toEqual(
    clean('a v1 h\na v2 h\nb v1 h\nc v1 h\n'),
  );
  expect(await merge('a.bin', 'a\0', 'b\0', 'c\0')).toBeNull();
  const latin = (first: number, last: number) =>
    Buffer.from([first, 10, ...Array.from({ length: 12 }, () => [0xe9, 10]).flat(), last, 13, 10]);
  const merged = await mergeFile('latin.txt', {
    base: latin(65, 65),
    ours: latin(66, 65),
    theirs: latin(65, 0xff),
  });
  expect(merged).toEqual({ clean: true, content: latin(66, 0xff) });
});

test('versions have an order', () => {
  const order = ['1.0.0-alpha', '1.0.0-beta.2', '1.0.0-beta.11', '1.0.0', '1.2.0', '1.10.0', 'v2.0.0'];
  const shuffled = [...order].reverse().sort(compareVersions);
  expect(shuffled).toEqual(order);
});
