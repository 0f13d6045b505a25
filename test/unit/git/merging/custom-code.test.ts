import fc from 'fast-check';
import { expect, test } from 'vitest';
import { file, type TreeFile } from '../../../../src/git/store/file-tree.ts';
import { editTree, listTree } from '../../../../src/git/store/history.ts';
import { type Files, SdkRepository } from '../../../sdk-repository.ts';

/** Lines that builds and people change: far enough apart that Git merges them. */
const PLACES = { generated: 2, custom: 20, later: 38 };
const LINES = 40;

type Custom = 'nothing' | 'edit' | 'delete' | 'rename' | 'mode';
type Generated = 'nothing' | 'edit' | 'delete';

interface Case {
  readonly binary: boolean;
  readonly custom: Custom;
  readonly generated: Generated;
}

const cases = fc.array(
  fc.record<Case>({
    binary: fc.boolean(),
    custom: fc.constantFrom<Custom>('nothing', 'edit', 'delete', 'rename', 'mode'),
    generated: fc.constantFrom<Generated>('nothing', 'edit', 'delete'),
  }),
  { minLength: 1, maxLength: 6 },
);
const newFiles = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `own/${name}`),
  fc
    .oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 200 }))
    .map((bytes) => Buffer.from(bytes)),
  { maxKeys: 4 },
);

/** Unique content, so that Git never takes one file for another. */
function content(name: string, binary: boolean, marks: Record<number, string> = {}): Buffer {
  const lines = Array.from({ length: LINES }, (_, i) => {
    const noise = Buffer.from(`${name}${i}`.repeat(3)).toString('base64');
    return `${noise} ${marks[i] ?? ''}\n`;
  });
  return Buffer.from((binary ? '\0' : '') + lines.join(''), 'latin1');
}

/** The expected result of a file: its path and marks, null if deleted, or a conflict. */
function expected(name: string, { binary, custom, generated }: Case) {
  const conflict = { conflict: true } as const;
  const stays = (path: string, marks: Record<number, string>, mode: TreeFile['mode'] = '100644') =>
    ({ conflict: false, path, file: file(content(name, binary, marks), mode) }) as const;
  const gone = { conflict: false, path: null, file: null } as const;
  const g: Record<number, string> = generated === 'edit' ? { [PLACES.generated]: 'g' } : {};
  switch (custom) {
    case 'nothing':
      return generated === 'delete' ? gone : stays(name, g);
    case 'edit':
      if (generated === 'delete' || (binary && generated === 'edit')) return conflict;
      return stays(name, { ...g, [PLACES.custom]: 'c' });
    case 'delete':
      return generated === 'edit' ? conflict : gone;
    case 'rename':
      return generated === 'delete' ? conflict : stays(`moved/${name}`, g);
    case 'mode':
      return generated === 'delete' ? conflict : stays(name, g, '100755');
  }
}

test('any mix of hand-made changes survives builds, or is reported as a conflict that changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(cases, newFiles, async (all, own) => {
      const sdk = await SdkRepository.open();
      const named = all.map((each, i) => [`src/file${i}`, each] as const);
      const keep = { 'README.md': 'read me\n' };
      const generated = (marks: (each: Case) => Record<number, string> | null): Files => ({
        ...keep,
        ...Object.fromEntries(
          named.flatMap(([name, each]) => {
            const at = marks(each);
            return at === null ? [] : [[name, content(name, each.binary, at)]];
          }),
        ),
      });
      await sdk.build(generated(() => ({})));
      const changes: Record<string, Buffer | TreeFile | null> = { ...own };
      for (const [name, { binary, custom }] of named) {
        if (custom === 'edit') changes[name] = content(name, binary, { [PLACES.custom]: 'c' });
        if (custom === 'delete' || custom === 'rename') changes[name] = null;
        if (custom === 'rename') changes[`moved/${name}`] = content(name, binary);
        if (custom === 'mode') changes[name] = file(content(name, binary), '100755');
      }
      const before = await sdk.push(changes);
      const second = (each: Case): Record<number, string> | null =>
        each.generated === 'delete' ? null : each.generated === 'edit' ? { [PLACES.generated]: 'g' } : {};
      const result = await sdk.build(generated(second));

      const outcomes = named.map(([name, each]) => ({ name, ...expected(name, each) }));
      const conflicts = outcomes.filter(({ conflict }) => conflict);
      if (conflicts.length > 0) {
        expect(result.kind).toBe('conflict');
        const paths = result.kind === 'conflict' ? result.files.map(({ path }) => path) : [];
        expect(paths.map((path) => path.replace('moved/', '')).sort()).toEqual(
          conflicts.map(({ name }) => name).sort(),
        );
        expect(await sdk.head()).toBe(before);
      } else {
        const want = new Map<string, TreeFile>(
          Object.entries(keep).map(([name, text]) => [name, file(text)]),
        );
        for (const [name, bytes] of Object.entries(own)) want.set(name, file(bytes));
        for (const each of outcomes) if (!each.conflict && each.path !== null) want.set(each.path, each.file);
        expect(sorted(await sdk.files())).toEqual(sorted(want));
        // Once more with the next build.
        const third = await sdk.build({ ...generated(second), 'README.md': 'read me again\n' });
        expect(third.kind).toBe('committed');
        want.set('README.md', file('read me again\n'));
        expect(sorted(await sdk.files())).toEqual(sorted(want));
      }
      await sdk.close();
    }),
    { numRuns: 20 },
  );
});

const sorted = (files: ReadonlyMap<string, TreeFile>) =>
  [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { mode, content: bytes }]) => `${name} ${mode} ${bytes.toString('hex')}`);

test('keeps links and submodules that people push, next to generated files', async () => {
  const sdk = await SdkRepository.open();
  await sdk.build({ a: 'one\n' });
  const head = await sdk.head();
  const link = { mode: '120000', oid: await sdk.repository.writeBlob('a') };
  const submodule = { mode: '160000', oid: head };
  const tree = await editTree(
    sdk.repository,
    await sdk.treeOf(head),
    new Map([
      ['link', link],
      ['vendor/sub', submodule],
    ]),
  );
  await sdk.force('main', tree, [head], 'by hand\n');
  for (const text of ['two\n', 'three\n']) {
    expect(await sdk.build({ a: text })).toMatchObject({ kind: 'committed' });
    const entries = await listTree(sdk.repository, await sdk.head());
    expect([entries.get('link'), entries.get('vendor/sub')]).toEqual([link, submodule]);
    expect((await sdk.contents()).a).toBe(text);
  }
  await sdk.close();
});
