import { expect, test } from 'vitest';
import { mergeFile } from '../../../../src/git/merging/merge-file.ts';

async function merge(name: string, base: string | null, ours: string, theirs: string) {
  const merged = await mergeFile(name, {
    base: base === null ? null : Buffer.from(base),
    ours: Buffer.from(ours),
    theirs: Buffer.from(theirs),
  });
  return merged === null ? null : { clean: merged.clean, text: merged.content.toString() };
}

const clean = (text: string) => ({ clean: true, text });

test('a version never conflicts, not even next to edits; the higher one is kept', async () => {
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
    ['1.1.0', '1.1.0-beta.2', '1.1.0'],
    ['1.1.0-beta.2', '1.1.0-beta.11+build.5', '1.1.0-beta.11+build.5'],
    ['1.1.0.post1', '1.1.0', '1.1.0.post1'],
    ['1.1.0.pre.beta.1', '1.1.0', '1.1.0'],
  ] as const) {
    expect(await merge('package.json', json('1.0.0', 'd'), json(ours, 'd'), json(theirs, 'd'))).toEqual(
      clean(json(higher, 'd')),
    );
  }
});

test('a number that is not a version still conflicts', async () => {
  const result = await merge('a.py', 'timeout = 1.5\n', 'timeout = 2.5\n', 'timeout = 3.5\n');
  expect(result?.clean).toBe(false);
  expect(result?.text).toBe(
    '<<<<<<< custom code\ntimeout = 2.5\n||||||| generated before\ntimeout = 1.5\n=======\ntimeout = 3.5\n>>>>>>> generated now\n',
  );
});

test('keeps all additions to a list at one place, in order; other additions conflict', async () => {
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

test('keeps lock files as people left them, all checksums, and other bytes intact', async () => {
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

const crlf = (text: string) => text.replaceAll('\n', '\r\n');

test('line endings never conflict: the file keeps its own, also in new generated lines', async () => {
  const [base, mine, generated] = ['a\nb\nc\nd\n', 'a\nB\nc\nd\n', 'a\nb\nc\nd\ne\n'];
  expect(await merge('a.ts', base, crlf(mine), generated)).toEqual(clean(crlf('a\nB\nc\nd\ne\n')));
  expect(await merge('a.ts', base, crlf(base), generated)).toEqual(clean(crlf(generated)));
  // The generator changed them, and people did not.
  expect(await merge('a.ts', base, mine, crlf(generated))).toEqual(clean(crlf('a\nB\nc\nd\ne\n')));
  // People went back to LF what was generated as CRLF.
  expect(await merge('a.ts', crlf(base), mine, crlf(generated))).toEqual(clean('a\nB\nc\nd\ne\n'));
  const conflict = await merge('a.ts', base, crlf('a\nmine\nc\nd\n'), 'a\ngenerated\nc\nd\n');
  expect(conflict?.text).toBe(
    crlf(
      'a\n<<<<<<< custom code\nmine\n||||||| generated before\nb\n=======\ngenerated\n>>>>>>> generated now\nc\nd\n',
    ),
  );
});
