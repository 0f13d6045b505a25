import { expect, test } from 'vitest';
import { buildFiles } from '../built.ts';
import { client, newProject } from '../service.ts';

test('filters diagnostics by target and level, and paginates without gaps or duplicates', async () => {
  const project = await newProject(['cli', 'go']);
  const { id } = await buildFiles(
    project,
    'unknwon: 1\ntargets:\n  cli:\n    pakage_name: a\n  go:\n    pakage_name: b\n',
  );
  type Query = Parameters<ReturnType<typeof client>['builds']['diagnostics']['list']>[1];
  const list = async (query: Query = {}) => (await client().builds.diagnostics.list(id, query)).data;
  const unknown = async (query: Query) =>
    (await list(query))
      .filter(({ code }) => code === 'Config/UnknownKey')
      .map(({ config_ref }) => config_ref);

  const [top, cli, go] = ['#/unknwon', '#/targets/cli/pakage_name', '#/targets/go/pakage_name'];
  expect((await unknown({})).sort()).toEqual([cli, go, top]);
  // A diagnostic about every target concerns each of them.
  expect((await unknown({ targets: 'cli' })).sort()).toEqual([cli, top]);
  expect((await unknown({ targets: 'cli,go' })).sort()).toEqual([cli, go, top]);
  expect(await unknown({ targets: 'ruby' })).toEqual([top]);
  expect(await unknown({ severity: 'note' })).toHaveLength(3);
  expect(await unknown({ severity: 'warning' })).toEqual([]);

  const all = await list();
  const paged: typeof all = [];
  for await (const each of client().builds.diagnostics.list(id, { limit: 2 })) paged.push(each);
  expect(paged).toEqual(all);
  expect(all.length).toBeGreaterThan(2);
});
